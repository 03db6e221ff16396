import { type Field, type Schema, SluiceError, type ValueType } from '@sluice/model'

/** More than any destination has columns; keeps the check of a spec short. */
const mappedFieldsMax = 2_000

/**
 * The field of the repo that a mapping's value names: `#name`, or `name` alone, as the documentation's own sample has it,
 * if the repo has such a field (protocol §11.0). `where` names the place in messages, for example `spec.fields.a`.
 * Errors: E18312 no such field, E18313 empty, E18324 neither `#name` nor a field.
 */
export function sourceField(where: string, value: unknown, schema: Schema): Field {
  if (typeof value !== 'string')
    throw new SluiceError('E18324', `${where} must be a source field, written as #field`)
  const name = value.startsWith('#') ? value.slice(1) : value
  if (name === '') throw new SluiceError('E18313', `${where} is empty: write the source field as #field`)
  const field = schema.find(({ key }) => key === name)
  if (field) return field
  if (name === value) throw new SluiceError('E18324', `${where}: '${value}' must be written as #field`)
  throw new SluiceError('E18312', `${where}: the repo has no field '${name}'`)
}

/** What a destination says about the two sides of a mapping. */
export interface MappingRules {
  /** Throws when the destination has no such names; `where` begins the message. */
  checkName(where: string, name: string): void
  /** Field types that the destination stores. */
  readonly types: readonly ValueType[]
  /** Ends the sentence 'spec.columns.a: field 'x' is a map, which …'. */
  readonly typesHint: string
}

/**
 * A flat mapping, destination field → source field, as stored and echoed: in its order, every source as `#field`.
 * Errors: E18305 too many, E18315 type, those of sourceField() and of checkName().
 */
export function flatMapping(
  where: string,
  mapping: { readonly [target: string]: string },
  schema: Schema,
  rules: MappingRules,
): { [target: string]: string } {
  const entries = Object.entries(mapping)
  checkMappedCount(where, entries.length)
  const mapped = entries.map(([target, value]) => {
    rules.checkName(`${where}.${target}`, target)
    return [target, mappedSource(`${where}.${target}`, value, schema, rules)]
  })
  return Object.fromEntries(mapped)
}

function mappedSource(where: string, value: string, schema: Schema, rules: MappingRules): string {
  const { key, valtype } = sourceField(where, value, schema)
  if (rules.types.includes(valtype)) return `#${key}`
  throw new SluiceError('E18315', `${where}: field '${key}' is of type ${valtype}, which ${rules.typesHint}`)
}

/** Errors: E18305. */
export function checkMappedCount(where: string, count: number): void {
  if (count > mappedFieldsMax)
    throw new SluiceError('E18305', `${where} maps ${count} fields; the limit is ${mappedFieldsMax}`)
}
