import { isOrderable } from '../../types/coercion.ts'
import { duckdbTypeOf } from '../../types/duckdb-type.ts'
import { sortedList } from '../../types/sort-key.ts'
import {
  arrayType,
  booleanType,
  intType,
  isNumeric,
  mapType,
  nullType,
  type SqlType,
  sameType,
  typeName,
} from '../../types/sql-type.ts'
import type { Call, FunctionRow, Lambda } from '../function.ts'
import { array, elementOf } from './arrays.ts'
import { captured } from './captured.ts'
import { map, mapOf } from './maps.ts'
import { scalarRow as row } from './scalar-row.ts'

const lambda = { type: 'lambda' } as const
const any = { type: 'any' } as const

/** The lambda's body with its parameters being these values. */
function bound({ names, body }: Lambda, values: readonly string[]): string {
  return names.reduceRight(
    (inner, name, i) => `list_transform([${values[i]}], lambda ${name}: ${inner})[1]`,
    body,
  )
}

const elementType = (call: Call): SqlType => elementOf(call.arguments[0]?.type)

/** `x -> …` or `(x, i) -> …` over an array; DuckDB counts i from 1, Spark from 0. */
const overElements = (call: Call): Lambda => call.lambda(1, [elementType(call), intType])

function elementLambda(call: Call): string {
  const { sql, names, body } = overElements(call)
  const [element, index] = names
  if (index === undefined) return sql
  return `lambda ${element}, counted: list_transform([(counted - 1)::integer], lambda ${index}: ${body})[1]`
}

function condition(call: Call, { type }: Lambda): void {
  if (type.kind !== 'boolean' && type.kind !== 'null')
    call.refuse(`the lambda of ${call.name} must give true or false, and gives ${typeName(type)}`, 1)
}

const mapLambda = (call: Call, i = 1): Lambda => {
  const { key, value } = mapOf(call.arguments[0]?.type)
  return call.lambda(i, [key, value])
}

/** Of one entry of a map. */
const overEntry = (given: Lambda): string => bound(given, ['entry.key', 'entry.value'])

const tested = (call: Call): string => {
  const given = overElements(call)
  condition(call, given)
  return elementLambda(call)
}

export const lambdaFunctions: readonly FunctionRow[] = [
  row(
    'transform',
    'transform(array, x -> …) or (x, i) -> …',
    'an array of what the lambda gives for each element (and its index from 0)',
    [array, lambda],
    (_, call) => arrayType(overElements(call).type),
    ([a], call) => `list_transform(${a}, ${elementLambda(call)})`,
  ),
  row(
    'filter',
    'filter(array, x -> …) or (x, i) -> …',
    'the elements for which the lambda gives true',
    [array, lambda],
    ([type = nullType]) => type,
    ([a], call) => `list_filter(${a}, ${tested(call)})`,
  ),
  row(
    'array_sort',
    'array_sort(array[, (a, b) -> …])',
    'the array in ascending order, NULLs last; or as the lambda says: it gives a negative number when a comes before b, a positive one when after, else 0',
    [array, { ...lambda, optional: true }],
    ([type = nullType]) => type,
    arraySort,
  ),
  row(
    'exists',
    'exists(array, x -> …)',
    'whether the lambda gives true for some element; NULL when not but it gives NULL for one',
    [array, lambda],
    booleanType,
    ([a], call) => `spark_any(list_transform(${a}, ${tested(call)})::boolean[])`,
  ),
  row(
    'forall',
    'forall(array, x -> …)',
    'whether the lambda gives true for every element; NULL when it gives NULL for one and false for none',
    [array, lambda],
    booleanType,
    ([a], call) => `spark_all(list_transform(${a}, ${tested(call)})::boolean[])`,
  ),
  row(
    'aggregate',
    'aggregate(array, start, (sum, x) -> …[, sum -> …])',
    'start and the elements joined one by one by the lambda; the last lambda makes the result of it',
    [array, any, lambda, { ...lambda, optional: true }],
    aggregateType,
    aggregate,
    ['reduce'],
  ),
  row(
    'zip_with',
    'zip_with(a, b, (x, y) -> …)',
    'an array of what the lambda gives for each pair of elements, NULL standing for those of the shorter array',
    [array, array, lambda],
    (_, call) => arrayType(pairLambda(call).type),
    ([a, b], call) => {
      const pairs = `range(1, greatest(len(${a}), len(${b})) + 1)`
      const each = bound(pairLambda(call), [`(${a})[counted]`, `(${b})[counted]`])
      return `case when ${a} is not null and ${b} is not null then list_transform(${pairs}, lambda counted: ${each}) end`
    },
  ),
  row(
    'map_filter',
    'map_filter(map, (key, value) -> …)',
    'the entries for which the lambda gives true',
    [map, lambda],
    ([type = nullType]) => type,
    ([m], call) => {
      const given = mapLambda(call)
      condition(call, given)
      return `map_from_entries(list_filter(map_entries(${m}), lambda entry: ${overEntry(given)}))`
    },
  ),
  row(
    'transform_keys',
    'transform_keys(map, (key, value) -> …)',
    'the map with the keys that the lambda gives; one that comes twice has its last value',
    [map, lambda],
    ([type], call) => mapType(mapLambda(call).type, mapOf(type).value),
    ([m], call) =>
      `spark_map(list_transform(map_entries(${m}), lambda entry: ${overEntry(mapLambda(call))}), map_values(${m}))`,
  ),
  row(
    'transform_values',
    'transform_values(map, (key, value) -> …)',
    'the map with the values that the lambda gives',
    [map, lambda],
    ([type], call) => mapType(mapOf(type).key, mapLambda(call).type),
    ([m], call) =>
      `map(map_keys(${m}), list_transform(map_entries(${m}), lambda entry: ${overEntry(mapLambda(call))}))`,
  ),
]

