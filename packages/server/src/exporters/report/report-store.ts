import { SluiceError } from '@sluice/model'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { openAnalyticStore, StoreRefusal } from '../../analytics/index.ts'
import type { DestinationStore } from '../exporter.ts'

const query = Type.Object({
  sql: Type.String({ description: 'One SELECT (DuckDB SQL) over tables, database.table', minLength: 1 }),
  database: Type.String({ description: 'Whose tables need no prefix', default: '' }),
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

/** The tables that report exports keep on this machine. */
export const reportStore: DestinationStore = {
  query,
  example: { sql: 'select origin, avg(delay) from flights.delays group by origin', limit: 100 },
  async read(given, { storeDirectory, timeZone }, signal) {
    const { sql, database, limit, timeoutMs } = Value.Parse(query, Value.Default(query, Value.Clone(given)))
    const store = openAnalyticStore(storeDirectory, timeZone)
    try {
      return await store.query({ sql, schema: database, rowsMax: limit, timeoutMs }, signal)
    } catch (error) {
      if (error instanceof StoreRefusal) throw new SluiceError('E18209', error.message)
      throw error
    } finally {
      store.close()
    }
  },
}
