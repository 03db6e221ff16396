import type { Schema } from '@sluice/model'
import type { Batch, ScanFile } from '../queues/record-log.ts'

/**
 * Port SqlEngine: a pure function from tables to a table. No state survives a call; calls may overlap.
 *
 * Only a single SELECT over the given tables is accepted: no files, no network, no settings, no other table functions
 * than those that make rows out of values. Dates are instants; the session time zone decides how date functions see them.
 */
export interface SqlEngine {
  /**
   * Names of the tables that the SQL reads, as first written, each once whatever its case: what must be among the tables of
   * the other calls. Touches nothing. Throws SqlError 'diagnostics' for text that is no query.
   */
  tablesRead(sql: string): readonly string[]

  /**
   * Checks the SQL against table schemas and says what comes out, touching no data. Called when a transform is created
   * or updated, and by editors. Output types map by spec/sql.md §1.2. Rejects with SqlError `limit` or `engine` when it got
   * no answer; what is wrong with the SQL is an answer.
   */
  analyze(sql: string, tables: readonly TableSchema[], signal?: AbortSignal): Promise<Analysis>

  /**
   * Runs the SQL over the scans' files and gives the rows as canonical JSON lines in result order. Rejects with SqlError:
   * `diagnostics` when the query itself is at fault (bad SQL, a column that the destination's field cannot hold, ...; a
   * record that a function cannot take gives NULL instead), `limit` when it ran into memory, time or output limits, `engine`
   * when the engine died. The runner retries all three, `limit` with a smaller range; a transform has failed for good when
   * that does not help.
   */
  execute(sql: string, tables: readonly Table[], limits: EngineLimits, signal?: AbortSignal): Promise<Result>

  /**
   * What two queries over the same tables give that the other does not, as multisets of canonical lines. Each side has at
   * most rowsMax lines, in the order of their text, and says how many there are. Rejects like `execute`.
   */
  compare(
    before: string,
    after: string,
    tables: readonly Table[],
    limits: CompareLimits,
    signal?: AbortSignal,
  ): Promise<Difference>

  close(): Promise<void>
}

export interface TableSchema {
  /** All names the SQL may use for this table (for a transform's source: `stream` and the repo's name), in any case. */
  readonly names: readonly string[]
  readonly schema: Schema
}

export interface Table extends TableSchema {
  readonly files: readonly ScanFile[]
}

export type Analysis =
  | {
      readonly schema: Schema
      /** For each table: keys of the fields without which the query would give something else, in schema order. */
      readonly fieldsRead: readonly (readonly string[])[]
      readonly diagnostics: readonly []
    }
  | {
      readonly schema?: undefined
      readonly fieldsRead?: undefined
      readonly diagnostics: readonly Diagnostic[]
    }

export interface Diagnostic {
  readonly message: string
  /** Position in the SQL as the caller wrote it, from 1, columns in code points; undefined when the engine could not say. */
  readonly line?: number
  readonly column?: number
  /** The unknown column's name, when that is what is wrong. */
  readonly unknownField?: string
}

export interface EngineLimits {
  readonly threads: number
  readonly memoryBytesMax: number
  readonly timeoutMs: number
  /** Rows of the answer; more are cut off and `truncated` is set. Undefined = no bound but memory. */
  readonly rowsMax?: number
  /** Bytes of the answer; a larger one is a 'limit' error. Default: 512 MiB. */
  readonly outputBytesMax?: number
  /** Somebody waits for the answer: it is not to wait in turn behind the tasks' queries. */
  readonly interactive?: true
  /** The destination's fields: the lines hold these only, in this order. A column that is not among them is left out; one
   *  whose type differs from the field's is a 'diagnostics' error. Default: the columns as the SQL gives them. */
  readonly output?: Schema
}

export type CompareLimits = Omit<EngineLimits, 'output' | 'rowsMax'> & { readonly rowsMax: number }

export interface Difference {
  readonly onlyBefore: DifferenceSide
  readonly onlyAfter: DifferenceSide
}

export interface DifferenceSide {
  /** Of the query's rows: equal rows may differ in their columns' types. */
  readonly schema: Schema
  /** Rows in all. */
  readonly count: number
  /** The first of them, as canonical lines. */
  readonly lines: Uint8Array
}

export interface Result extends Batch {
  readonly schema: Schema
  readonly truncated: boolean
}

export class SqlError extends Error {
  readonly kind: 'diagnostics' | 'limit' | 'engine'
  readonly diagnostics: readonly Diagnostic[]
  constructor(kind: SqlError['kind'], message: string, diagnostics: readonly Diagnostic[] = []) {
    super(message)
    this.name = 'SqlError'
    this.kind = kind
    this.diagnostics = diagnostics
  }
}