function arraySort([a = '']: readonly string[], call: Call): string {
  const type = elementType(call)
  if (call.arguments.length === 1) {
    if (!isOrderable(type)) call.refuse(`${typeName(type)} cannot be sorted without a lambda`, 0)
    return sortedList(a, type, `'ASC', 'NULLS LAST'`)
  }
  const compare = call.lambda(1, [type, type])
  if (!isNumeric(compare.type)) call.refuse(`the lambda of array_sort must give a number`, 1)
  const compared = bound(compare, ['sorted[other]', 'sorted[this]'])
  // An element's place is how many others come before it: DuckDB sorts by no lambda.
  const before = `list_filter(range(1, len(sorted) + 1), lambda other: coalesce(list_transform([${compared}], lambda c: c < 0 or (c = 0 and other < this))[1], false))`
  const placed = `list_transform(range(1, len(sorted) + 1), lambda this: struct_pack(place := len(${before}), item := sorted[this]))`
  return `list_transform([${a}], lambda sorted: list_transform(list_sort(${placed}), lambda one: one.item))[1]`
}

const pairLambda = (call: Call): Lambda =>
  call.lambda(2, [elementType(call), elementOf(call.arguments[1]?.type)])

/** What is carried from element to element has the type of start, as Spark wants it: one lambda is compiled, once. */
function carried(call: Call): { readonly type: SqlType; readonly merge: Lambda } {
  const type = call.arguments[1]?.type ?? nullType
  const merge = call.lambda(2, [type, elementType(call)])
  if (sameType(type, merge.type) || merge.type.kind === 'null') return { type, merge }
  const [from, to] = [typeName(type), typeName(merge.type)]
  return call.refuse(
    `${call.name} starts with ${from} and its lambda gives ${to}: start with cast(… as ${to})`,
    1,
  )
}

function aggregateType(_: readonly SqlType[], call: Call): SqlType {
  const { type } = carried(call)
  return call.arguments.length > 3 ? call.lambda(3, [type]).type : type
}

function aggregate([a, start = '']: readonly string[], call: Call): string {
  const { type, merge } = carried(call)
  const element = elementType(call)
  const body = sameType(merge.type, type) ? merge.body : `cast(${merge.body} as ${duckdbTypeOf(type)})`
  const reduced = reducedAsPairs(`${a}`, { ...merge, body }, start, duckdbTypeOf(type), duckdbTypeOf(element))
  return call.arguments.length > 3 ? bound(call.lambda(3, [type]), [reduced]) : reduced
}

/**
 * DuckDB reduces a list to its elements' type only: here the elements hold what is carried (c), an element (i), and what the
 * lambda reads from around it (o).
 */
function reducedAsPairs(
  a: string,
  merge: Lambda,
  first: string,
  carriedType: string,
  itemType: string,
): string {
  const { body, members } = captured(merge, 'pair.o')
  const outer = (value: string) => (members.length > 0 ? `, o := ${value}` : '')
  const pairs = `list_transform(${a}, lambda item: struct_pack(c := null::${carriedType}, i := item${outer(`struct_pack(${members.join(', ')})`)}))`
  const carried = bound({ ...merge, body }, ['before.c', 'pair.i'])
  const next = `lambda before, pair: struct_pack(c := ${carried}, i := null::${itemType}${outer('pair.o')})`
  return `list_reduce(${pairs}, ${next}, struct_pack(c := ${first}, i := null::${itemType}${outer('null')})).c`
}
