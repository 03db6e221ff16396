import { quoteIdentifier, SluiceError } from '@sluice/model'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { openAnalyticStore, StoreRefusal } from '../../analytics/index.ts'
import type { DestinationStore } from '../exporter.ts'
import { pointTimeNanos } from './point-time.ts'

const query = Type.Object({
  sql: Type.String({
    description: 'One SELECT (DuckDB SQL) over series, repo.series; or give series',
    default: '',
  }),
  repo: Type.String({ description: 'Whose series need no prefix', default: '' }),
  series: Type.String({
    description: 'Without sql: the series of repo to read, newest points first',
    default: '',
  }),
  from: Type.String({ description: 'Without sql: the first time to read, RFC 3339', default: '' }),
  to: Type.String({ description: 'Without sql: the time before which to read, RFC 3339', default: '' }),
  tags: Type.Record(Type.String(), Type.String(), {
    description: 'Without sql: tags and the values that they must have',
    default: {},
  }),
  limit: Type.Integer({
    description: 'Rows of the answer at most',
    default: 1_000,
    minimum: 1,
    maximum: 100_000,
  }),
  timeoutMs: Type.Integer({
    description: 'How long it may run, ms',
    default: 10_000,
    minimum: 1,
    maximum: 60_000,
  }),
})

/** The series that tsdb exports keep on this machine. */
export const tsdbStore: DestinationStore = {
  query,
  example: {
    sql: 'select time_bucket(interval 1 hour, time) as hour, avg(delay) from flights.delays group by 1 order by 1',
    limit: 100,
  },
  async read(given, { storeDirectory, timeZone }, signal) {
    const asked = Value.Parse(query, Value.Default(query, Value.Clone(given)))
    const { repo, limit, timeoutMs } = asked
    const sql = asked.sql === '' ? seriesSql(asked) : asked.sql
    const store = openAnalyticStore(storeDirectory, timeZone)
    try {
      return await store.query({ sql, schema: repo, rowsMax: limit, timeoutMs }, signal)
    } catch (error) {
      if (error instanceof StoreRefusal) throw new SluiceError('E18209', error.message)
      throw error
    } finally {
      store.close()
    }
  },
}

function seriesSql({ repo, series, from, to, tags, limit }: Static<typeof query>): string {
  if (repo === '' || series === '') throw new SluiceError('E18209', 'give sql, or repo and series')
  const conditions = [
    ...(from === '' ? [] : [`"time" >= ${timeSql('from', from)}`]),
    ...(to === '' ? [] : [`"time" < ${timeSql('to', to)}`]),
    ...Object.entries(tags).map(
      ([tag, value]) => `${quoteIdentifier(tag)} = '${value.replaceAll("'", "''")}'`,
    ),
  ]
  const where = conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`
  // One more than asked for, so that the answer can say that it was cut.
  return `select * from ${quoteIdentifier(series)} ${where} order by "time" desc limit ${limit + 1}`
}

function timeSql(name: string, text: string): string {
  const nanos = pointTimeNanos('string', text)
  if (nanos === undefined)
    throw new SluiceError('E18209', `${name}: '${text.slice(0, 80)}' is no RFC 3339 time`)
  return `make_timestamp_ns(${nanos})`
}
