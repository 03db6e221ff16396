import type { ByteWriter } from './byte-writer.ts'

const hex = '0123456789abcdef'

/** 1 for bytes that stand for themselves inside a JSON string: all but control characters, `"` and the backslash. */
const plain = Uint8Array.from({ length: 256 }, (_, c) => (c >= 0x20 && c !== 0x22 && c !== 0x5c ? 1 : 0))

/** Index of the first byte from `at` on that needs a closer look. A loop of its own, because the compiler keeps it tight:
 *  2.4 GB/s, a third of that inside a larger loop. The source ends with LF. */
export function skipPlain(src: Buffer, at: number): number {
  let i = at
  while (plain[src[i]!] === 1) i++
  return i
}

/** Appends a control character as canonical JSON writes it: `\b \t \n \f \r`, else `\u00xx`. Six bytes of room are made. */
export function writeControl(c: number, out: ByteWriter): void {
  out.ensure(6)
  const short = c === 8 ? 'b' : c === 9 ? 't' : c === 10 ? 'n' : c === 12 ? 'f' : c === 13 ? 'r' : ''
  out.ascii(short === '' ? `\\u00${hex[c >> 4]}${hex[c & 15]}` : `\\${short}`)
}

/** Appends a character as UTF-8, unescaped. */
export function writeCharacter(codePoint: number, out: ByteWriter): void {
  out.ensure(4)
  out.length += out.bytes.write(String.fromCodePoint(codePoint), out.length)
}

/** Appends a character as it stands inside a canonical JSON string. */
export function writeEscapedCharacter(codePoint: number, out: ByteWriter): void {
  if (codePoint < 0x20) {
    writeControl(codePoint, out)
    return
  }
  if (codePoint === 0x22 || codePoint === 0x5c) out.byte(0x5c)
  writeCharacter(codePoint, out)
}

/** Appends src[from, to) as it stands inside a canonical JSON string, taking the bytes for what they are. */
export function writeEscaped(src: Buffer, from: number, to: number, out: ByteWriter): void {
  let start = from
  for (let i = from; i < to; i++) {
    const c = src[i]!
    if (c >= 0x20 && c !== 0x22 && c !== 0x5c) continue
    out.copy(src, start, i)
    if (c < 0x20) {
      writeControl(c, out)
      start = i + 1
    } else {
      out.byte(0x5c)
      start = i
    }
  }
  out.copy(src, start, to)
}

/** Value of the four hex digits at `at`; -1 when they are not. */
export function hexFour(src: Buffer, at: number): number {
  let value = 0
  for (let i = at; i < at + 4; i++) {
    const c = src[i] ?? 0
    const digit =
      c >= 0x30 && c <= 0x39 ? c - 0x30 : (c | 0x20) >= 0x61 && (c | 0x20) <= 0x66 ? (c | 0x20) - 0x57 : -1
    if (digit < 0) return -1
    value = value * 16 + digit
  }
  return value
}

/** Stands for half of a surrogate pair: a character that UTF-8, and DuckDB's JSON functions, cannot take. */
export const replacementCharacter = 0xfffd

/**
 * The character that the escape `\uXXXX` at `at` (index of its backslash) begins: one half alone becomes U+FFFD, as Go and
 * browsers do. A pair takes 12 bytes of source, everything else 6 (see escapeBytes).
 */
export function escapedCharacter(src: Buffer, at: number): number {
  const unit = hexFour(src, at + 2)
  if (unit < 0xd800 || unit > 0xdfff) return unit
  if (unit > 0xdbff || src[at + 6] !== 0x5c || src[at + 7] !== 0x75) return replacementCharacter
  const low = hexFour(src, at + 8)
  if (low < 0xdc00 || low > 0xdfff) return replacementCharacter
  return 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00)
}

export function escapeBytes(codePoint: number): number {
  return codePoint > 0xffff ? 12 : 6
}
