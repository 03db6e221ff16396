import type { Name } from '../syntax/ast.ts'
import { TextError } from '../syntax/text-error.ts'
import type { CompiledQuery } from './place.ts'

/** The query's columns under the names that were given to it: `with q (a, b) as …`, `(…) as t (a, b)`. */
export function renamed(query: CompiledQuery, names: readonly Name[], of: Name): CompiledQuery {
  if (names.length === 0) return query
  if (names.length !== query.columns.length)
    throw new TextError(
      `'${of.text}' has ${query.columns.length} columns, and ${names.length} names are given for them`,
      of,
    )
  return {
    ...query,
    columns: query.columns.map((column, i) => ({ ...column, name: names[i]?.text ?? column.name })),
  }
}
