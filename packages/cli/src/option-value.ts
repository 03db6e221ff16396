import { type OptionSchema, parseJson } from '@sluice/sdk'
import { UsageError } from './command.ts'
import { isObject } from './fields.ts'

/**
 * The value that a person wrote for an option. `schema` says of which type it is; where it does not, text that is JSON
 * (7, true, "7", a list) is taken as such and anything else as text. Integers past 2^53 become bigint.
 */
export function optionValue(option: string, text: string, schema: OptionSchema | undefined): unknown {
  const json = jsonIn(text)
  switch (typeOf(schema)) {
    case 'string':
      return typeof json === 'string' ? json : text
    case 'integer':
      return checked(option, text, json, isInteger(json), 'a whole number')
    case 'number':
      return checked(option, text, json, typeof json === 'number' || isInteger(json), 'a number')
    case 'boolean':
      return checked(option, text, json, typeof json === 'boolean', 'true or false')
    case 'object':
      return checked(option, text, json, isObject(json), 'a JSON object; --set a.b=c sets one member of it')
    case 'array':
      return Array.isArray(json) ? json : text === '' ? [] : text.split(',')
    default:
      return json === undefined ? text : json
  }
}

function typeOf(schema: OptionSchema | undefined): string | undefined {
  return schema?.type ?? (schema?.enum?.every((choice) => typeof choice === 'string') ? 'string' : undefined)
}

const isInteger = (value: unknown) => Number.isInteger(value) || typeof value === 'bigint'

function checked(option: string, text: string, value: unknown, right: boolean, rule: string): unknown {
  if (right) return value
  throw new UsageError(`--set ${option}=${text}: ${option} is ${rule}`)
}

function jsonIn(text: string): unknown {
  try {
    return parseJson(text)
  } catch {
    return undefined
  }
}
