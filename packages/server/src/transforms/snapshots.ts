import type { QueueId, RecordLog, Scan } from '../queues/record-log.ts'
import type { Table, TableSchema } from './sql-engine.ts'

/** A table that is everything a queue holds. */
export interface StoredTable extends TableSchema {
  readonly queue: QueueId
}

/** The queues as they are now, for one query: their files stay until `use` is done. */
export async function withSnapshots<T>(
  log: RecordLog,
  stored: readonly StoredTable[],
  signal: AbortSignal,
  use: (tables: readonly Table[]) => Promise<T>,
): Promise<T> {
  const scans: Scan[] = []
  try {
    const tables: Table[] = []
    for (const { names, schema, queue } of stored) {
      const { firstOffset } = await log.bounds(queue)
      const scan = await log.scan(queue, firstOffset, { bytesMax: Number.MAX_SAFE_INTEGER }, signal)
      scans.push(scan)
      tables.push({ names, schema, files: scan.to === scan.from ? [] : scan.files })
    }
    return await use(tables)
  } finally {
    for (const scan of scans) scan.release()
  }
}
