/**
 * Port AnalyticStore: what exports of one type and account keep on this machine when they have no server to deliver to.
 * Tables in schemas, written by batches, read by SQL. Any thread of the server may open the same store at the same time.
 */
export interface AnalyticStore {
  /** What keeps this table from being written, in a sentence; undefined when nothing does. Makes nothing. */
  check(table: StoreTable, signal: AbortSignal): Promise<string | undefined>

  /** Makes the table, or adds the columns it lacks. Throws StoreRefusal when a column has another type already. */
  prepare(table: StoreTable, signal: AbortSignal): Promise<void>

  /**
   * Adds the rows and moves the run's position, in one transaction, durable when it resolves. Rows before the position are
   * there already and passed over; rows that have the key of one that is there replace it. Throws StoreRefusal as prepare()
   * does. When it throws anything else the outcome is unknown: writing the same again is harmless.
   */
  write(batch: TableBatch, signal: AbortSignal): Promise<void>

  /** JSON text: {"columns": [{"name", "type"}], "rows": [{…}], "truncated": boolean}; nulls are left out, longs exact.
   *  Throws StoreRefusal when the query is at fault. */
  query(query: StoreQuery, signal: AbortSignal): Promise<string>

  /** Forgets this opening; what it wrote stays. Idempotent. */
  close(): void
}

/** Times are integers since the epoch: microseconds for TIMESTAMP WITH TIME ZONE, nanoseconds for TIMESTAMP_NS. */
export type ColumnType =
  | 'VARCHAR'
  | 'BIGINT'
  | 'DOUBLE'
  | 'BOOLEAN'
  | 'TIMESTAMP WITH TIME ZONE'
  | 'TIMESTAMP_NS'

export interface StoreColumn {
  readonly name: string
  readonly type: ColumnType
}

export interface StoreTable {
  readonly schema: string
  readonly name: string
  readonly columns: readonly StoreColumn[]
  /** Columns that tell rows apart; the first one is a number or time that mostly grows, so that few old rows are looked at.
   *  Of rows with the same key the last one stays. null equals null. */
  readonly key: readonly string[]
}

export type CellValue = bigint | number | string | boolean | null

export interface TableBatch {
  readonly table: StoreTable
  /** Whose position moves. */
  readonly run: string
  /** By column of the table, then by row. */
  readonly values: readonly (readonly CellValue[])[]
  /** Of each row in what the run reads, ascending. */
  readonly offsets: BigInt64Array
  /** The run's position after this batch. */
  readonly next: bigint
}

export interface StoreQuery {
  readonly sql: string
  /** Whose tables need no prefix; '' = none. */
  readonly schema: string
  readonly rowsMax: number
  readonly timeoutMs: number
}

/** The caller is at fault, and repeating does not help: the message says what to do. */
export class StoreRefusal extends Error {
  override readonly name = 'StoreRefusal'
}
