import type { Static, TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { type ErrorCode, SluiceError } from '../errors.ts'

/**
 * Checks a parsed JSON body against its declared shape and gives it its type. Unknown members are tolerated and an
 * explicit null counts as absent, because the client libraries send both (protocol §1.4).
 * Errors: `code`, naming the first member that is wrong.
 */
export function parseBody<Shape extends TSchema>(
  shape: Shape,
  body: unknown,
  code: ErrorCode = 'E18007',
): Static<Shape> {
  const value = withoutNulls(body)
  if (Value.Check(shape, value)) return value
  const [first] = Value.Errors(shape, value)
  const where = first?.instancePath
    ? `member '${first.instancePath.slice(1).replaceAll('/', '.')}' `
    : 'the body '
  throw new SluiceError(code, `${where}${first?.message ?? 'does not have the documented shape'}`)
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).filter(([, member]) => member !== null)
  return Object.fromEntries(members.map(([key, member]) => [key, withoutNulls(member)]))
}
