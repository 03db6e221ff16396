import { SluiceError } from '../errors.ts'
import { namePattern, nameRule } from '../names.ts'
import type { ElementType, Field, Schema, ValueType } from './field.ts'
import { elementTypes, valueTypes } from './field.ts'

/** Fields of a repo, nested ones and the maps that hold them counted (protocol §3). */
export const schemaFieldsMax = 500
/** Maps inside maps: a map among the top fields is level 1 (seed: create repo, "at most 5 levels"). */
export const mapLevelsMax = 5
/** Characters of a field's description (protocol §3). */
export const descriptionCharsMax = 1500

/**
 * Turns the `schema` member of a request, or of a stored repo, into a Schema. Unknown keys, nulls and empty strings are
 * tolerated (protocol §1.4); `valtype` and `elemtype` must be spelled exactly. `ip` (Go client only) is taken and kept as
 * `string`. Throws SluiceError: E18105 empty, E18106 name, E18107 type, E18104 duplicate, E18109 shape or nesting,
 * E18134 too many fields, E18137 description.
 */
export function parseSchema(value: unknown): Schema {
  const schema = parseFields(value, { path: '', mapLevel: 0 })
  checkFieldCount(schema)
  return schema
}

/** Throws E18134 when a schema, nested fields counted, holds more than schemaFieldsMax. */
export function checkFieldCount(schema: Schema): void {
  const count = countFields(schema)
  if (count > schemaFieldsMax) {
    throw new SluiceError(
      'E18134',
      `the schema has ${count} fields, nested ones counted; at most ${schemaFieldsMax} are allowed`,
    )
  }
}

/** The wire form of a schema, as GET /v2/repos/<r> answers it. `required` is always there (protocol §12 row 29). */
export function printSchema(schema: Schema): WireField[] {
  return schema.map((field) => ({
    key: field.key,
    valtype: field.valtype,
    ...(field.elemtype === undefined ? {} : { elemtype: field.elemtype }),
    required: field.required,
    ...(field.schema === undefined ? {} : { schema: printSchema(field.schema) }),
    ...(field.description === undefined ? {} : { description: field.description }),
  }))
}

export interface WireField {
  key: string
  valtype: ValueType
  elemtype?: ElementType
  required: boolean
  schema?: WireField[]
  description?: string
}

/** Where in the schema we are: dotted path of the maps above ('' at the top), and how many they are. */
interface Place {
  readonly path: string
  readonly mapLevel: number
}

function parseFields(value: unknown, place: Place): Schema {
  const owner = place.path === '' ? 'the schema' : `the schema of field '${place.path}'`
  if (value !== undefined && value !== null && !Array.isArray(value)) {
    throw new SluiceError('E18109', `${owner} must be a list of fields`)
  }
  const entries: readonly unknown[] = value ?? []
  if (entries.length === 0) {
    if (place.path === '') throw new SluiceError('E18105', 'the schema has no fields; give at least one')
    throw new SluiceError('E18109', `${owner} is missing or empty; a map declares its fields`)
  }
  checkEntryCount(entries.length)
  const seen = new Set<string>()
  return entries.map((entry) => {
    const field = parseField(entry, place)
    if (seen.has(field.key)) {
      throw new SluiceError('E18104', `duplicate field '${join(place, field.key)}' in the schema`)
    }
    seen.add(field.key)
    return field
  })
}

/** Before looking at the entries: a list of a million is refused without walking it. */
function checkEntryCount(count: number): void {
  if (count <= schemaFieldsMax) return
  throw new SluiceError('E18134', `the schema has ${count} fields; at most ${schemaFieldsMax} are allowed`)
}

function parseField(value: unknown, place: Place): Field {
  if (!isObject(value)) {
    throw new SluiceError('E18109', 'each entry of a schema must be an object with key and valtype')
  }
  const key = parseKey(value.key, place)
  const path = join(place, key)
  const valtype = parseValueType(value.valtype, path)
  return {
    key,
    valtype,
    ...(valtype === 'array' ? { elemtype: parseElementType(value.elemtype, path) } : {}),
    required: parseRequired(value.required, path),
    ...(valtype === 'map' ? { schema: parseNested(value.schema, path, place.mapLevel + 1) } : {}),
    ...parseDescription(value.description, path),
  }
}

function parseKey(key: unknown, place: Place): string {
  if (typeof key === 'string' && namePattern.test(key)) return key
  const shown = typeof key === 'string' ? `'${join(place, key).slice(0, 200)}'` : 'without a key'
  throw new SluiceError('E18106', `field ${shown} in the schema: ${nameRule}`)
}

function parseValueType(value: unknown, path: string): ValueType {
  if (value === 'ip') return 'string'
  const valtype = valueTypes.find((known) => known === value)
  if (valtype !== undefined) return valtype
  throw new SluiceError(
    'E18107',
    `field '${path}': valtype ${show(value)} is not supported; use one of ${valueTypes.join(', ')}`,
  )
}

function parseElementType(value: unknown, path: string): ElementType {
  const elemtype = elementTypes.find((known) => known === value)
  if (elemtype !== undefined) return elemtype
  throw new SluiceError(
    'E18107',
    `field '${path}': elemtype ${show(value)} is not supported; an array needs one of ${elementTypes.join(', ')}`,
  )
}

function parseRequired(value: unknown, path: string): boolean {
  if (value === undefined || value === null) return false
  if (typeof value === 'boolean') return value
  throw new SluiceError('E18109', `field '${path}': required must be true or false`)
}

function parseNested(value: unknown, path: string, mapLevel: number): Schema {
  if (mapLevel > mapLevelsMax) {
    throw new SluiceError('E18109', `field '${path}': maps nest at most ${mapLevelsMax} levels deep`)
  }
  return parseFields(value, { path, mapLevel })
}

function parseDescription(value: unknown, path: string): { description?: string } {
  if (value === undefined || value === null || value === '') return {}
  if (typeof value === 'string' && value.length <= descriptionCharsMax) return { description: value }
  throw new SluiceError(
    'E18137',
    `field '${path}': the description must be text of at most ${descriptionCharsMax} characters`,
  )
}

function countFields(schema: Schema): number {
  return schema.reduce((count, field) => count + 1 + countFields(field.schema ?? []), 0)
}

function join(place: Place, key: string): string {
  return place.path === '' ? key : `${place.path}.${key}`
}

function show(value: unknown): string {
  if (value === undefined || value === null || value === '') return '(missing)'
  return typeof value === 'string' ? `'${value.slice(0, 100)}'` : `of type ${typeof value}`
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
