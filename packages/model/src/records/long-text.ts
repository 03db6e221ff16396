import type { ByteWriter } from './byte-writer.ts'
import { badValue, excerpt, ValueFault } from './value-fault.ts'

/** Bytes of a number as sent. The exact decimal form of the smallest double has some 1,080. */
export const numberBytesMax = 1200

const maxDigits = '9223372036854775807'
const minDigits = '9223372036854775808'

/**
 * Copies a plain 64-bit integer (`-?[1-9][0-9]*` or `0`) to `out` and returns the index behind it; -1 when it is something
 * else or too large, which writeLong then judges. The caller checks what follows. Needs 20 bytes of room in `out`.
 */
export function scanLong(src: Buffer, at: number, out: ByteWriter): number {
  const bytes = out.bytes
  let length = out.length
  let i = at
  let c = src[i]!
  const negative = c === 0x2d
  if (negative) {
    bytes[length++] = c
    c = src[++i]!
  }
  const digitsAt = i
  while (c >= 0x30 && c <= 0x39 && i - digitsAt < 20) {
    bytes[length++] = c
    c = src[++i]!
  }
  const digits = i - digitsAt
  if (digits === 0 || digits > 19) return -1
  if (src[digitsAt] === 0x30 && (digits > 1 || negative)) return -1
  if (digits === 19 && exceeds(src, digitsAt, negative ? minDigits : maxDigits)) return -1
  out.length = length
  return i
}

function exceeds(src: Buffer, at: number, limit: string): boolean {
  for (let i = 0; i < 19; i++) {
    const difference = src[at + i]! - limit.charCodeAt(i)
    if (difference !== 0) return difference > 0
  }
  return false
}

const decimalForm = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d{1,6}))?$/

/**
 * Writes the long in src[from, to), in any form a client prints: digits with a sign or leading zeros, and decimal or
 * exponent forms that stand for a whole number (`1e+06`, `12.0`: a Go float sent to a long field, protocol §8.6). The
 * value is exact, never rounded. Throws E18110 when it is not a whole number or does not fit 64 bits.
 */
export function writeLong(src: Buffer, from: number, to: number, out: ByteWriter): void {
  if (to - from > numberBytesMax)
    throw new ValueFault('E18008', `a number has at most ${numberBytesMax} bytes`)
  const match = decimalForm.exec(src.toString('latin1', from, to))
  const whole = match?.[2] ?? ''
  const fraction = match?.[3] ?? ''
  if (match === null || whole.length + fraction.length === 0) {
    throw badValue(`${excerpt(src, from, to)} is not a long`)
  }
  const digits = wholeDigits(whole, fraction, Number(match[4] ?? 0))
  if (digits === undefined) throw badValue(`${excerpt(src, from, to)} is not a whole number`)
  const negative = match[1] === '-' && digits !== '0'
  if (digits.length > 19 || (digits.length === 19 && digits > (negative ? minDigits : maxDigits))) {
    throw badValue(`${excerpt(src, from, to)} does not fit a long (64 bits)`)
  }
  out.ascii(negative ? `-${digits}` : digits)
}

/** The digits of whole.fraction × 10^exponent without leading zeros; undefined when it is not whole. Values that are far
 *  too large come back with some 20 digits only. */
function wholeDigits(whole: string, fraction: string, exponent: number): string | undefined {
  const leading = `${whole}${fraction}`.replace(/^0+/, '')
  const significant = leading.replace(/0+$/, '')
  if (significant === '') return '0'
  const zeros = exponent - fraction.length + (leading.length - significant.length)
  if (zeros < 0) return undefined
  return significant + '0'.repeat(Math.min(zeros, 20))
}
