import { readFile } from 'node:fs/promises'
import type { Field, FieldType } from '@sluice/sdk'
import { UsageError } from './command.ts'

const types: readonly FieldType[] = [
  'boolean',
  'long',
  'date',
  'float',
  'string',
  'array',
  'map',
  'jsonstring',
  'ip',
]

/** `name:type`, `name:type:required`, `name:array(string)`. Maps are declared in a file. */
export function parseField(text: string): Field {
  const [, key = '', type = '', elemtype, required] =
    /^([^:]+):(\w+)(?:\((\w+)\))?(:required)?$/.exec(text) ?? []
  const valtype = types.find((known) => known === type)
  if (key === '')
    throw new UsageError(
      `field '${text}' is not name:type`,
      'for example id:long:required, tags:array(string)',
    )
  if (!valtype) throw new UsageError(`field '${text}': type '${type}' is none of ${types.join(', ')}`)
  if (valtype === 'map')
    throw new UsageError(`field '${text}': the fields of a map are declared in a file`, 'use --schema <file>')
  if ((valtype === 'array') !== (elemtype !== undefined))
    throw new UsageError(`field '${text}': write array(string), array(long), array(float) or array(boolean)`)
  return { key, valtype, ...(elemtype ? { elemtype } : {}), ...(required ? { required: true } : {}) }
}

/** The schema in a JSON file: a list of fields, or an object with it as `schema`, as the API gives it. */
export async function readSchemaFile(path: string): Promise<readonly Field[]> {
  const file = parseJsonText(await readFile(path, 'utf8'), path)
  const schema = Array.isArray(file) ? file : isObject(file) ? file['schema'] : undefined
  if (!Array.isArray(schema))
    throw new UsageError(`${path} holds no schema`, 'write a list of {"key": "id", "valtype": "long"}')
  // What the fields may be is the server's to check: it names the one that is wrong.
  return schema as Field[]
}

export function parseJsonText(text: string, place: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new UsageError(`${place} is not JSON: ${error instanceof Error ? error.message : error}`)
  }
}

export function isObject(value: unknown): value is { [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** `long`, `array(string)`. */
export const typeText = ({ valtype, elemtype }: Field): string =>
  elemtype ? `${valtype}(${elemtype})` : valtype
