import { booleanType, nullType, type SqlType } from '../../types/sql-type.ts'
import type { Call, FunctionRow } from '../function.ts'

const firstType = ([type]: readonly SqlType[]): SqlType => type ?? nullType

/** `first(x, true)` and `first(x) ignore nulls` are the same. */
function skipsNulls(call: Call): boolean {
  const flag = call.arguments[1]?.constant
  if (call.arguments.length > 1 && flag?.type !== 'boolean')
    call.refuse(`${call.name}, argument 2, must be true or false: whether NULLs are passed over`, 1)
  return call.ignoreNulls || (flag?.type === 'boolean' && flag.value)
}

function row(
  name: string,
  aliases: readonly string[],
  about: string,
  sql: (x: string, call: Call) => string,
): FunctionRow {
  return {
    name,
    aliases,
    kind: 'aggregate',
    usage: `${name}(x[, true to pass over NULLs])`,
    about,
    parameters: [{ type: 'any' }, { type: booleanType, optional: true }],
    returns: firstType,
    sql: ([x = ''], call) => sql(x, call),
  }
}

export const firstLastFunctions: readonly FunctionRow[] = [
  row(
    'first',
    ['first_value'],
    'the x of the first row, in the order of the window or, without one, in no certain order',
    first,
  ),
  row(
    'last',
    ['last_value'],
    'the x of the last row, in the order of the window or, without one, in no certain order',
    last,
  ),
  row('any_value', [], 'the x of some row', first),
]

function first(x: string, call: Call): string {
  const skips = skipsNulls(call)
  if (call.windowed) return call.aggregate('first_value', skips ? `${x} ignore nulls` : x)
  return call.aggregate(skips ? 'any_value' : 'first', x)
}

function last(x: string, call: Call): string {
  const skips = skipsNulls(call)
  if (call.windowed) return call.aggregate('last_value', skips ? `${x} ignore nulls` : x)
  // DuckDB has no aggregate that does: all values are kept until the group is done.
  return skips
    ? `list_filter(${call.aggregate('list', x)}, lambda kept: kept is not null)[-1]`
    : call.aggregate('last', x)
}
