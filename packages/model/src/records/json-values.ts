import type { ElementType } from '../schema/field.ts'
import type { ByteWriter } from './byte-writer.ts'
import { dateRule, scanDate } from './date-text.ts'
import type { FieldSet } from './field-set.ts'
import { scanFloat, writeFloat } from './float-text.ts'
import { JsonReader } from './json-reader.ts'
import { copyJsonAsText } from './json-text.ts'
import { scanLong, writeLong } from './long-text.ts'
import { badValue, excerpt, ValueFault } from './value-fault.ts'

/** Bytes of one string or jsonstring as sent. Larger ones belong into an object store. */
export const stringBytesMax = 1024 * 1024
export const arrayElementsMax = 10_000

/**
 * Reads typed values written as JSON and writes them in canonical form: arrays, maps and jsonstrings of the text format,
 * and everything of a JSON body. Numbers may also come as strings of digits, since JavaScript clients cannot write every
 * long as a number. null means absent, except in arrays, where it is refused.
 */
export class JsonValues {
  readonly reader = new JsonReader()
  private readonly inner = new JsonReader()
  private readonly out: ByteWriter
  /** Holds strings that had to be decoded. */
  private readonly decoded: ByteWriter
  /** The content of the string that `takeText` took: text[textFrom, textTo). */
  private text: Buffer
  private textFrom = 0
  private textTo = 0

  constructor(out: ByteWriter, decoded: ByteWriter) {
    this.out = out
    this.decoded = decoded
    this.text = decoded.bytes
  }

  /** Reads an object whose fields are those of `set`. Throws E18111 for others, and what `FieldSet` throws. */
  readObject(set: FieldSet): void {
    const reader = this.reader
    set.begin()
    if (reader.peek() !== 0x7b) throw this.mismatch('a JSON object')
    reader.at++
    if (reader.peek() === 0x7d) {
      reader.at++
      return
    }
    do this.readMember(set)
    while (reader.more(0x7d))
  }

  private readMember(set: FieldSet): void {
    const reader = this.reader
    set.current = -1
    if (reader.peek() !== 0x22) throw reader.fault('expected a key in double quotes')
    let column = set.match(reader.src, reader.at + 1, 0x22)
    if (column >= 0) reader.at = set.valueAt
    else column = this.findColumn(set)
    reader.expect(0x3a, "':'")
    set.open(column)
    if (reader.takeNull()) set.absent(column)
    else {
      this.readValue(set, column)
      set.end(column)
    }
  }

  /** The long way for a key with escapes, or unknown. */
  private findColumn(set: FieldSet): number {
    this.takeText()
    const key = Buffer.concat([this.text.subarray(this.textFrom, this.textTo), Buffer.from('"')])
    const column = set.match(key, 0, 0x22)
    if (column >= 0 && set.valueAt === key.length) return column
    throw new ValueFault('E18111', 'no such field').under(
      key.toString('utf8', 0, Math.min(key.length - 1, 128)),
    )
  }

  /** Reads the value of a field that was opened; it is not null. */
  readValue(set: FieldSet, column: number): void {
    const type = set.types[column]
    if (type === 'string') this.readString()
    else if (type === 'long') this.readLong()
    else if (type === 'float') this.readFloat()
    else if (type === 'date') this.readDate()
    else if (type === 'boolean') this.readBoolean()
    else if (type === 'array') this.readArray(set.fields[column]?.elemtype ?? 'string')
    else if (type === 'map') this.readMap(set, column)
    else this.readJsonString()
  }

  private readString(): void {
    const reader = this.reader
    if (reader.peek() !== 0x22) throw this.mismatch('a string')
    const from = reader.at
    reader.copyString(this.out)
    checkStringBytes(reader.at - from - 2)
  }

  private readLong(): void {
    const { reader, out } = this
    const c = reader.peek()
    if (c === 0x22) {
      this.takeText()
      writeLong(this.text, this.textFrom, this.textTo, out)
    } else if (startsNumber(c)) {
      const start = out.length
      const from = reader.at
      const end = scanLong(reader.src, from, out)
      if (end >= 0 && endsNumber(reader.src[end])) {
        reader.at = end
        return
      }
      out.length = start
      reader.skipNumber()
      writeLong(reader.src, from, reader.at, out)
    } else throw this.mismatch('a long')
  }

  private readFloat(): void {
    const { reader, out } = this
    const c = reader.peek()
    if (c === 0x22) {
      this.takeText()
      writeFloat(this.text, this.textFrom, this.textTo, out)
    } else if (startsNumber(c)) {
      const start = out.length
      const from = reader.at
      const end = scanFloat(reader.src, from, out)
      if (end >= 0 && endsNumber(reader.src[end])) {
        reader.at = end
        return
      }
      out.length = start
      reader.skipNumber()
      writeFloat(reader.src, from, reader.at, out)
    } else throw this.mismatch('a float')
  }

  private readDate(): void {
    if (this.reader.peek() !== 0x22) throw this.mismatch('a date in double quotes')
    this.takeText()
    if (scanDate(this.text, this.textFrom, this.out) !== this.textTo) {
      throw badValue(`${excerpt(this.text, this.textFrom, this.textTo)} is not a date; ${dateRule}`)
    }
  }

