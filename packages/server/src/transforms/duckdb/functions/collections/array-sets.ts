import { quoteIdentifier } from '@sluice/model'
import { commonType } from '../../types/coercion.ts'
import {
  arrayType,
  bigintType,
  booleanType,
  intType,
  nullType,
  type SqlType,
  structType,
  typeName,
} from '../../types/sql-type.ts'
import { argumentAs } from '../arguments.ts'
import type { Call, FunctionRow } from '../function.ts'
import { array, arraysTogether, arraysType, elementOf } from './arrays.ts'

const any = { type: 'any' } as const

function search(
  name: string,
  about: string,
  returns: FunctionRow['returns'],
  sql: (a: string, x: string) => string,
): FunctionRow {
  return {
    name,
    kind: 'scalar',
    usage: `${name}(array, x)`,
    about,
    parameters: [array, any],
    returns,
    sql: (_, call) =>
      sql(argumentAs(call, 0, arrayType(elementType(call))), argumentAs(call, 1, elementType(call))),
  }
}

/** The type that the array's elements and the value are compared as. */
function elementType(call: Call, i = 1): SqlType {
  const [a, x] = [elementOf(call.arguments[0]?.type), call.arguments[i]?.type ?? nullType]
  return commonType(a, x) ?? call.refuse(`the elements are ${typeName(a)}, and this is ${typeName(x)}`, i)
}

function two(
  name: string,
  about: string,
  sql: (a: string, b: string) => string,
  returns?: SqlType,
): FunctionRow {
  return {
    name,
    kind: 'scalar',
    usage: `${name}(array, array)`,
    about,
    parameters: [array, array],
    returns: returns ?? ((_, call) => arraysType(call)),
    sql: (_, call) => {
      const [a = '', b = ''] = arraysTogether(call).sql
      return sql(a, b)
    },
  }
}

export const arraySetFunctions: readonly FunctionRow[] = [
  search(
    'array_contains',
    'whether x is an element; NULL when it is not but a NULL is',
    booleanType,
    (a, x) => `spark_array_contains(${a}, ${x})`,
  ),
  search(
    'array_position',
    'at which position, from 1, x is for the first time; 0 when it is not there',
    bigintType,
    (a, x) =>
      `case when ${a} is not null and ${x} is not null then coalesce(list_position(${a}, ${x}), 0)::bigint end`,
  ),
  search(
    'array_remove',
    'the array without the elements that equal x',
    (_, call) => arrayType(elementType(call)),
    (a, x) =>
      `case when ${x} is not null then list_filter(${a}, lambda kept: kept is distinct from ${x}) end`,
  ),
  search(
    'array_append',
    'the array with x at its end',
    (_, call) => arrayType(elementType(call)),
    (a, x) => `case when ${a} is not null then list_append(${a}, ${x}) end`,
  ),
  search(
    'array_prepend',
    'the array with x before its first element',
    (_, call) => arrayType(elementType(call)),
    (a, x) => `case when ${a} is not null then list_prepend(${x}, ${a}) end`,
  ),
  {
    name: 'array_insert',
    kind: 'scalar',
    usage: 'array_insert(array, position, x)',
    about:
      'the array with x at a position from 1 (negative: from the end, -1 behind the last element), NULLs filling the gap; NULL for position 0',
    parameters: [array, { type: intType }, any],
    returns: (_, call) => arrayType(elementType(call, 2)),
    sql: ([, position], call) => {
      const type = elementType(call, 2)
      return `spark_array_insert(${argumentAs(call, 0, arrayType(type))}, ${position}, ${argumentAs(call, 2, type)})`
    },
  },
  {
    name: 'shuffle',
    kind: 'scalar',
    usage: 'shuffle(array)',
    about: 'the elements in a random order, another one in each row and each run',
    parameters: [array],
    returns: ([type = nullType]) => type,
    sql: ([a]) =>
      `list_transform(list_sort(list_transform(${a}, lambda kept: struct_pack(r := random(), e := kept))), lambda kept: kept.e)`,
  },
  {
    name: 'array_distinct',
    kind: 'scalar',
    usage: 'array_distinct(array)',
    about: 'the array without repeated elements, each where it first was',
    parameters: [array],
    returns: ([type = nullType]) => type,
    sql: ([a]) => `spark_array_distinct(${a})`,
  },
  two(
    'array_union',
    'the elements of both, without repeats',
    (a, b) =>
      `case when ${a} is not null and ${b} is not null then spark_array_distinct(list_concat(${a}, ${b})) end`,
  ),
  two(
    'array_intersect',
    'the elements that are in both, without repeats',
    (a, b) =>
      `case when ${b} is not null then spark_array_distinct(list_filter(${a}, lambda kept: list_position(${b}, kept) is not null)) end`,
  ),
  two(
    'array_except',
    'the elements of the first that the second has not, without repeats',
    (a, b) =>
      `case when ${b} is not null then spark_array_distinct(list_filter(${a}, lambda kept: list_position(${b}, kept) is null)) end`,
  ),
  two(
    'arrays_overlap',
    'whether they have an element in common; NULL when not but one has a NULL',
    (a, b) => `spark_arrays_overlap(${a}, ${b})`,
    booleanType,
  ),
  {
    name: 'arrays_zip',
    kind: 'scalar',
    usage: 'arrays_zip(a, b, …)',
    about:
      'an array of structs of the elements at each position, NULL where an array is shorter; the members are called like the columns, else 0, 1, …',
    parameters: [{ ...array, repeated: true }],
    returns: (types, call) => arrayType(zipped(types, call)),
    sql: (args, call) => {
      const { members } = zipped(
        call.arguments.map(({ type }) => type),
        call,
      )
      const fields = members.map(({ column }, i) => `${quoteIdentifier(column)} := (${args[i]})[counted]`)
      const lengths = args.map((arg) => `len(${arg})`)
      const all = args.map((arg) => `${arg} is not null`).join(' and ')
      return `case when ${all} then list_transform(range(1, greatest(${lengths.join(', ')}) + 1), lambda counted: struct_pack(${fields.join(', ')})) end`
    },
  },
]

function zipped(types: readonly SqlType[], call: Call) {
  return structType(types.map((type, i) => ({ name: call.nameOf(i) ?? String(i), type: elementOf(type) })))
}
