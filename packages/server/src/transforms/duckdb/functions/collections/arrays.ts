import { commonTypeOf, isOrderable } from '../../types/coercion.ts'
import { duckdbTypeOf } from '../../types/duckdb-type.ts'
import { hasSortKey, sortedList } from '../../types/sort-key.ts'
import {
  arrayType,
  bigintType,
  booleanType,
  intType,
  nullType,
  type SqlType,
  stringType,
  typeName,
} from '../../types/sql-type.ts'
import { argumentAs, argumentsAs } from '../arguments.ts'
import type { Call, FunctionRow } from '../function.ts'
import { joinedText } from '../text/concatenation.ts'
import { knownText } from '../text/text-arguments.ts'
import { scalarRow as row } from './scalar-row.ts'

export const array = { type: 'array' } as const
const any = { type: 'any' } as const
const int = { type: intType } as const
const text = { type: stringType } as const

export const elementOf = (type: SqlType | undefined): SqlType =>
  type?.kind === 'array' ? type.element : nullType
const sameArray = ([type = nullType]: readonly SqlType[]): SqlType =>
  type.kind === 'array' ? type : arrayType(nullType)
const element = ([type]: readonly SqlType[]): SqlType => elementOf(type)

export const arrayFunctions: readonly FunctionRow[] = [
  row(
    'array',
    'array(a, b, …)',
    'an array of these elements, brought to one type',
    [{ type: 'common', repeated: true, optional: true }],
    ([type = nullType]) => arrayType(type),
    (args, call) => `[${args.join(', ')}]::${duckdbTypeOf(call.arguments[0]?.type ?? nullType)}[]`,
  ),
  row(
    'size',
    'size(array or map)',
    'how many elements there are; -1 for NULL',
    [any],
    intType,
    ([value], call) => `coalesce(${count(`${value}`, call)}, -1)::integer`,
    ['cardinality'],
  ),
  row(
    'array_size',
    'array_size(array)',
    'how many elements the array has; NULL for NULL',
    [array],
    intType,
    ([a]) => `len(${a})::integer`,
  ),
  row(
    'sort_array',
    'sort_array(array[, ascending])',
    'the array in order; NULLs come first ascending and last descending',
    [array, { type: booleanType, optional: true }],
    sameArray,
    sortArray,
  ),
  row(
    'array_max',
    'array_max(array)',
    'the largest element, NULLs not counted',
    [array],
    element,
    ([a], call) => extreme(a, call, 'list_max', `'DESC', 'NULLS LAST'`),
  ),
  row(
    'array_min',
    'array_min(array)',
    'the smallest element, NULLs not counted',
    [array],
    element,
    ([a], call) => extreme(a, call, 'list_min', `'ASC', 'NULLS LAST'`),
  ),
  row(
    'array_join',
    'array_join(array, separator[, for NULL])',
    'the elements as one text, NULLs left out or written as the last argument says',
    [{ type: arrayType(stringType) }, text, { ...text, optional: true }],
    stringType,
    joined,
  ),
  row(
    'array_repeat',
    'array_repeat(x, n)',
    'an array of n times x',
    [any, int],
    ([type = nullType]) => arrayType(type),
    ([x, n]) => `list_transform(range(${n}), lambda counted: ${x})`,
  ),
  row(
    'array_compact',
    'array_compact(array)',
    'the array without its NULLs',
    [array],
    sameArray,
    ([a]) => `list_filter(${a}, lambda kept: kept is not null)`,
  ),
  row(
    'slice',
    'slice(array, start, length)',
    'a part of the array; start counts from 1, negative from the end; NULL for start 0 or a negative length',
    [array, int, int],
    sameArray,
    ([a, start, length]) => `spark_slice(${a}, ${start}, ${length})`,
  ),
  row(
    'flatten',
    'flatten(array of arrays)',
    'the elements of all arrays in one; NULL when one of them is NULL',
    [array],
    ([type]) => sameArray([elementOf(type)]),
    flattened,
  ),
  row(
    'element_at',
    'element_at(array, position) or element_at(map, key)',
    'the element at a position from 1 (negative: from the end) or of a key; NULL when there is none',
    [any, any],
    valueType,
    elementAt,
    ['try_element_at'],
  ),
  row(
    'get',
    'get(array, index)',
    'the element at an index from 0; NULL when there is none',
    [array, int],
    element,
    ([a, i]) => `(${a})[nullif(greatest(${i}::bigint, -1) + 1, 0)]`,
  ),
]

