import { type Field, type ScalarValue, type Schema, SluiceError, type ValueType } from '@sluice/model'
import { Type } from 'typebox'

/** More than any destination has columns; keeps the check of a spec short. */
const mappedFieldsMax = 2_000
const constantCharactersMax = 1_024

/** What fills a field of the destination: a field of the repo, or a constant, which is the same for every record. */
export interface Source {
  /** Of the repo; a constant's has the constant's type, and its text as specs hold it for a key. */
  readonly field: Field
  /** undefined: the value is the record's. */
  readonly constant: ScalarValue | undefined
}

/** As specs hold it: `#name`, a text in single quotes, a number or a truth value. */
export type WrittenSource = string | number | boolean

/** In options tables. */
export const writtenSource = Type.Unsafe<WrittenSource>({ type: ['string', 'number', 'boolean'] })

/**
 * The source that a mapping's value names: `#name`, or `name` alone, as the documentation's own sample has it, if the repo
 * has such a field (protocol §11.0); a constant is a number, true, false, or a text in single quotes: any other text is
 * more likely a field's name misspelt. `where` names the place in messages, for example `spec.fields.a`.
 * Errors: E18305 a constant that cannot be kept as it is, E18312 no such field, E18313 empty, E18324 none of the above.
 */
export function readSource(where: string, value: unknown, schema: Schema): Source {
  const constant = constantOf(where, value)
  if (constant === undefined) return { field: sourceField(where, value, schema), constant }
  return { field: { key: String(value), valtype: typeOf(constant), required: false }, constant }
}

export function written({ field: { key }, constant }: Source): WrittenSource {
  if (constant === undefined) return `#${key}`
  return typeof constant === 'string' ? key : typeof constant === 'bigint' ? Number(constant) : constant
}

/** Canonical JSON. */
export function constantJson(constant: ScalarValue): string {
  return typeof constant === 'bigint' ? String(constant) : JSON.stringify(constant)
}

/** The field of the repo that a value names, where there can be no constant. Errors: E18312, E18313, E18324. */
export function sourceField(where: string, value: unknown, schema: Schema): Field {
  if (typeof value !== 'string')
    throw new SluiceError('E18324', `${where} must be a source field, written as #field`)
  const name = value.startsWith('#') ? value.slice(1) : value
  if (name === '') throw new SluiceError('E18313', `${where} is empty: write the source field as #field`)
  const field = schema.find(({ key }) => key === name)
  if (field) return field
  if (name !== value) throw new SluiceError('E18312', `${where}: the repo has no field '${name}'`)
  throw new SluiceError(
    'E18324',
    `${where}: '${value}' must be written as #field; a text for every record stands in single quotes`,
  )
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
 * A flat mapping, destination field → source, as stored and echoed: in its order, every field as `#name`.
 * Errors: E18305 too many, E18315 type, those of readSource() and of checkName().
 */
export function flatMapping(
  where: string,
  mapping: { readonly [target: string]: unknown },
  schema: Schema,
  rules: MappingRules,
): { [target: string]: WrittenSource } {
  const entries = Object.entries(mapping)
  checkMappedCount(where, entries.length)
  const mapped = entries.map(([target, value]) => {
    rules.checkName(`${where}.${target}`, target)
    const source = readSource(`${where}.${target}`, value, schema)
    checkType(`${where}.${target}`, source, rules)
    return [target, written(source)]
  })
  return Object.fromEntries(mapped)
}

/** Errors: E18305. */
export function checkMappedCount(where: string, count: number): void {
  if (count > mappedFieldsMax)
    throw new SluiceError('E18305', `${where} maps ${count} fields; the limit is ${mappedFieldsMax}`)
}

/** For messages: `field 'x'` or `the constant 'x'`. */
export function nameOf({ field: { key }, constant }: Source): string {
  return constant === undefined ? `field '${key}'` : `the constant ${key}`
}

function checkType(where: string, source: Source, { types, typesHint }: MappingRules): void {
  const { valtype } = source.field
  if (!types.includes(valtype))
    throw new SluiceError('E18315', `${where}: ${nameOf(source)} is of type ${valtype}, which ${typesHint}`)
}

/** undefined: the value is none. Whole numbers are longs. */
function constantOf(where: string, value: unknown): ScalarValue | undefined {
  if (typeof value === 'boolean') return value
  if (typeof value === 'number') return numberOf(where, value)
  const text = typeof value === 'string' ? /^'(.*)'$/s.exec(value)?.[1] : undefined
  if (text === undefined) return undefined
  if (text.length > constantCharactersMax || !text.isWellFormed())
    throw new SluiceError(
      'E18305',
      `${where}: a constant has at most ${constantCharactersMax} characters, all of them Unicode`,
    )
  return text
}

function numberOf(where: string, value: number): ScalarValue {
  if (!Number.isInteger(value)) return value
  if (Number.isSafeInteger(value)) return BigInt(value)
  throw new SluiceError('E18305', `${where}: ${value} may have lost digits: constants are below 2^53`)
}

function typeOf(constant: ScalarValue): ValueType {
  if (typeof constant === 'string') return 'string'
  if (typeof constant === 'boolean') return 'boolean'
  return typeof constant === 'bigint' ? 'long' : 'float'
}
