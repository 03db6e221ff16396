import { SluiceError } from '../errors.ts'
import { namePattern, nameRule } from '../names.ts'
import type { Field, RecordOptions, Schema } from './field.ts'
import { checkFieldCount } from './parse-schema.ts'

/**
 * The schema after an update (protocol §4.3): `wanted` lists every field that is to be, and fields may only be added. Old
 * fields keep their place, new ones follow in the order given. Descriptions may change, `required` may be lifted but not
 * imposed on an existing field: stored records may lack it. Throws SluiceError E18128 naming the field.
 */
export function growSchema(old: Schema, wanted: Schema): Schema {
  const grown = growFields(old, wanted, '')
  checkFieldCount(grown)
  return grown
}

function growFields(old: Schema, wanted: Schema, path: string): Schema {
  const wantedByKey = new Map(wanted.map((field) => [field.key, field]))
  const kept = old.map((field) => growField(field, wantedByKey.get(field.key), `${path}${field.key}`))
  const oldKeys = new Set(old.map((field) => field.key))
  return [...kept, ...wanted.filter((field) => !oldKeys.has(field.key))]
}

function growField(old: Field, wanted: Field | undefined, path: string): Field {
  if (wanted === undefined) {
    throw refusal(
      path,
      'is missing from the new schema',
      'fields can be added but not removed; list it again',
    )
  }
  if (typeName(old) !== typeName(wanted)) {
    throw refusal(
      path,
      `cannot change from ${typeName(old)} to ${typeName(wanted)}`,
      'a field keeps its type; add a field of another name',
    )
  }
  if (wanted.required && !old.required) {
    throw refusal(path, 'cannot become required', 'stored records may lack it')
  }
  if (old.schema === undefined || wanted.schema === undefined) return wanted
  return { ...wanted, schema: growFields(old.schema, wanted.schema, `${path}.`) }
}

function typeName(field: Field): string {
  return field.elemtype === undefined ? field.valtype : `${field.valtype} of ${field.elemtype}`
}

function refusal(path: string, fact: string, hint: string): SluiceError {
  return new SluiceError('E18128', `field '${path}' ${fact}: ${hint}`)
}

/**
 * Adds the fields that the repo options withIP (string) and withTimestamp (date) write to, at the end, when the schema
 * does not have them yet (protocol §8.5). Throws SluiceError E18106 for a bad name, E18109 for a field of another type.
 */
export function withOptionFields(
  schema: Schema,
  options: Pick<RecordOptions, 'withIP' | 'withTimestamp'>,
): Schema {
  const withIP = addOptionField(schema, 'withIP', options.withIP, 'string')
  const withBoth = addOptionField(withIP, 'withTimestamp', options.withTimestamp, 'date')
  checkFieldCount(withBoth)
  return withBoth
}

function addOptionField(schema: Schema, option: string, key: string, valtype: 'string' | 'date'): Schema {
  if (key === '') return schema
  if (!namePattern.test(key)) {
    throw new SluiceError('E18106', `options.${option} '${key.slice(0, 200)}': ${nameRule}`)
  }
  const present = schema.find((field) => field.key === key)
  if (present === undefined) return [...schema, { key, valtype, required: false }]
  if (present.valtype === valtype) return schema
  throw new SluiceError(
    'E18109',
    `options.${option} needs field '${key}' to be a ${valtype}, but it is a ${typeName(present)}`,
  )
}
