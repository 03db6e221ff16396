import { ConfigurationError } from '../exporter.ts'
import type { ReportColumn, ReportRows } from './report-rows.ts'
import type { TableColumn, TargetColumns } from './table-shape.ts'

/** The table that holds how far each run of an export has come, beside the tables of the reports. */
export const positionsTable = '_sluice_positions'

/** One connection to a database server. Calls do not overlap. What they throw is sorted: see Exporter.write(). */
export interface ReportSession {
  /** For messages. */
  readonly table: string
  /** The table's columns; undefined when there is no such table. */
  describe(): Promise<readonly TableColumn[] | undefined>
  /** Makes the table with the mapped columns and those of the record's identity, which are its primary key. */
  createTable(columns: readonly ReportColumn[]): Promise<void>
  /** Makes the positions table when it is missing, and the run's row in it. */
  preparePosition(run: string): Promise<void>
  /** In one transaction: locks the run's position, adds the rows that are not before it, moves it to `next`. A row whose
   *  unique key is there already replaces it. */
  write(write: SessionWrite): Promise<void>
  /** Drops the connection, whatever is under way. Idempotent. */
  end(): void
}

export interface SessionWrite {
  readonly target: TargetColumns
  readonly rows: ReportRows
  /** The export's id. */
  readonly owner: string
  readonly run: string
  readonly next: bigint
}

/** Records of a batch, so how far the position in the database may be before the server's own at most. */
export const batchRecordsMax = 5_000

/** The first row that the run has not written yet. Throws ConfigurationError when the database is farther than it can be:
 *  records that stand where others were would be passed over. */
export function firstUnwritten({ positions }: ReportRows, position: bigint): number {
  const first = positions[0] ?? 0n
  if (position > first + BigInt(batchRecordsMax))
    throw new ConfigurationError(
      `${positionsTable} says that this run has come to ${position}, while the server is at ${first}: was an older copy of the server's data put back? Delete the export's rows that should go, set next to ${first} there, and the export goes on`,
    )
  const found = positions.findIndex((at) => at >= position)
  return found < 0 ? positions.length : found
}
