import { quoteIdentifier, quoteText } from '@sluice/model'
import { castSql } from '../types/cast.ts'
import { duckdbTypeOf } from '../types/duckdb-type.ts'
import { isInteger, type SqlType, type StructType, stringType } from '../types/sql-type.ts'

/** A type that JSON cannot be read as; the message says which. */
export class UnreadableType extends Error {}

/**
 * JSON text as a type, by Spark's rules: what does not fit is NULL, numbers in quotes are no numbers. DuckDB takes the text
 * apart once; the values come as JSON, because its own casts are kinder than Spark's.
 */
export function fromJson(document: string, type: SqlType, timeZone: string): string {
  return read(document, type, { timeZone, depth: 0 })
}

interface Reading {
  readonly timeZone: string
  /** Of lambdas: their variables are named by it. */
  readonly depth: number
}

/** `text` is JSON of any kind, or NULL. */
function read(text: string, type: SqlType, reading: Reading): string {
  const value = `j${reading.depth}`
  const inner = convert(value, type, { ...reading, depth: reading.depth + 1 })
  return `list_transform([json_transform(${text}, ${quoteText(JSON.stringify(structureOf(type)))})], lambda ${value}: ${inner})[1]`
}

type Structure = string | readonly Structure[] | { readonly [name: string]: Structure }

/** What json_transform is asked for. */
function structureOf(type: SqlType): Structure {
  switch (type.kind) {
    case 'string':
      return 'VARCHAR'
    case 'array':
      return [structureOf(type.element)]
    case 'map':
      return 'MAP(VARCHAR, JSON)'
    case 'struct':
      return Object.fromEntries(
        checked(type).members.map((member) => [member.name, structureOf(member.type)]),
      )
    default:
      return 'JSON'
  }
}

function checked(type: StructType): StructType {
  const names = new Set(type.members.map(({ name }) => name.toLowerCase()))
  if (names.size < type.members.length)
    throw new UnreadableType(
      'members whose names differ by small and capital letters only cannot be read from JSON',
    )
  return type
}

/** A value as json_transform gives it, as the type. */
function convert(value: string, type: SqlType, reading: Reading): string {
  switch (type.kind) {
    case 'string':
      return value
    case 'array':
      return listOf(value, type.element, reading)
    case 'map':
      return mapOf(value, type.value, type.key, reading)
    case 'struct':
      return structOf(value, type, reading)
    default:
      return `(${scalar(`(${value})::varchar`, type, reading)})`
  }
}

function listOf(value: string, element: SqlType, reading: Reading): string {
  const item = `j${reading.depth}`
  const inner = convert(item, element, { ...reading, depth: reading.depth + 1 })
  return inner === item ? value : `list_transform(${value}, lambda ${item}: ${inner})`
}

function mapOf(value: string, type: SqlType, key: SqlType, reading: Reading): string {
  if (key.kind !== 'string') throw new UnreadableType('maps that are read from JSON have string keys')
  const entry = `j${reading.depth}`
  const deeper = { ...reading, depth: reading.depth + 1 }
  const text = `(${entry}.value)::varchar`
  const inner = ['array', 'map', 'struct'].includes(type.kind)
    ? read(text, type, deeper)
    : type.kind === 'string'
      ? `json_extract_string(${text}, '$')`
      : scalar(text, type, deeper)
  return `spark_json_map(list_transform(map_entries(${value}), lambda ${entry}: struct_pack(k := ${entry}.key, v := ${inner})))`
}

function structOf(value: string, { members }: StructType, reading: Reading): string {
  const parts = members.map(
    ({ name, column, type }) =>
      `${quoteIdentifier(column)} := ${convert(`(${value}).${quoteIdentifier(name)}`, type, reading)}`,
  )
  // The whole of a document that is no object is a struct of NULLs, a member that is none is NULL.
  const packed = `struct_pack(${parts.join(', ')})`
  return reading.depth === 1 ? packed : `case when ${value} is not null then ${packed} end`
}

/** `text`: the value as JSON text. */
function scalar(text: string, type: SqlType, { timeZone }: Reading): string {
  if (isInteger(type)) return `try_cast(spark_json_whole(${text}) as ${duckdbTypeOf(type)})`
  const words = `spark_json_text(${text})`
  switch (type.kind) {
    case 'boolean':
      return `case ${text} when 'true' then true when 'false' then false end`
    case 'double':
    case 'float':
      return `spark_json_double(${text})::${duckdbTypeOf(type)}`
    case 'decimal':
      return `try_cast(coalesce(${words}, ${text}) as ${duckdbTypeOf(type)})`
    case 'timestamp':
      return `coalesce(${castSql(words, stringType, type, timeZone)}, spark_seconds_to_timestamp(spark_json_whole(${text})))`
    case 'date':
      return `${castSql(words, stringType, type, timeZone)}`
    default:
      throw new UnreadableType(`${type.kind} cannot be read from JSON`)
  }
}
