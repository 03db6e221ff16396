import { UsageError } from './command.ts'
import { isObject } from './fields.ts'

type Spec = { [option: string]: unknown }

/**
 * A spec from `key=value` words: `bucket=logs`, `rotateSize=1048576`, `fields.id=#id` for a member of an object. A value
 * that is JSON (number, true, false, "text", list, object) is taken as such, anything else as text.
 */
export function assign(spec: Spec, assignments: readonly string[]): Spec {
  return assignments.reduce((result, assignment) => {
    const at = assignment.indexOf('=')
    if (at < 1) throw new UsageError(`--set ${assignment} is not key=value`)
    return withMember(result, assignment.slice(0, at).split('.'), valueIn(assignment.slice(at + 1)))
  }, spec)
}

function withMember(spec: Spec, [key = '', ...rest]: readonly string[], value: unknown): Spec {
  if (rest.length === 0) return { ...spec, [key]: value }
  const inner = spec[key]
  return { ...spec, [key]: withMember(isObject(inner) ? inner : {}, rest, value) }
}

function valueIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
