import type { GeneratorRow } from '../functions/function.ts'
import type { CallExpression, Expression } from '../syntax/ast.ts'
import { TextError } from '../syntax/text-error.ts'
import { callOf, checkCount, coerced } from './call.ts'
import { compile } from './expression.ts'
import type { Place, Table } from './place.ts'

export interface Generated extends Table {
  /** A row of NULLs where the function makes none. */
  readonly outer: boolean
}

/** The rows that a call of `explode` and its like makes: a SELECT whose columns are c0, c1, …. */
export function generate(node: CallExpression, row: GeneratorRow, place: Place): Generated {
  const inner: Place = { ...place, clause: row.name, allows: { aggregates: false, windows: false } }
  checkCount(node, row)
  const given = node.arguments.map((argument) => {
    if (argument.kind === 'star') throw new TextError(`${row.name} takes no *`, argument)
    return compile(argument satisfies Expression, inner)
  })
  const args = coerced(node, row.parameters, given, place.translation.timeZone)
  const call = callOf(node, args, inner, inner, compile)
  const columns = row
    .columns(
      args.map((arg) => arg.type),
      call,
    )
    .map((column, i) => ({ ...column, column: `c${i}` }))
  return {
    sql: row.select(
      args.map((arg) => arg.sql),
      call,
    ),
    columns,
    outer: row.name.endsWith('_outer'),
  }
}
