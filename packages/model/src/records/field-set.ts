import type { Field, Schema, ValueType } from '../schema/field.ts'
import type { ByteWriter } from './byte-writer.ts'
import { badValue, ValueFault } from './value-fault.ts'

/**
 * The fields of one object (a record, or a map inside one) while it is being read: which come next, which were seen, and
 * where their canonical text stands in `out`. Fields are written as they come; `close` puts them in schema order if they came
 * in another. One set serves one object at a time.
 *
 * Life: begin, then for each field match → open → the value is written → end (or `absent`), then close.
 */
export class FieldSet {
  readonly fields: readonly Field[]
  /** fields[i].valtype, read in the hot loop. */
  readonly types: readonly ValueType[]
  /** Sets of map fields, by column. */
  readonly nested: readonly (FieldSet | undefined)[]
  /** Column being read, for messages; -1 = none. */
  current = -1
  /** Index behind the terminator of the key that `match` found. */
  valueAt = 0

  /** Names back to back; names[i] is [nameEnds[i - 1], nameEnds[i]). */
  private readonly names: Buffer
  private readonly nameStarts: Int32Array
  /** `,"name":` back to back. */
  private readonly prefixes: Buffer
  private readonly prefixStarts: Int32Array
  /** Hash of a name → column; open addressing, -1 = free. */
  private readonly slots: Int32Array
  private readonly required: readonly number[]

  /** follow[i + 1]: the column that came after column i last time. Records of one sender look alike. */
  private readonly follow: Int32Array
  /** The number of the object in which a column was last seen. */
  private readonly seenIn: Int32Array
  private readonly starts: Int32Array
  private readonly ends: Int32Array
  private object = 0
  private last = -1
  private ordered = true
  private objectAt = 0
  private readonly out: ByteWriter
  private readonly spare: ByteWriter

  constructor(schema: Schema, out: ByteWriter, spare: ByteWriter) {
    this.fields = schema
    this.types = schema.map((field) => field.valtype)
    this.nested = schema.map((field) => field.schema && new FieldSet(field.schema, out, spare))
    this.out = out
    this.spare = spare
    const keys = schema.map((field) => field.key)
    this.names = Buffer.from(keys.join(''), 'latin1')
    this.nameStarts = startsOf(keys)
    const prefixes = keys.map((key) => `,"${key}":`)
    this.prefixes = Buffer.from(prefixes.join(''), 'latin1')
    this.prefixStarts = startsOf(prefixes)
    this.slots = this.hashNames(keys)
    this.required = keys.flatMap((_, column) => (schema[column]?.required ? [column] : []))
    this.follow = Int32Array.from([...keys.keys(), 0])
    this.seenIn = new Int32Array(keys.length)
    this.starts = new Int32Array(keys.length)
    this.ends = new Int32Array(keys.length)
  }

  /** An object starts: what follows goes to the end of `out`. */
  begin(): void {
    if (this.object === 0x7fff_ffff) {
      this.seenIn.fill(0)
      this.object = 0
    }
    this.object++
    this.current = -1
    this.last = -1
    this.ordered = true
    this.objectAt = this.out.length
  }

  /**
   * The column whose name stands at `at`, followed by `terminator`; sets valueAt. -1 when there is none: the key is unknown,
   * or not ended by the terminator.
   */
  match(src: Buffer, at: number, terminator: number): number {
    const column = this.follow[this.last + 1]!
    const names = this.names
    const end = this.nameStarts[column + 1]!
    let i = at
    let j = this.nameStarts[column]!
    while (j < end && src[i] === names[j]) {
      i++
      j++
    }
    if (j === end && src[i] === terminator) {
      this.valueAt = i + 1
      return column
    }
    return this.find(src, at, terminator)
  }

  private find(src: Buffer, at: number, terminator: number): number {
    let hash = 0
    let end = at
    for (let c = src[end]!; c !== terminator; c = src[end]!) {
      if (c < 0x30 || end - at > 128) return -1
      hash = (Math.imul(hash, 31) + c) | 0
      end++
    }
    this.valueAt = end + 1
    const column = this.columnOf(src, at, end, hash)
    if (column >= 0) this.follow[this.last + 1] = column
    return column
  }

