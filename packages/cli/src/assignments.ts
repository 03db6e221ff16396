import type { OptionSchema } from '@sluice/sdk'
import { UsageError } from './command.ts'
import { isObject } from './fields.ts'
import { optionValue } from './option-value.ts'

type Spec = { [option: string]: unknown }

/**
 * A spec from `key=value` words: `bucket=logs`, `rotateSize=1048576`, `fields.id=#id` for a member of an object. Values
 * have the types of `schema`, where it knows the option.
 */
export function assign(spec: Spec, assignments: readonly string[], schema?: OptionSchema): Spec {
  return assignments.reduce((result, assignment) => {
    const at = assignment.indexOf('=')
    if (at < 1) throw new UsageError(`--set ${assignment} is not key=value`)
    const [path, text] = [assignment.slice(0, at), assignment.slice(at + 1)]
    const keys = path.split('.')
    return withMember(result, keys, optionValue(path, text, schemaAt(schema, keys)))
  }, spec)
}

function schemaAt(schema: OptionSchema | undefined, keys: readonly string[]): OptionSchema | undefined {
  return keys.reduce((outer, key) => outer?.properties?.[key], schema)
}

function withMember(spec: Spec, [key = '', ...rest]: readonly string[], value: unknown): Spec {
  if (rest.length === 0) return { ...spec, [key]: value }
  const inner = spec[key]
  return { ...spec, [key]: withMember(isObject(inner) ? inner : {}, rest, value) }
}
