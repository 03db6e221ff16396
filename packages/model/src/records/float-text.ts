import type { ByteWriter } from './byte-writer.ts'
import { numberBytesMax } from './long-text.ts'
import { badValue, excerpt, ValueFault } from './value-fault.ts'

/** Longest form that scanFloat takes; the caller's room in `out`. */
export const plainFloatBytesMax = 32

/**
 * Copies a JSON number of at most 32 bytes whose exponent has at most two digits (so it is finite) to `out` and returns
 * the index behind it; -1 when it is something else, which writeFloat then judges. The caller checks what follows.
 */
export function scanFloat(src: Buffer, at: number, out: ByteWriter): number {
  let i = src[at] === 0x2d ? at + 1 : at
  const wholeAt = i
  i = skipDigits(src, i)
  if (i === wholeAt || (src[wholeAt] === 0x30 && i > wholeAt + 1)) return -1
  if (src[i] === 0x2e) {
    const fractionAt = i + 1
    i = skipDigits(src, fractionAt)
    if (i === fractionAt) return -1
  }
  if ((src[i]! | 0x20) === 0x65) {
    const sign = src[i + 1]
    const exponentAt = sign === 0x2b || sign === 0x2d ? i + 2 : i + 1
    i = skipDigits(src, exponentAt)
    if (i === exponentAt || i > exponentAt + 2) return -1
  }
  if (i - at > plainFloatBytesMax) return -1
  const bytes = out.bytes
  let length = out.length
  for (let j = at; j < i; j++) bytes[length++] = src[j]!
  out.length = length
  return i
}

function skipDigits(src: Buffer, at: number): number {
  let i = at
  let c = src[i]!
  while (c >= 0x30 && c <= 0x39) c = src[++i]!
  return i
}

const decimalForm = /^([+-]?)(\d*)(?:\.(\d*))?((?:[eE][+-]?\d{1,6})?)$/

/**
 * Writes the float in src[from, to) as a JSON number. Digits stay as they came; a leading `+`, leading zeros and a bare
 * point (`.5`, `5.`) are put right. Throws E18110 when it is no number, or not finite (NaN, Infinity, 1e999): JSON has no
 * form for those.
 */
export function writeFloat(src: Buffer, from: number, to: number, out: ByteWriter): void {
  if (to - from > numberBytesMax)
    throw new ValueFault('E18008', `a number has at most ${numberBytesMax} bytes`)
  const text = src.toString('latin1', from, to)
  if (/^[+-]?(nan|inf|infinity)$/i.test(text)) throw notFinite(src, from, to)
  const match = decimalForm.exec(text)
  const whole = match?.[2] ?? ''
  const fraction = match?.[3] ?? ''
  if (match === null || whole.length + fraction.length === 0) {
    throw badValue(`${excerpt(src, from, to)} is not a float`)
  }
  if (!Number.isFinite(Number(text))) throw notFinite(src, from, to)
  const digits = whole.replace(/^0+(?=\d)/, '') || '0'
  out.ascii((match[1] === '-' ? '-' : '') + digits + (fraction === '' ? '' : `.${fraction}`) + match[4])
}

function notFinite(src: Buffer, from: number, to: number): ValueFault {
  return badValue(
    `${excerpt(src, from, to)} is not allowed: a float must be finite; leave the field out instead`,
  )
}
