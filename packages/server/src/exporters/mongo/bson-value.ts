import { type Field, parseExactJson } from '@sluice/model'
import { Double } from 'mongodb'

/** The record cannot be written as a document. */
export class UnmappableRecord extends Error {
  override readonly name = 'UnmappableRecord'
}

/** Canonical text of a value, as it stands in the record → what the driver writes. */
export type BsonReader = (text: string) => unknown

/**
 * How values of a field become BSON: long an int64, float a double, date a Date (milliseconds: finer digits are cut off),
 * map a document, jsonstring the document or value that it holds, with `_` for each `.` in names (protocol §11.3).
 */
export function bsonReader(field: Field): BsonReader {
  if (field.valtype === 'long') return BigInt
  if (field.valtype === 'float') return (text) => new Double(Number(text))
  const convert = converter(field)
  return (text) => convert(parseExactJson(text))
}

/** The same for a value that is parsed: numbers may be bigints. */
function converter({ key, valtype, elemtype, schema = [] }: Field): (value: unknown) => unknown {
  switch (valtype) {
    case 'long':
      return toLong
    case 'float':
      return toDouble
    case 'date':
      return (value) => new Date(String(value))
    case 'array': {
      const element =
        elemtype === 'long' ? toLong : elemtype === 'float' ? toDouble : (value: unknown) => value
      return (value) => (Array.isArray(value) ? value.map(element) : value)
    }
    case 'map': {
      const members = new Map(schema.map((inner) => [inner.key, converter(inner)]))
      return (value) => mapMembers(value, (name, member) => [name, members.get(name)?.(member) ?? member])
    }
    case 'jsonstring':
      return (value) => plainValue(parseExactJson(String(value)), key)
    default:
      return (value) => value
  }
}

/** Values of JSON without a schema. */
function plainValue(value: unknown, key: string): unknown {
  if (typeof value === 'bigint') return fitsLong(value) ? value : new Double(Number(value))
  if (Array.isArray(value)) return value.map((element) => plainValue(element, key))
  return mapMembers(value, (name, member) => [plainName(name, key), plainValue(member, key)])
}

function plainName(name: string, key: string): string {
  if (name.includes('\0'))
    throw new UnmappableRecord(`field '${key}' holds an object with a NUL character in a name`)
  return name.replaceAll('.', '_')
}

/** A Map keeps the order of names that look like numbers, too. */
function mapMembers(value: unknown, member: (name: string, value: unknown) => [string, unknown]): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return new Map(Object.entries(value).map(([name, inner]) => member(name, inner)))
}

function toLong(value: unknown): bigint {
  return typeof value === 'bigint' ? value : BigInt(Number(value))
}

function toDouble(value: unknown): Double {
  return new Double(Number(value))
}

function fitsLong(value: bigint): boolean {
  return BigInt.asIntN(64, value) === value
}
