import { quoteIdentifier } from '@sluice/model'
import { commonTypeOf } from '../../types/coercion.ts'
import { duckdbTypeOf } from '../../types/duckdb-type.ts'
import {
  arrayType,
  booleanType,
  type MapType,
  mapType,
  nullType,
  type SqlType,
  structType,
  typeName,
} from '../../types/sql-type.ts'
import { argumentAs } from '../arguments.ts'
import type { Call, FunctionRow } from '../function.ts'
import { array, elementOf } from './arrays.ts'

export const map = { type: 'map' } as const
const any = { type: 'any' } as const

export const mapOf = (type: SqlType | undefined): MapType =>
  type?.kind === 'map' ? type : mapType(nullType, nullType)

const keysWin = 'a key that comes twice has its last value, and NULL is no key'

export const mapFunctions: readonly FunctionRow[] = [
  {
    name: 'map',
    kind: 'scalar',
    usage: 'map(key, value, key, value, …)',
    about: `a map of these keys and values; ${keysWin}`,
    parameters: [{ ...any, repeated: true, optional: true }],
    returns: writtenMap,
    sql: (_, call) => {
      const type = writtenMap(
        call.arguments.map((argument) => argument.type),
        call,
      )
      const side = (rest: number, of: SqlType) =>
        `[${call.arguments.flatMap((_, i) => (i % 2 === rest ? [argumentAs(call, i, of)] : [])).join(', ')}]::${duckdbTypeOf(of)}[]`
      return `spark_map(${side(0, type.key)}, ${side(1, type.value)})`
    },
  },
  {
    name: 'map_from_arrays',
    kind: 'scalar',
    usage: 'map_from_arrays(keys, values)',
    about: `a map of an array of keys and one of values; NULL when they are not equally long; ${keysWin}`,
    parameters: [array, array],
    returns: ([keys, values]) => mapType(elementOf(keys), elementOf(values)),
    sql: ([keys, values]) => `case when len(${keys}) = len(${values}) then spark_map(${keys}, ${values}) end`,
  },
  {
    name: 'map_from_entries',
    kind: 'scalar',
    usage: 'map_from_entries(array)',
    about: `a map of an array of structs of two members, key and value; NULL when one is NULL; ${keysWin}`,
    parameters: [array],
    returns: ([entries], call) => entryMap(entries, call),
    sql: ([entries], call) => {
      const [key, value] = entryMembers(call.arguments[0]?.type, call)
      const side = (member: string) =>
        `list_transform(${entries}, lambda entry: entry.${quoteIdentifier(member)})`
      return `case when list_count(${entries}) = len(${entries}) then spark_map(${side(key.column)}, ${side(value.column)}) end`
    },
  },
  {
    name: 'map_keys',
    kind: 'scalar',
    usage: 'map_keys(map)',
    about: 'an array of the keys',
    parameters: [map],
    returns: ([type]) => arrayType(mapOf(type).key),
    sql: ([value]) => `map_keys(${value})`,
  },
  {
    name: 'map_values',
    kind: 'scalar',
    usage: 'map_values(map)',
    about: 'an array of the values',
    parameters: [map],
    returns: ([type]) => arrayType(mapOf(type).value),
    sql: ([value]) => `map_values(${value})`,
  },
  {
    name: 'map_entries',
    kind: 'scalar',
    usage: 'map_entries(map)',
    about: 'an array of structs of key and value',
    parameters: [map],
    returns: ([type]) =>
      arrayType(
        structType([
          { name: 'key', type: mapOf(type).key },
          { name: 'value', type: mapOf(type).value },
        ]),
      ),
    sql: ([value]) => `map_entries(${value})`,
  },
  {
    name: 'map_concat',
    kind: 'scalar',
    usage: 'map_concat(map, map, …)',
    about: `the entries of all maps in one; NULL when a map is; ${keysWin}`,
    parameters: [{ type: 'common', repeated: true }],
    returns: ([type = nullType], call) =>
      type.kind === 'map' || type.kind === 'null'
        ? mapOf(type)
        : call.refuse(`map_concat needs maps, and these are ${typeName(type)}`),
    sql: (args) =>
      `case when ${args.map((arg) => `${arg} is not null`).join(' and ')} then map_concat(${args.join(', ')}) end`,
  },
  {
    name: 'map_contains_key',
    kind: 'scalar',
    usage: 'map_contains_key(map, key)',
    about: 'whether the map has the key',
    parameters: [map, any],
    returns: booleanType,
    sql: ([value], call) =>
      `list_contains(map_keys(${value}), ${argumentAs(call, 1, mapOf(call.arguments[0]?.type).key)})`,
  },
]

function writtenMap(types: readonly SqlType[], call: Call): MapType {
  if (types.length % 2 !== 0)
    return call.refuse('map needs a value for every key: map(key, value, key, value, …)')
  const side = (rest: number) => {
    const those = types.filter((_, i) => i % 2 === rest)
    return (
      commonTypeOf(those) ??
      call.refuse(
        `the ${rest === 0 ? 'keys' : 'values'} of a map have one type, and these are ${those.map(typeName).join(', ')}`,
      )
    )
  }
  return mapType(side(0), side(1))
}

function entryMap(entries: SqlType | undefined, call: Call): MapType {
  const [key, value] = entryMembers(entries, call)
  return mapType(key.type, value.type)
}

function entryMembers(entries: SqlType | undefined, call: Call) {
  const type = elementOf(entries)
  const [key, value, ...others] = type.kind === 'struct' ? type.members : []
  if (key && value && others.length === 0) return [key, value] as const
  return call.refuse(
    `${call.name} needs an array of structs of two members, and this is ${typeName(entries ?? nullType)}`,
    0,
  )
}
