import type { Name, Span } from '../syntax/ast.ts'
import { TextError } from '../syntax/text-error.ts'
import type { SqlType } from '../types/sql-type.ts'
import { nearest } from './nearest.ts'

/** A column that expressions may name. */
export interface Column {
  /** As the user knows it; compared without regard to case, unless two differ by case only. */
  readonly name: string
  /** DuckDB's SQL for it. */
  readonly sql: string
  readonly type: SqlType
}

/** A table of FROM, with the name that may stand before its columns. */
export interface Source {
  readonly name: string | undefined
  readonly columns: readonly Column[]
}

/** What a SELECT's expressions can see. */
export interface Scope {
  readonly sources: readonly Source[]
  /** Columns without a table's name, in the order of `*`: those of all sources, those of USING once. */
  readonly columns: readonly Column[]
}

export const emptyScope: Scope = { sources: [], columns: [] }

export const scopeOf = (source: Source): Scope => ({ sources: [source], columns: source.columns })

export interface Found {
  readonly column: Column
  /** What follows the column's name: members of a map. */
  readonly members: readonly Name[]
}

/** The column that a path of names begins with. undefined: there is none. Refuses a name that several columns have. */
export function findColumn(scope: Scope, path: readonly Name[]): Found | undefined {
  const [first, second] = path
  if (!first) return undefined
  if (second) {
    const source = findSource(scope, first)
    const column = source && named(source.columns, second, path)
    if (column) return { column, members: path.slice(2) }
  }
  const column = named(scope.columns, first, path)
  return column && { column, members: path.slice(1) }
}

export function findSource({ sources }: Scope, name: Name): Source | undefined {
  const wanted = name.text.toLowerCase()
  const found = sources.filter((source) => source.name?.toLowerCase() === wanted)
  if (found.length > 1)
    throw new TextError(`two tables are called '${name.text}': give one of them another name with AS`, name)
  return found[0]
}

function named(columns: readonly Column[], { text, ...at }: Name, path: readonly Name[]): Column | undefined {
  const exact = columns.filter(({ name }) => name === text)
  const found =
    exact.length > 0 ? exact : columns.filter(({ name }) => name.toLowerCase() === text.toLowerCase())
  if (found.length > 1)
    throw new TextError(
      `'${path.map((part) => part.text).join('.')}' could be any of ${found.length} columns: put the table's name before it`,
      at,
    )
  return found[0]
}

/** The refusal of a name that is no column, with what may have been meant. */
export function unknownColumn({ columns, sources }: Scope, path: readonly Name[], at: Span): TextError {
  const name = path.map((part) => part.text).join('.')
  const names = columns.map((column) => column.name)
  const qualified = path.length > 1 ? sources.flatMap((source) => (source.name ? [source.name] : [])) : []
  const meant = nearest(path[0]?.text ?? '', [...names, ...qualified])
  const hint = meant
    ? `: did you mean '${[meant, ...path.slice(1).map((part) => part.text)].join('.')}'?`
    : names.length > 0 && names.length <= 20
      ? `: the columns are ${names.join(', ')}`
      : ''
  return new TextError(`column '${name}' does not exist${hint}`, at, path[0]?.text)
}
