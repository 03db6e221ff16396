import {
  type AnalyticStore,
  type CellValue,
  openAnalyticStore,
  StoreRefusal,
  type StoreTable,
  storeStartMsMax,
} from '../analytics/index.ts'
import { ConfigurationError, type ExportBatch, type Exporter, type ExporterDeps } from './exporter.ts'
import { runPositions } from './run-positions.ts'

/** What an exporter writes to a table on this machine, by column of the table, then by row. */
export interface StoredRows {
  readonly values: readonly (readonly CellValue[])[]
  /** By row: index in the batch of the record that it comes from, ascending. Absent: every record is a row. */
  readonly records?: readonly number[]
}

/** All of an exporter that delivers to a table of the embedded analytic store but the making of rows. */
export interface StoredTable extends Omit<Exporter, 'write'> {
  write(batch: ExportBatch, rows: StoredRows, signal: AbortSignal): Promise<void>
}

export function storedTable(
  table: StoreTable,
  { run, storeDirectory, timeZone }: Pick<ExporterDeps, 'run' | 'storeDirectory' | 'timeZone'>,
): StoredTable {
  const store: AnalyticStore = openAnalyticStore(storeDirectory, timeZone)
  return {
    startMsMax: storeStartMsMax,
    check: (signal) => store.check(table, signal),
    open: (_state, signal) => store.prepare(table, signal).catch(refused),
    async write(batch, { values, records }, signal) {
      const positions = runPositions(batch)
      const offsets = records ? BigInt64Array.from(records, (index) => positions[index] ?? 0n) : positions
      await store.write({ table, run, values, offsets, next: batch.nextOffset }, signal).catch(refused)
    },
    async settle() {
      return undefined
    },
    async close() {
      store.close()
    },
  }
}

function refused(error: unknown): never {
  throw error instanceof StoreRefusal ? new ConfigurationError(error.message) : error
}
