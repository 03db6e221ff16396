import type { Name, Query, Span, Window } from '../syntax/ast.ts'
import type { Typed } from '../types/typed.ts'
import type { Column, Scope } from './scope.ts'

/** A table as SQL text knows it: what stands in FROM, and its columns in order. */
export interface Table {
  readonly sql: string
  readonly columns: readonly {
    readonly name: string
    readonly column: string
    readonly type: Column['type']
  }[]
}

/** What holds for a whole translation. */
export interface Translation {
  readonly timeZone: string
  /** The tables given, by lower-case name. */
  readonly tables: ReadonlyMap<string, Table>
  /** As the user may name them, for messages. */
  readonly tableNames: readonly string[]
  /** A name that nothing else has: `t7`. */
  newName(prefix: string): string
  /** Counts what has been written. Errors: TextError for a query that becomes too large (work.ts). */
  count(sqlLength: number, at: Span): void
}

/** Where an expression stands: what it can see, and what it may hold. */
export interface Place {
  readonly translation: Translation
  readonly ctes: ReadonlyMap<string, Table>
  readonly scope: Scope
  /** Around a subquery: where its columns are looked for that its own tables do not have. */
  readonly outer: Place | undefined
  /** For messages: `WHERE`. */
  readonly clause: string
  readonly allows: { readonly aggregates: boolean; readonly windows: boolean }
  /** Select items by their lower-case alias, seen where no column has the name; `first`: before columns. */
  readonly aliases: ReadonlyMap<string, Typed>
  readonly aliasesFirst: boolean
  /** Undefined: rows are not grouped. */
  readonly grouping: Grouping | undefined
  /** Columns read so far outside of aggregates and group keys. */
  readonly loose: { readonly name: string; readonly at: Span }[]
  /** Parameters of lambdas, by lower-case name. */
  readonly variables: ReadonlyMap<string, Typed>
  readonly windows: readonly { readonly name: Name; readonly window: Window }[]
  readonly compileQuery: (query: Query, place: Place) => CompiledQuery
}

/**
 * Grouped rows are a SELECT of their own: keys and aggregates as columns, which everything else is made of. DuckDB's TRY can
 * hold neither, and equal aggregates are computed once.
 */
export interface Grouping {
  /** SQL of a key → the column that it is. */
  readonly keys: ReadonlyMap<string, string>
  /** Whether there may be keys within keys: `group by upper(city), city`. */
  readonly overlaps: boolean
  /** SQL of an aggregate → the column that it is; grows while expressions are compiled. */
  readonly aggregates: Map<string, string>
  readonly alias: string
}

/** A whole query as SQL, whose columns are called by `column`, and what they are. */
export interface CompiledQuery {
  readonly sql: string
  readonly columns: readonly OutputColumn[]
}

export interface OutputColumn {
  /** As the user sees it; several may have one name. */
  readonly name: string
  readonly column: string
  readonly type: Column['type']
  /** Whether the user chose the name (a column's own name or an alias). */
  readonly given: boolean
  readonly at: Span
}
