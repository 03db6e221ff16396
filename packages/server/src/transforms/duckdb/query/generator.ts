import type { GeneratorRow } from '../functions/function.ts'
import type { CallExpression } from '../syntax/ast.ts'
import { TextError } from '../syntax/text-error.ts'
import type { SqlType } from '../types/sql-type.ts'
import { checkCount, coerced } from './arguments.ts'
import { callOf } from './call.ts'
import { compile } from './expression.ts'
import type { Place } from './place.ts'

/** The rows that a call of `explode` and its like makes. */
export interface Generated {
  /** A list for each column, all of one length. */
  readonly lists: readonly string[]
  readonly columns: readonly { readonly name: string; readonly type: SqlType }[]
  /** A SELECT for FROM that gives the same, its columns c0, c1, …. */
  readonly table: string
  /** A row of NULLs where the function makes none. */
  readonly outer: boolean
}

export function generate(node: CallExpression, row: GeneratorRow, place: Place): Generated {
  const inner: Place = { ...place, clause: row.name, allows: { aggregates: false, windows: false } }
  checkCount(node, row)
  const given = node.arguments.map((argument) => {
    if (argument.kind === 'star') throw new TextError(`${row.name} takes no *`, argument)
    return compile(argument, inner)
  })
  const args = coerced(node, row.parameters, given, place.translation.timeZone)
  const call = callOf(node, args, inner, inner, compile)
  const texts = args.map((arg) => arg.sql)
  const columns = row.columns(
    args.map((arg) => arg.type),
    call,
  )
  const outer = row.name.endsWith('_outer')
  const lists = row.lists(texts, call).map((list) => (outer ? orOneNull(list) : list))
  const table = row.table?.(texts, call) ?? `select ${unnested(lists).join(', ')}`
  return { lists, columns, table, outer }
}

export const orOneNull = (list: string): string => `case when len(${list}) > 0 then ${list} else [null] end`

/** Lists side by side as rows: `unnest(a) as c0, unnest(b) as c1`. */
export const unnested = (lists: readonly string[], first = 0): string[] =>
  lists.map((list, i) => `unnest(${list}) as c${first + i}`)
