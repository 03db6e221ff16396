import type { ErrorCode } from '../errors.ts'
import type { ByteWriter } from './byte-writer.ts'
import {
  escapeBytes,
  escapedCharacter,
  hexFour,
  skipPlain,
  writeCharacter,
  writeEscapedCharacter,
} from './string-text.ts'
import { ValueFault } from './value-fault.ts'

/** Lists and objects inside each other, in any JSON we take. Bounds recursion. */
export const jsonDepthMax = 64

/**
 * Where the JSON stands. `body`: a request body. `text`: a string that holds JSON. `line`: a value of the text format; TAB
 * and LF end it, and the two-character forms \t \n \r between tokens are the white space that clients escaped (protocol
 * §8.2). A fault in a body is E18007, in a value E18110.
 */
export type JsonPlace = 'line' | 'body' | 'text'

/**
 * A cursor over JSON bytes that end with LF (endWithLine). Knows tokens, not schemas: every method starts at `at`, leaves it
 * behind what was read, and throws ValueFault with the position when the syntax is wrong.
 */
export class JsonReader {
  src: Buffer = Buffer.alloc(0)
  at = 0
  /** Where messages count bytes from. */
  origin = 0
  place: JsonPlace = 'body'

  open(src: Buffer, at: number, place: JsonPlace): void {
    this.src = src
    this.at = at
    this.origin = place === 'body' ? 0 : at
    this.place = place
  }

  /** The next byte that is not white space, without taking it. 0 at the end. */
  peek(): number {
    const c = this.src[this.at] ?? 0
    return c > 0x20 && c !== 0x5c ? c : this.peekPastSpace()
  }

  private peekPastSpace(): number {
    const { src, place } = this
    const end = src.length
    let i = this.at
    while (i < end) {
      const c = src[i]!
      if (c === 0x20 || c === 0x0d) i++
      else if ((c === 0x0a || c === 0x09) && place !== 'line') i++
      else if (c === 0x5c && place === 'line' && isSpaceEscape(src[i + 1])) i += 2
      else break
    }
    this.at = i
    return i < end ? src[i]! : 0
  }

  /** Takes the byte `c`, after white space. */
  expect(c: number, what: string): void {
    if (this.peek() !== c) throw this.fault(`expected ${what}`)
    this.at++
  }

  /** Takes the four letters of `null` if they are next. */
  takeNull(): boolean {
    return this.peek() === 0x6e && this.takeWord('null')
  }

  takeWord(word: string): boolean {
    for (let i = 0; i < word.length; i++) {
      if (this.src[this.at + i] !== word.charCodeAt(i)) return false
    }
    this.at += word.length
    return true
  }

  /** Skips a number by JSON's grammar. Its bytes are [value of `at` before, `at`). */
  skipNumber(): void {
    const src = this.src
    let i = src[this.at] === 0x2d ? this.at + 1 : this.at
    const wholeAt = i
    i = pastDigits(src, i)
    if (i === wholeAt || (src[wholeAt] === 0x30 && i > wholeAt + 1)) throw this.fault('bad number')
    if (src[i] === 0x2e) {
      const fractionAt = i + 1
      i = pastDigits(src, fractionAt)
      if (i === fractionAt) throw this.fault('bad number')
    }
    if ((src[i]! | 0x20) === 0x65) {
      i = src[i + 1] === 0x2b || src[i + 1] === 0x2d ? i + 2 : i + 1
      const exponentAt = i
      i = pastDigits(src, i)
      if (i === exponentAt) throw this.fault('bad number')
    }
    this.at = i
  }

  /** Skips a string, `at` on its opening quote. True when it has escapes. Its content is between the quotes. */
  skipString(): boolean {
    const src = this.src
    let escapes = false
    let i = this.at + 1
    for (;;) {
      i = skipPlain(src, i)
      const c = src[i] ?? 0
      if (c === 0x22) break
      if (c !== 0x5c) throw this.faultAt(i, 'a string is not closed or has a raw control character')
      escapes = true
      i += this.escapeLength(i)
    }
    this.at = i + 1
    return escapes
  }

  private escapeLength(at: number): number {
    const c = this.src[at + 1]
    if (c === 0x75) {
      if (hexFour(this.src, at + 2) < 0) throw this.faultAt(at, 'bad \\u escape')
      return 6
    }
    if (!isShortEscape(c)) throw this.faultAt(at, 'bad escape')
    return 2
  }

