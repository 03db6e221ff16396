import type { ByteWriter } from './byte-writer.ts'
import { dateRule, scanDate } from './date-text.ts'
import type { FieldSet } from './field-set.ts'
import { scanFloat, writeFloat } from './float-text.ts'
import type { JsonValues } from './json-values.ts'
import { checkStringBytes } from './json-values.ts'
import { scanLong, writeLong } from './long-text.ts'
import { skipPlain, writeControl } from './string-text.ts'
import { badValue, excerpt, ValueFault } from './value-fault.ts'

const tab = 0x09
const lf = 0x0a
const cr = 0x0d
const equals = 0x3d

/**
 * One line of the push text format: fields `key=value` with a TAB between them (protocol §8.1, and §8.2 for what clients
 * really write). Empty segments are skipped, so a trailing or doubled TAB does no harm; a CR before the LF is not part of
 * the line. An empty value is the empty string for a string field and no value for any other.
 */
export class TextLine {
  private readonly set: FieldSet
  private readonly json: JsonValues
  private readonly out: ByteWriter
  private readonly unescapeLine: boolean

  constructor(set: FieldSet, json: JsonValues, out: ByteWriter, unescapeLine: boolean) {
    this.set = set
    this.json = json
    this.out = out
    this.unescapeLine = unescapeLine
  }

  /** Reads the fields of the line at `at` into the set, which was begun. Returns the index behind its LF. */
  read(src: Buffer, at: number): number {
    const set = this.set
    let i = at
    for (;;) {
      const c = src[i]
      if (c === lf) return i + 1
      if (c === tab || (c === cr && src[i + 1] === lf)) {
        i++
        continue
      }
      const column = set.match(src, i, equals)
      if (column < 0) throw this.badKey(src, i)
      set.open(column)
      i = this.readValue(column, src, set.valueAt)
    }
  }

  /** Returns the index of the byte that ends the value: TAB, LF, or CR before LF. */
  private readValue(column: number, src: Buffer, at: number): number {
    const { set, out } = this
    const start = out.length
    let end = -1
    switch (set.types[column]) {
      case 'string':
        end = this.copyText(src, at)
        set.end(column)
        return end
      case 'long':
        end = scanLong(src, at, out)
        break
      case 'float':
        end = scanFloat(src, at, out)
        break
      case 'date':
        end = src[at] === 0x22 ? scanQuotedDate(src, at, out) : scanDate(src, at, out)
        break
      case 'boolean':
        end = scanBoolean(src, at, out)
        break
      default:
        return this.readJson(column, src, at)
    }
    if (end < 0 || !endsValue(src, end)) {
      out.length = start
      end = this.readUnusual(column, src, at)
    }
    set.end(column)
    return end
  }

  /** A scalar that its scan did not take: empty, in a rarer form, or wrong. */
  private readUnusual(column: number, src: Buffer, at: number): number {
    const end = valueEnd(src, at)
    if (end === at) {
      this.set.absent(column)
      return end
    }
    switch (this.set.types[column]) {
      case 'long':
        writeLong(src, at, end, this.out)
        return end
      case 'float':
        writeFloat(src, at, end, this.out)
        return end
      case 'date':
        throw badValue(`${excerpt(src, at, end)} is not a date; ${dateRule}`)
      default:
        throw badValue(`${excerpt(src, at, end)} is not true or false`)
    }
  }

  private readJson(column: number, src: Buffer, at: number): number {
    const { json, set } = this
    const reader = json.reader
    reader.open(src, at, 'line')
    const first = reader.peek()
    if (first === tab || first === lf) set.absent(column)
    else {
      json.readValue(set, column)
      reader.peek()
      set.end(column)
    }
    if (src[reader.at] !== tab && src[reader.at] !== lf) throw reader.fault('something follows the value')
    return reader.at
  }

  /** Copies a string value: bytes as they are, escaped for JSON. Returns the index of the TAB or LF behind it. */
  private copyText(src: Buffer, at: number): number {
    const { out, unescapeLine } = this
    let start = at
    let i = at
    out.byte(0x22)
    for (;;) {
      i = skipPlain(src, i)
      const c = src[i]!
      if (c === tab || c === lf) break
      if (c === cr && src[i + 1] === lf) break
      if (c === 0x5c && unescapeLine && (src[i + 1] === 0x74 || src[i + 1] === 0x6e)) {
        // Canonical JSON has the same two characters for TAB and LF.
        i += 2
        continue
      }
      out.copy(src, start, i)
      if (c < 0x20) {
        writeControl(c, out)
        start = ++i
      } else {
        out.byte(0x5c)
        start = i++
      }
    }
    out.copy(src, start, i)
    out.byte(0x22)
    checkStringBytes(i - at)
    return i
  }

  private badKey(src: Buffer, at: number): ValueFault {
    this.set.current = -1
    const end = valueEnd(src, at)
    const segment = src.subarray(at, end)
    const keyBytes = segment.indexOf(equals)
    if (keyBytes < 0)
      return badValue(`${excerpt(src, at, end)} has no '='; fields are key=value with a TAB between them`)
    if (keyBytes === 0) return badValue(`${excerpt(src, at, end)} has no key before '='`)
    return new ValueFault('E18111', 'no such field').under(
      segment.toString('utf8', 0, Math.min(keyBytes, 128)),
    )
  }
}

/** Node clients send dates as JSON text, so with quotes (protocol §8.2). */
function scanQuotedDate(src: Buffer, at: number, out: ByteWriter): number {
  const end = scanDate(src, at + 1, out)
  return end >= 0 && src[end] === 0x22 ? end + 1 : -1
}

function scanBoolean(src: Buffer, at: number, out: ByteWriter): number {
  if (startsWith(src, at, 'true')) {
    out.ascii('true')
    return at + 4
  }
  if (!startsWith(src, at, 'fals')) return -1
  out.ascii('false')
  // The C client's buffer is one byte short: its false arrives as `fals`.
  return src[at + 4] === 0x65 ? at + 5 : at + 4
}

function startsWith(src: Buffer, at: number, word: string): boolean {
  for (let i = 0; i < word.length; i++) {
    if (src[at + i] !== word.charCodeAt(i)) return false
  }
  return true
}

function endsValue(src: Buffer, at: number): boolean {
  const c = src[at]
  return c === tab || c === lf || (c === cr && src[at + 1] === lf)
}

function valueEnd(src: Buffer, at: number): number {
  let i = at
  while (src[i] !== tab && src[i] !== lf) i++
  return src[i] === lf && i > at && src[i - 1] === cr ? i - 1 : i
}