  private readBoolean(): void {
    if (this.reader.peek() === 0x74 && this.reader.takeWord('true')) this.out.ascii('true')
    else if (this.reader.takeWord('false')) this.out.ascii('false')
    else throw this.mismatch('true or false')
  }

  private readArray(elemtype: ElementType): void {
    const { reader, out } = this
    if (reader.peek() !== 0x5b) throw this.mismatch('a JSON list')
    reader.at++
    out.byte(0x5b)
    if (reader.peek() === 0x5d) reader.at++
    else {
      for (let elements = 1; ; elements++) {
        if (elements > arrayElementsMax) {
          throw new ValueFault('E18008', `an array has at most ${arrayElementsMax} elements`)
        }
        this.readElement(elemtype)
        if (!reader.more(0x5d)) break
        out.byte(0x2c)
      }
    }
    out.byte(0x5d)
  }

  private readElement(elemtype: ElementType): void {
    if (this.reader.peek() === 0x6e) throw badValue('an array holds no nulls')
    this.out.ensure(elementRoom)
    if (elemtype === 'string') this.readString()
    else if (elemtype === 'long') this.readLong()
    else if (elemtype === 'float') this.readFloat()
    else this.readBoolean()
  }

  private readMap(set: FieldSet, column: number): void {
    const nested = set.nested[column]
    if (nested === undefined) throw new Error(`BUG: map field '${set.currentKey}' has no nested schema`)
    try {
      this.readObject(nested)
      nested.close()
    } catch (error) {
      throw error instanceof ValueFault ? error.under(nested.currentKey) : error
    }
  }

  /** Text that holds JSON, or the JSON itself. */
  private readJsonString(): void {
    const reader = this.reader
    const c = reader.peek()
    if (c === 0x22) {
      this.takeCopy()
      this.inner.open(this.text, 0, 'text')
      this.copyJson(this.inner, 'keep')
      this.inner.peek()
      if (this.inner.at < this.textTo) throw this.inner.fault('something follows the JSON object or list')
    } else this.copyJson(reader, reader.place === 'body' ? 'drop' : 'keep')
  }

  private copyJson(reader: JsonReader, space: 'keep' | 'drop'): void {
    const c = reader.peek()
    if (c !== 0x7b && c !== 0x5b) throw badValue('a jsonstring holds a JSON object or list')
    const from = reader.at
    reader.skipValue()
    checkStringBytes(reader.at - from)
    this.out.byte(0x22)
    copyJsonAsText(reader.src, from, reader.at, space, this.out)
    this.out.byte(0x22)
  }

  /** Takes the string at the reader, decoded if it has escapes. */
  private takeText(): void {
    const { reader } = this
    const from = reader.at
    const escapes = reader.skipString()
    if (!escapes) {
      this.text = reader.src
      this.textFrom = from + 1
      this.textTo = reader.at - 1
      return
    }
    reader.decodeString(from, reader.at, this.emptied())
    this.endCopy()
  }

  /** Takes the string at the reader as a copy in any case, ended by LF, so that unclosed JSON in it cannot run on. */
  private takeCopy(): void {
    this.takeText()
    if (this.text !== this.reader.src) return
    this.emptied().copy(this.text, this.textFrom, this.textTo)
    this.endCopy()
  }

  private emptied(): ByteWriter {
    this.decoded.length = 0
    return this.decoded
  }

  private endCopy(): void {
    const { decoded } = this
    this.textFrom = 0
    this.textTo = decoded.length
    decoded.byte(0x0a)
    this.text = decoded.bytes.subarray(0, decoded.length)
  }

  /** The value is of another kind than the field. What cannot start any JSON value is a fault of syntax. */
  private mismatch(wanted: string): ValueFault {
    const reader = this.reader
    const got = kindOf(reader)
    if (got === undefined && reader.place === 'body') return reader.fault('expected a value')
    return badValue(`expected ${wanted}${got === undefined ? '' : `, got ${got}`}`)
  }
}

const elementRoom = 64

export function checkStringBytes(bytes: number): void {
  if (bytes <= stringBytesMax) return
  throw new ValueFault('E18008', `the value has ${bytes} bytes; at most ${stringBytesMax} are allowed`)
}

function startsNumber(c: number): boolean {
  return c === 0x2d || (c >= 0x30 && c <= 0x39)
}

/** What follows a plain number is no part of it. */
function endsNumber(c: number | undefined): boolean {
  return c === 0x2c || c === 0x7d || c === 0x5d || c === 0x20 || c === 0x0a
}

function kindOf(reader: JsonReader): string | undefined {
  const c = reader.peek()
  if (c === 0x22) return 'a string'
  if (c === 0x7b) return 'an object'
  if (c === 0x5b) return 'a list'
  if (startsNumber(c)) return 'a number'
  if (reader.takeWord('true') || reader.takeWord('false')) return 'a boolean'
  return reader.takeWord('null') ? 'null' : undefined
}
