import type { QueueId, RecordLog, Scan } from '../queues/record-log.ts'
import type { Table, TableSchema } from './sql-engine.ts'

/** A table that is everything a queue holds. */
export interface StoredTable extends TableSchema {
  readonly queue: QueueId
}

export interface Snapshots {
  readonly tables: readonly Table[]
  /** Lets the files go; to be called when the query is done. */
  release(): void
}

/** The queues as they are now, for one query. */
export async function openSnapshots(
  log: RecordLog,
  stored: readonly StoredTable[],
  signal: AbortSignal,
): Promise<Snapshots> {
  const scans: Scan[] = []
  const release = () => {
    for (const scan of scans) scan.release()
  }
  try {
    const tables: Table[] = []
    for (const { names, schema, queue } of stored) {
      const { firstOffset } = await log.bounds(queue)
      const scan = await log.scan(queue, firstOffset, { bytesMax: Number.MAX_SAFE_INTEGER }, signal)
      scans.push(scan)
      tables.push({ names, schema, files: scan.to === scan.from ? [] : scan.files })
    }
    return { tables, release }
  } catch (error) {
    release()
    throw error
  }
}
