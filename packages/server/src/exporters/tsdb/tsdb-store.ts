import { SluiceError } from '@sluice/model'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { openAnalyticStore, StoreRefusal } from '../../analytics/index.ts'
import type { DestinationStore } from '../exporter.ts'

const query = Type.Object({
  sql: Type.String({ description: 'One SELECT (DuckDB SQL) over tables <repo>.<series>', minLength: 1 }),
  repo: Type.String({ description: 'Whose series need no prefix', default: '' }),
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
    sql: 'select time_bucket(interval 1 hour, time), avg(delay) from flights.delays group by 1 order by 1',
    limit: 100,
  },
  async read(given, { storeDirectory, timeZone }, signal) {
    const { sql, repo, limit, timeoutMs } = Value.Parse(query, Value.Default(query, Value.Clone(given)))
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
