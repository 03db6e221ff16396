import type { Field, Schema, ValueType } from '../schema/field.ts'
import type { ByteWriter } from './byte-writer.ts'
import { FieldNames, startsOf } from './field-names.ts'
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

  private readonly names: FieldNames
  /** `,"name":` back to back. */
  private readonly prefixes: Buffer
  private readonly prefixStarts: Int32Array
  private readonly required: readonly number[]

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
    this.names = new FieldNames(keys)
    const prefixes = keys.map((key) => `,"${key}":`)
    this.prefixes = Buffer.from(prefixes.join(''), 'latin1')
    this.prefixStarts = startsOf(prefixes)
    this.required = keys.flatMap((_, column) => (schema[column]?.required ? [column] : []))
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

  /** The column whose name stands at `at`, followed by `terminator`, or -1. The value is at `valueAt`. */
  match(src: Buffer, at: number, terminator: number): number {
    return this.names.match(src, at, terminator, this.last)
  }

  /** Index behind the terminator of the key that `match` found. */
  get valueAt(): number {
    return this.names.valueAt
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
}

/** Bytes of room that `open` leaves for the value: enough for every number, date and boolean in its plain form. */
const valueRoom = 64
