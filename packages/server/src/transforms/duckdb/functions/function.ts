import type { SqlType } from '../types/sql-type.ts'
import type { Typed } from '../types/typed.ts'

/**
 * One function of the dialect: how it is called, what it takes and gives, and the DuckDB SQL that does it. The rows make up
 * the reference page too. Functions whose rule comes from the documentation of the service follow spec/sql.md; others do as
 * Apache Spark does (non-ANSI).
 */
export interface FunctionRow {
  /** Lower case. */
  readonly name: string
  readonly aliases?: readonly string[]
  readonly kind: 'scalar' | 'aggregate' | 'window'
  /** As the reference shows it: `instr(text, part[, start[, nth]])`. */
  readonly usage: string
  /** One line: what comes out, with what is special about NULL or bad values. */
  readonly about: string
  readonly parameters: readonly Parameter[]
  readonly returns: SqlType | ((types: readonly SqlType[], call: Call) => SqlType)
  /** `args`: SQL of the arguments, brought to the parameters' types; as many as the user gave. */
  readonly sql: (args: readonly string[], call: Call) => string
}

/** A function that makes rows: `explode` and its like, in LATERAL VIEW or alone in a SELECT list. */
export interface GeneratorRow {
  readonly name: string
  readonly aliases?: readonly string[]
  readonly kind: 'generator'
  readonly usage: string
  readonly about: string
  readonly parameters: readonly Parameter[]
  readonly columns: (
    types: readonly SqlType[],
    call: Call,
  ) => readonly { readonly name: string; readonly type: SqlType }[]
  /** A list for each column, all as long as there are rows. */
  readonly lists: (args: readonly string[], call: Call) => readonly string[]
  /** What FROM reads instead, when that need not be held in memory: a SELECT whose columns are c0, c1, …. */
  readonly table?: (args: readonly string[], call: Call) => string
}

export interface Parameter {
  readonly type: ParameterType
  /** May be left out, with all that follow. */
  readonly optional?: true
  /** The last one only: any number of them, at least one (`optional`: none). */
  readonly repeated?: true
}

/**
 * What an argument is brought to. A type: implicitly cast to it (`types/coercion.ts`), or refused. `number`: numbers as they
 * are, text and NULL as double. `common`: all arguments with this word get the one type that holds them all. `ordered`: the
 * same for what can be compared. `array`, `map`, `struct`: as they are. `lambda`: read with `call.lambda`. `any`: as it is.
 */
export type ParameterType =
  | SqlType
  | 'any'
  | 'number'
  | 'common'
  | 'ordered'
  | 'array'
  | 'map'
  | 'struct'
  | 'lambda'

export interface Call {
  readonly name: string
  /** After they were brought to the parameters' types. */
  readonly arguments: readonly Typed[]
  /** IANA name of the session's zone. */
  readonly timeZone: string
  /** The text that argument i is, NULL as null; refuses when it is not a constant. Undefined when it was not given. */
  constantText(i: number): string | null | undefined
  /** The whole number that argument i is; refuses when it is not a constant. Undefined when it was not given. */
  constantNumber(i: number): number | null | undefined
  /** Ends the translation when argument i reads a column: then it may differ from row to row. */
  refuseColumns(i: number, what: string): void
  /** A lambda's body, its parameters having these types. */
  lambda(i: number, types: readonly SqlType[]): Lambda
  /** The name that argument i has by itself: a column's or a member's. */
  nameOf(i: number): string | undefined
  /** Aggregate and window functions: DuckDB's call, with the user's DISTINCT, FILTER and OVER put to it. */
  aggregate(duckdbName: string, ...args: readonly string[]): string
  /** The user's `within group (order by …)`, when there is one. */
  readonly withinGroup?: { readonly value: Typed; readonly descending: boolean }
  /** Whether the user wrote IGNORE NULLS. */
  readonly ignoreNulls: boolean
  readonly distinct: boolean
  readonly windowed: boolean
  /** Whether its window has an order. */
  readonly ordered: boolean
  /** SQL of what is grouped by. */
  readonly groupKeys: readonly string[]
  /** Ends the translation with this message at argument i (none: at the call). */
  refuse(message: string, i?: number): never
}

export interface Lambda {
  /** `lambda x1: x1 + 1` */
  readonly sql: string
  /** Of its parameters, one or as many as the user gave. */
  readonly names: readonly string[]
  readonly body: string
  /** Of the body. */
  readonly type: SqlType
}
