import type { ElementType, Field, ValueType } from '../schema/field.ts'
import { type DateContext, dateFromText } from './date-forms.ts'
import { parseJsonText, printJsonText } from './json-text.ts'
import { isObject } from './spec-reader.ts'

/** A value of a line as its field wants it, or why it cannot be that. `value` undefined: there is no value. */
export type Fit = { readonly value: unknown } | { readonly reason: string }

const absent: Fit = { value: undefined }
const truths = new Map([
  ['true', true],
  ['yes', true],
  ['1', true],
  ['false', false],
  ['no', false],
  ['0', false],
])
const longDigits = /^[+-]?\d{1,1200}$/
const floatForm = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,6})?$/

/**
 * Turns what a rule found into what the push parser takes for a field of that type: long and float as text, so that no
 * digit is lost, date as RFC 3339 in UTC, jsonstring as its text, the rest as JSON has it. null, and '' or '-' for
 * anything but text, are no value.
 */
export function fitValue(field: Field, found: unknown, context: DateContext): Fit {
  if (found === null || found === undefined) return absent
  if (field.valtype === 'array') return fitArray(found, field.elemtype ?? 'string', context)
  if (field.valtype === 'map') return fitMap(found, field, context)
  if (field.valtype === 'jsonstring') return fitJsonString(found)
  return fitScalar(field.valtype, found, context)
}

function fitScalar(valtype: ValueType, found: unknown, context: DateContext): Fit {
  if (valtype === 'string') return { value: asText(found) }
  if (typeof found === 'object') return { reason: `a list or map is no ${valtype}` }
  const text = String(found).trim()
  if (text === '' || text === '-') return absent
  if (valtype === 'long') return fitLong(text)
  if (valtype === 'float') return fitFloat(text)
  if (valtype === 'boolean') return orReason(truths.get(text.toLowerCase()), text, 'a boolean')
  return orReason(dateFromText(text, context), text, 'a date')
}

function fitLong(text: string): Fit {
  const long = longDigits.test(text) ? BigInt(text.replace(/^\+/, '')) : wholeNumber(text)
  if (long === undefined) return { reason: `${show(text)} is not a long` }
  if (BigInt.asIntN(64, long) !== long) return { reason: `${show(text)} does not fit a long (64 bits)` }
  return { value: String(long) }
}

/** 12.0 and 1e6 are whole numbers too. */
function wholeNumber(text: string): bigint | undefined {
  const number = floatForm.test(text) ? Number(text) : Number.NaN
  return Number.isSafeInteger(number) ? BigInt(number) : undefined
}

function fitFloat(text: string): Fit {
  if (!floatForm.test(text)) return { reason: `${show(text)} is not a float` }
  return Number.isFinite(Number(text)) ? { value: text } : { reason: `${show(text)} is not finite` }
}

function orReason(value: unknown, text: string, wanted: string): Fit {
  return value === undefined ? { reason: `${show(text)} is not ${wanted}` } : { value }
}

function fitArray(found: unknown, elemtype: ElementType, context: DateContext): Fit {
  const list = typeof found === 'string' ? fromJson(found) : found
  if (found === '' || found === '-') return absent
  if (!Array.isArray(list)) return { reason: `${show(asText(found))} is not a JSON list` }
  const values: unknown[] = []
  for (const element of list) {
    const fit =
      element === null ? { reason: 'an array holds no nulls' } : fitScalar(elemtype, element, context)
    if ('reason' in fit) return fit
    if (fit.value === undefined) return { reason: `an element is not a ${elemtype}` }
    values.push(fit.value)
  }
  return { value: values }
}

/** Members that the map does not declare are left out, as fields the repo does not have are. */
function fitMap(found: unknown, field: Field, context: DateContext): Fit {
  if (found === '' || found === '-') return absent
  const map = typeof found === 'string' ? fromJson(found) : found
  if (!isObject(map)) return { reason: `${show(asText(found))} is not a JSON object` }
  const members: Record<string, unknown> = Object.create(null)
  for (const inner of field.schema ?? []) {
    const fit = fitValue(inner, Object.hasOwn(map, inner.key) ? map[inner.key] : undefined, context)
    if ('reason' in fit) return { reason: `member '${inner.key}': ${fit.reason}` }
    if (fit.value !== undefined) members[inner.key] = fit.value
  }
  return { value: members }
}

function fitJsonString(found: unknown): Fit {
  if (found === '' || found === '-') return absent
  const value = typeof found === 'string' ? fromJson(found) : found
  if (typeof value !== 'object' || value === null) {
    return { reason: `${show(asText(found))} is not a JSON object or list` }
  }
  return { value: typeof found === 'string' ? found : printJsonText(found) }
}

function asText(value: unknown): string {
  return typeof value === 'object' ? printJsonText(value) : String(value)
}

function fromJson(text: string): unknown {
  try {
    return parseJsonText(text)
  } catch {
    return undefined
  }
}

function show(text: string): string {
  return `'${text.length > 60 ? `${text.slice(0, 60)}…` : text}'`
}