  private columnOf(src: Buffer, from: number, to: number, hash: number): number {
    const mask = this.slots.length - 1
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const column = this.slots[slot]!
      if (column < 0) return -1
      if (this.named(column, src, from, to)) return column
    }
  }

  private named(column: number, src: Buffer, from: number, to: number): boolean {
    const names = this.names
    const start = this.nameStarts[column]!
    if (this.nameStarts[column + 1]! - start !== to - from) return false
    for (let i = from, j = start; i < to; i++, j++) {
      if (src[i] !== names[j]) return false
    }
    return true
  }

  /** The value of `column` follows: marks it and writes its key. Throws E18110 when the object has it already. */
  open(column: number): void {
    this.current = column
    if (this.seenIn[column] === this.object) throw badValue('the field appears twice')
    this.put(column)
  }

  /** Like open, for a value that replaces whatever the object had. */
  put(column: number): void {
    this.current = column
    this.seenIn[column] = this.object
    if (column <= this.last) this.ordered = false
    this.last = column
    const { out, prefixes } = this
    const end = this.prefixStarts[column + 1]!
    let i = this.prefixStarts[column]!
    out.ensure(end - i + valueRoom)
    const bytes = out.bytes
    let length = out.length
    this.starts[column] = length
    while (i < end) bytes[length++] = prefixes[i++]!
    out.length = length
  }

  /** The value of `column` has been written. */
  end(column: number): void {
    this.ends[column] = this.out.length
  }

  /** Takes the key of `column` back: it has no value. */
  absent(column: number): void {
    this.out.length = this.starts[column]!
    this.ends[column] = this.out.length
  }

  /** Where the value of `column` stands in `out`. */
  valueRange(column: number): { from: number; to: number } {
    const prefix = this.prefixStarts[column + 1]! - this.prefixStarts[column]!
    return { from: this.starts[column]! + prefix, to: this.ends[column]! }
  }

  get currentKey(): string {
    return this.fields[this.current]?.key ?? ''
  }

  /** True when no field of the object was opened yet. */
  get empty(): boolean {
    return this.last === -1
  }

  /** True when the object has a value for `column`. */
  has(column: number): boolean {
    return this.seenIn[column] === this.object && this.ends[column]! > this.starts[column]!
  }

  /** The object is complete: checks required fields (E18123), puts fields in order, writes the braces. */
  close(): void {
    for (const column of this.required) {
      if (!this.has(column)) {
        this.current = column
        throw new ValueFault('E18123', 'the field is required but has no value')
      }
    }
    this.current = -1
    if (!this.ordered) this.reorder()
    const out = this.out
    out.ensure(2)
    if (out.length === this.objectAt) out.bytes[out.length++] = 0x7b
    else out.bytes[this.objectAt] = 0x7b
    out.bytes[out.length++] = 0x7d
  }

  private reorder(): void {
    const { out, spare } = this
    spare.length = 0
    for (let column = 0; column < this.fields.length; column++) {
      if (this.has(column)) spare.copy(out.bytes, this.starts[column]!, this.ends[column]!)
    }
    out.length = this.objectAt
    out.copy(spare.bytes, 0, spare.length)
  }

  private hashNames(keys: readonly string[]): Int32Array {
    const slots = new Int32Array(2 ** Math.ceil(Math.log2(keys.length * 2 + 2))).fill(-1)
    const mask = slots.length - 1
    keys.forEach((key, column) => {
      let hash = 0
      for (let i = 0; i < key.length; i++) hash = (Math.imul(hash, 31) + key.charCodeAt(i)) | 0
      let slot = hash & mask
      while (slots[slot]! >= 0) slot = (slot + 1) & mask
      slots[slot] = column
    })
    return slots
  }
}

/** Bytes of room that `open` leaves for the value: enough for every number, date and boolean in its plain form. */
const valueRoom = 64

function startsOf(texts: readonly string[]): Int32Array {
  const starts = new Int32Array(texts.length + 1)
  texts.forEach((text, i) => {
    starts[i + 1] = starts[i]! + text.length
  })
  return starts
}
