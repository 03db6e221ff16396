import { type ErrorCode, SluiceError } from '@sluice/model'
import type { Static, TObject, TSchema } from 'typebox'
import { Value } from 'typebox/value'

/**
 * The spec of an export as its options table describes it: every option checked, defaults filled in, unknown keys left
 * out (clients of other versions send some). null, and '' where there is a default, count as not given, as Go clients send
 * them. Throws E18305 naming the option, or the code that `codesIfMissing` has for an option that is missing or ''.
 */
export function readOptions<T extends TObject>(
  options: T,
  spec: unknown,
  codesIfMissing: { readonly [option: string]: ErrorCode } = {},
  calledInMessages = 'spec',
): Static<T> {
  if (typeof spec !== 'object' || spec === null || Array.isArray(spec))
    throw new SluiceError('E18305', `${calledInMessages} must be an object`)
  const given = new Map<string, unknown>(Object.entries(spec))
  const read: Record<string, unknown> = {}
  for (const [name, option] of Object.entries(options.properties)) {
    const value = givenOrDefault(given.get(name), option, name in codesIfMissing)
    if (value !== undefined) read[name] = checked(`${calledInMessages}.${name}`, option, value)
    else if (options.required?.includes(name))
      throw missing(`${calledInMessages}.${name}`, option, codesIfMissing[name])
  }
  return Value.Parse(options, read)
}

function givenOrDefault(value: unknown, option: TSchema, emptyIsMissing: boolean): unknown {
  const fallback = 'default' in option ? option.default : undefined
  const emptyIsAbsent = emptyIsMissing || fallback !== undefined
  const absent = value === undefined || value === null || (value === '' && emptyIsAbsent)
  return absent ? fallback : value
}

function checked(name: string, option: TSchema, value: unknown): unknown {
  if (Value.Check(option, value)) return value
  if ('enum' in option && Array.isArray(option.enum))
    throw new SluiceError('E18305', `${name} must be one of ${option.enum.join(', ')}`)
  const [fault] = Value.Errors(option, value)
  const where = fault?.instancePath.replaceAll('/', '.') ?? ''
  throw new SluiceError('E18305', `${name}${where} ${fault?.message ?? 'is invalid'}`)
}

function missing(name: string, option: TSchema, code: ErrorCode = 'E18305'): SluiceError {
  const description = 'description' in option ? `: ${option.description}` : ''
  return new SluiceError(code, `${name} is missing${description}`)
}
