import type { ByteWriter } from './byte-writer.ts'
import { escapedCharacter, replacementCharacter, writeControl } from './string-text.ts'

/**
 * Appends JSON text whose syntax was checked, src[from, to), as it stands inside a canonical string: quotes and backslashes
 * escaped. In a line, escaped white space between tokens becomes real again. Half surrogate pairs become U+FFFD.
 */
export function copyJsonAsText(
  src: Buffer,
  from: number,
  to: number,
  space: 'keep' | 'drop',
  out: ByteWriter,
): void {
  let quoted = false
  let start = from
  let i = from
  while (i < to) {
    const c = src[i]!
    if (c > 0x20 && c !== 0x22 && c !== 0x5c) {
      i++
    } else if (c === 0x22) {
      out.copy(src, start, i)
      out.byte(0x5c)
      quoted = !quoted
      start = i++
    } else if (c === 0x5c && quoted) {
      out.copy(src, start, i)
      start = copyEscapeAsText(src, i, out)
      i = start
    } else if (c === 0x5c) {
      i += 2
    } else if (quoted || (c === 0x20 && space === 'keep')) {
      i++
    } else {
      out.copy(src, start, i)
      if (space === 'keep') writeControl(c, out)
      start = ++i
    }
  }
  out.copy(src, start, to)
}

/** One escape inside a string inside the text. Returns the index behind it. */
function copyEscapeAsText(src: Buffer, at: number, out: ByteWriter): number {
  const next = src[at + 1]!
  out.ascii('\\\\')
  if (next !== 0x75) {
    if (next === 0x22 || next === 0x5c) out.byte(0x5c)
    out.byte(next)
    return at + 2
  }
  const character = escapedCharacter(src, at)
  if (character === replacementCharacter) {
    out.ascii('ufffd')
    return at + 6
  }
  out.copy(src, at + 1, at + 6)
  if (character <= 0xffff) return at + 6
  out.byte(0x5c)
  out.copy(src, at + 6, at + 12)
  return at + 12
}
