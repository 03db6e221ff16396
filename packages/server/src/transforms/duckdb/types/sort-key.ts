import { quoteIdentifier } from '@sluice/model'
import type { SqlType } from './sql-type.ts'

/**
 * What is compared in place of a value: within structs and arrays NULL comes before everything in Spark, and after it in DuckDB. So
 * each member and element has before it whether it is there. `depth`: lambdas within lambdas have other names (none that a
 * column of groups has, such as k0).
 */
export function sortKey(sql: string, type: SqlType, depth = 0): string {
  const x = `part${depth}`
  if (type.kind === 'array') {
    const item = sortKey(x, type.element, depth + 1)
    return `list_transform(${sql}, lambda ${x}: struct_pack(there := ${x} is not null, v := ${item}))`
  }
  if (type.kind !== 'struct' || type.members.length === 0) return sql
  const members = type.members.flatMap(({ column, type: own }, i) => {
    const member = `${x}.${quoteIdentifier(column)}`
    return [`there${i} := ${member} is not null`, `v${i} := ${sortKey(member, own, depth + 1)}`]
  })
  // The lambda names the value, which may be long, once.
  const key = `case when ${x} is not null then struct_pack(${members.join(', ')}) end`
  return `list_transform([${sql}], lambda ${x}: ${key})[1]`
}

export const hasSortKey = ({ kind }: SqlType): boolean => kind === 'array' || kind === 'struct'

/** A list of these elements in order; `how`: DuckDB's arguments of list_sort. */
export function sortedList(list: string, element: SqlType, how: string): string {
  if (!hasSortKey(element)) return `list_sort(${list}, ${how})`
  const pair = `case when x is not null then struct_pack(k := ${sortKey('x', element)}, x := x) end`
  return `list_transform(list_sort(list_transform(${list}, lambda x: ${pair}), ${how}), lambda pair: pair.x)`
}
