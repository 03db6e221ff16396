import type { ErrorCode } from '../errors.ts'

/**
 * What is wrong with one value. Thrown by the readers of values, which do not know where they are; each object around the
 * value puts its key in front of `path`, and the parser turns the whole into a SluiceError that names line and field.
 */
export class ValueFault extends Error {
  readonly code: ErrorCode
  path = ''
  constructor(code: ErrorCode, reason: string) {
    super(reason)
    this.code = code
  }

  under(key: string): this {
    if (key !== '') this.path = this.path === '' ? key : `${key}.${this.path}`
    return this
  }
}

/** E18110: the value does not fit its field's type. */
export function badValue(reason: string): ValueFault {
  return new ValueFault('E18110', reason)
}

/** The start of a value for a message: at most 40 characters, so that a log line stays readable. */
export function excerpt(src: Buffer, from: number, to: number): string {
  const cut = to - from > 40
  const text = src.toString('utf8', from, cut ? from + 40 : to)
  return JSON.stringify(cut ? `${text}…` : text)
}