function count(value: string, call: Call): string {
  const kind = call.arguments[0]?.type.kind
  if (kind === 'array') return `len(${value})`
  if (kind === 'map') return `cardinality(${value})::bigint`
  if (kind === 'null') return 'null::bigint'
  return call.refuse(
    `${call.name} needs an array or a map, and this is ${typeName(call.arguments[0]?.type ?? nullType)}`,
    0,
  )
}

function checkOrder(call: Call): void {
  const type = call.arguments[0]?.type ?? nullType
  if (!isOrderable(type)) call.refuse(`${typeName(type)} cannot be sorted`, 0)
}

function extreme(a = '', call: Call, duckdb: string, how: string): string {
  const type = elementOf(call.arguments[0]?.type)
  return hasSortKey(type) ? `(${sortedList(a, type, how)})[1]` : `${duckdb}(${a})`
}

function sortArray([a = '', ascending]: readonly string[], call: Call): string {
  checkOrder(call)
  const type = elementOf(call.arguments[0]?.type)
  const up = sortedList(a, type, `'ASC', 'NULLS FIRST'`)
  const down = sortedList(a, type, `'DESC', 'NULLS LAST'`)
  const constant = call.arguments[1]?.constant
  if (ascending === undefined || (constant?.type === 'boolean' && constant.value)) return up
  if (constant?.type === 'boolean') return down
  return `case when ${ascending} then ${up} when not ${ascending} then ${down} end`
}

function joined([a = '', separator = '', instead]: readonly string[], call: Call): string {
  const items = instead === undefined ? a : `list_transform(${a}, lambda kept: coalesce(kept, ${instead}))`
  const given = [a, separator, ...(instead === undefined ? [] : [instead])].map(
    (text) => `${text} is not null`,
  )
  return `case when ${given.join(' and ')} then ${joinedText(items, separator, knownText(call, 1))} end`
}

function flattened([a]: readonly string[], call: Call): string {
  const type = elementOf(call.arguments[0]?.type)
  if (type.kind === 'null') return `${a}`
  if (type.kind !== 'array') call.refuse(`flatten needs an array of arrays`, 0)
  return `case when list_count(${a}) = len(${a}) then flatten(${a}) end`
}

function valueType([type = nullType]: readonly SqlType[]): SqlType {
  return type.kind === 'map' ? type.value : elementOf(type)
}

function elementAt([value]: readonly string[], call: Call): string {
  const type = call.arguments[0]?.type ?? nullType
  if (type.kind === 'map') return `(${value})[${argumentAs(call, 1, type.key)}]`
  if (type.kind === 'array' || type.kind === 'null') return `(${value})[${argumentAs(call, 1, bigintType)}]`
  return call.refuse(`element_at needs an array or a map, and this is ${typeName(type)}`, 0)
}

/** Arrays brought to one type. */
export function arraysTogether(call: Call): { readonly type: SqlType; readonly sql: readonly string[] } {
  const type = arraysType(call)
  return { type, sql: argumentsAs(call, type) }
}

export function arraysType(call: Call): SqlType {
  const types = call.arguments.map((argument) => argument.type)
  const type = commonTypeOf(types)
  if (type?.kind === 'array') return type
  return call.refuse(`the arrays of ${call.name} do not go together: ${types.map(typeName).join(', ')}`)
}
