import type { Expression, Query, SortItem } from '../syntax/ast.ts'
import { TextError } from '../syntax/text-error.ts'
import { isOrderable } from '../types/coercion.ts'
import { typeName } from '../types/sql-type.ts'
import { compile } from './expression.ts'
import type { OutputColumn, Place } from './place.ts'
import { type Scope, scopeOf } from './scope.ts'
import { sortSql } from './window.ts'

/** ORDER BY over what comes out: a column's name or number, or an expression of them. */
export function orderOfOutput(
  items: readonly SortItem[],
  columns: readonly OutputColumn[],
  place: Place,
): string[] {
  if (items.length === 0) return []
  const inner: Place = {
    ...place,
    scope: outputScope(columns),
    grouping: undefined,
    loose: [],
    clause: 'ORDER BY',
  }
  const texts = items.map((item) => {
    const numbered = ordinal(item.value, columns.length)
    const column = numbered === undefined ? undefined : columns[numbered]
    const value = column ? { sql: column.column, type: column.type, at: item } : compile(item.value, inner)
    if (!isOrderable(value.type)) throw new TextError(`${typeName(value.type)} cannot be sorted by`, value.at)
    return sortSql(item, value)
  })
  return [`order by ${texts.join(', ')}`]
}

const outputScope = (columns: readonly OutputColumn[]): Scope =>
  scopeOf({
    name: undefined,
    columns: columns.map(({ name, column, type }) => ({ name, sql: column, type })),
  })

/** `ORDER BY 2`: the index of the select item that the number means. Refuses one that there is not. */
export function ordinal(value: Expression, count: number): number | undefined {
  if (value.kind !== 'literal' || value.literal.type !== 'int') return undefined
  const number = Number(value.literal.digits)
  if (number < 1 || number > count)
    throw new TextError(`${number} is not the number of a column: there are ${count}`, value)
  return number - 1
}

export function limitOf(query: Query, place: Place): string[] {
  const bare: Place = { ...place, scope: { sources: [], columns: [] }, outer: undefined, clause: 'LIMIT' }
  const whole = (value: Expression, word: string) => {
    const { sql, type, at } = compile(value, bare)
    if (!['int', 'bigint', 'smallint', 'tinyint'].includes(type.kind))
      throw new TextError(`${word} needs a whole number`, at)
    return `${word.toLowerCase()} ${sql}`
  }
  return [
    ...(query.limit ? [whole(query.limit, 'LIMIT')] : []),
    ...(query.offset ? [whole(query.offset, 'OFFSET')] : []),
  ]
}