  /** Copies a string, `at` on its opening quote, to `out` as a canonical string with quotes. */
  copyString(out: ByteWriter): void {
    const src = this.src
    let start = this.at
    let i = start + 1
    for (;;) {
      i = skipPlain(src, i)
      const c = src[i] ?? 0
      if (c === 0x22) break
      if (c < 0x20) throw this.faultAt(i, 'a string is not closed or has a raw control character')
      const length = this.escapeLength(i)
      const next = src[i + 1]
      if (length === 2 && next !== 0x2f) {
        i += 2
        continue
      }
      out.copy(src, start, i)
      if (length === 2) {
        start = i + 1
        i += 2
      } else {
        const character = escapedCharacter(src, i)
        writeEscapedCharacter(character, out)
        i += escapeBytes(character)
        start = i
      }
    }
    this.at = i + 1
    out.copy(src, start, this.at)
  }

  /** Decodes the content of the string src[from, to) (its quotes included) to plain UTF-8. It was skipped before. */
  decodeString(from: number, to: number, out: ByteWriter): void {
    const src = this.src
    let i = from + 1
    while (i < to - 1) {
      const c = src[i]!
      if (c !== 0x5c) {
        out.byte(c)
        i++
      } else if (src[i + 1] === 0x75) {
        const character = escapedCharacter(src, i)
        writeCharacter(character, out)
        i += escapeBytes(character)
      } else {
        out.byte(shortEscapeValue(src[i + 1]!))
        i += 2
      }
    }
  }

  /** Skips any value, checking its syntax. */
  skipValue(depth = 1): void {
    const c = this.peek()
    if (c === 0x22) this.skipString()
    else if (c === 0x7b) this.skipObject(depth)
    else if (c === 0x5b) this.skipList(depth)
    else if (c === 0x2d || (c >= 0x30 && c <= 0x39)) this.skipNumber()
    else if (!this.takeWord('true') && !this.takeWord('false') && !this.takeWord('null')) {
      throw this.fault('expected a value')
    }
  }

  private skipObject(depth: number): void {
    this.enter(depth)
    if (this.peek() === 0x7d) {
      this.at++
      return
    }
    for (;;) {
      if (this.peek() !== 0x22) throw this.fault('expected a key in double quotes')
      this.skipString()
      this.expect(0x3a, "':'")
      this.skipValue(depth + 1)
      if (!this.more(0x7d)) return
    }
  }

  private skipList(depth: number): void {
    this.enter(depth)
    if (this.peek() === 0x5d) {
      this.at++
      return
    }
    do this.skipValue(depth + 1)
    while (this.more(0x5d))
  }

  private enter(depth: number): void {
    if (depth > jsonDepthMax) throw this.fault(`nested deeper than ${jsonDepthMax} levels`)
    this.at++
  }

  /** After a member: true past a comma, false past the closing byte. */
  more(close: number): boolean {
    const c = this.peek()
    if (c !== 0x2c && c !== close) throw this.fault(`expected ',' or '${String.fromCharCode(close)}'`)
    this.at++
    return c === 0x2c
  }

  fault(reason: string): ValueFault {
    return this.faultAt(this.at, reason)
  }

  private faultAt(at: number, reason: string): ValueFault {
    const code: ErrorCode = this.place === 'body' ? 'E18007' : 'E18110'
    const whose = this.place === 'body' ? 'of the body' : 'of the value'
    const c = this.src[at] ?? 0x0a
    const atEnd = this.place === 'line' ? c === 0x0a || c === 0x09 : at >= this.src.length - 1
    const where = atEnd ? 'at the end' : `at byte ${at - this.origin + 1}`
    return new ValueFault(code, `malformed JSON ${where} ${whose}: ${reason}`)
  }
}

function pastDigits(src: Buffer, at: number): number {
  let i = at
  let c = src[i]!
  while (c >= 0x30 && c <= 0x39) c = src[++i]!
  return i
}

function isSpaceEscape(c: number | undefined): boolean {
  return c === 0x74 || c === 0x6e || c === 0x72
}

/** One of `" \ / b f n r t`. */
function isShortEscape(c: number | undefined): boolean {
  return (
    c === 0x22 ||
    c === 0x5c ||
    c === 0x2f ||
    c === 0x62 ||
    c === 0x66 ||
    c === 0x6e ||
    c === 0x72 ||
    c === 0x74
  )
}

function shortEscapeValue(c: number): number {
  if (c === 0x62) return 8
  if (c === 0x66) return 12
  if (c === 0x6e) return 10
  if (c === 0x72) return 13
  if (c === 0x74) return 9
  return c
}
