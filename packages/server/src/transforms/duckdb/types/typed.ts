import type { Literal, Span } from '../syntax/ast.ts'
import type { SqlType } from './sql-type.ts'

/** An expression as it will run: DuckDB's SQL for it, its type in the dialect, and where the user wrote it. `sql` can be put
 *  anywhere: what binds loosely is in brackets. */
export interface Typed {
  readonly sql: string
  readonly type: SqlType
  readonly at: Span
  /** The value, when the user wrote a constant (a literal, also with a sign). */
  readonly constant?: Literal
}
