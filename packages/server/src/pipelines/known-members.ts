import { SluiceError } from '@sluice/model'
import { type TSchema, Type } from 'typebox'
import { nearestName } from '../runtime/settings/nearest-name.ts'

/**
 * For calls that are Sluice's own: what they do not know is a slip, and would change nothing without a word. The documented
 * calls tolerate it, since the client libraries send more. Errors: E18007.
 */
export function refuseUnknownMembers(shape: TSchema, value: unknown, path = ''): void {
  if (!Type.IsObject(shape) || typeof value !== 'object' || value === null) return
  const names = Object.keys(shape.properties)
  for (const [name, member] of Object.entries(value)) {
    const known = names.includes(name) ? shape.properties[name] : undefined
    if (!known) throw unknownMember(name, names, path)
    refuseUnknownMembers(known, member, `${path}${name}.`)
  }
}

function unknownMember(name: string, names: readonly string[], path: string): SluiceError {
  const near = nearestName(name, names)
  const owner = path === '' ? 'the body' : path.slice(0, -1)
  const fact = `there is no member '${path}${name}'`
  const known = `has: ${names.join(', ')}`
  return new SluiceError(
    'E18007',
    near
      ? `${fact}: did you mean '${path}${near}'? ${path === '' ? 'The body' : owner} ${known}`
      : `${fact}; ${owner} ${known}`,
  )
}
