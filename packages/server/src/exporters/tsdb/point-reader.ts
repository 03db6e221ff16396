import { type Field, ScalarReader, type ScalarValue, type Schema } from '@sluice/model'
import { type ExportBatch, offsetAt, readSource, type Source, sourceField } from '../exporter.ts'
import { pointTimeNanos } from './point-time.ts'
import type { TsdbSpec } from './tsdb-spec.ts'

const reasonValueMax = 80

/** A tag or field of the points, and what fills it. */
export interface Mapped extends Source {
  readonly name: string
}

export interface Point {
  /** In the batch, of its record. */
  readonly index: number
  /** Since the epoch. */
  readonly timeNanos: bigint
  /** By tag; undefined: the point does not have it. Never empty. */
  readonly tags: readonly (string | undefined)[]
  /** By field, one at least. */
  readonly fields: readonly (ScalarValue | undefined)[]
}

export interface Points {
  readonly points: readonly Point[]
  readonly rejected: readonly { readonly index: number; readonly reason: string }[]
  readonly omitted: number
}

/** Turns canonical lines into points (protocol §11.2). */
export class PointReader {
  readonly tags: readonly Mapped[]
  readonly fields: readonly Mapped[]
  readonly #spec: TsdbSpec
  /** Of tags and fields. */
  readonly #mapped: readonly Field[]
  /** Those, and that of the time. */
  readonly #sources: readonly Field[]
  readonly #reader: ScalarReader
  readonly #time: Field | undefined

  constructor(spec: TsdbSpec, schema: Schema) {
    this.#spec = spec
    this.tags = mappedOf('spec.tags', spec.tags, schema)
    this.fields = mappedOf('spec.fields', spec.fields, schema)
    this.#time = spec.timestamp === '' ? undefined : sourceField('spec.timestamp', spec.timestamp, schema)
    const mapped = [...this.tags, ...this.fields].filter(({ constant }) => constant === undefined)
    this.#mapped = [...new Set(mapped.map(({ field }) => field))]
    this.#sources = [...new Set(this.#time ? [...this.#mapped, this.#time] : this.#mapped)]
    this.#reader = new ScalarReader(this.#sources)
  }

  read(batch: ExportBatch): Points {
    const lines = Buffer.from(batch.lines.buffer, batch.lines.byteOffset, batch.lines.length)
    const points: Point[] = []
    const rejected: { index: number; reason: string }[] = []
    let omitted = 0
    let at = 0
    const arrivals = arrivalTimes(batch)
    for (let index = 0; index < batch.count; index++) {
      at = this.#reader.read(lines, at)
      const point = this.#point(index, batch, arrivals(index))
      if (typeof point !== 'string') points.push(point)
      else if (this.#isOmitted(point)) omitted++
      else rejected.push({ index, reason: point })
    }
    return { points, rejected, omitted }
  }

  /** The point, or why there is none. */
  #point(index: number, batch: ExportBatch, arrivedAtMs: number): Point | string {
    const tags = this.tags.map(({ field, constant }) => tagText(constant ?? this.#value(field)))
    const fields = this.fields.map(({ field, constant }) => constant ?? this.#value(field))
    const noField = fields.every((value) => value === undefined)
    if ((noField || this.#spec.omitEmpty) && this.#isEmpty(tags, fields)) return nothingMapped
    if (noField) return noFieldMapped
    const timeNanos = this.#timeOf(arrivedAtMs, offsetAt(batch, index))
    if (typeof timeNanos === 'string') return timeNanos
    return { index, timeNanos, tags, fields }
  }

  #isOmitted(reason: string): boolean {
    return this.#spec.omitInvalid || (this.#spec.omitEmpty && reason === nothingMapped)
  }

  /** Records without a time of their own get that of their arrival, and the nanoseconds tell them apart: the same ones
   *  whenever the record is written. */
  #timeOf(arrivedAtMs: number, offset: bigint): bigint | string {
    const value = this.#time && this.#value(this.#time)
    if (!this.#time || value === undefined || value === '')
      return BigInt(Math.trunc(arrivedAtMs)) * 1_000_000n + (offset % 1_000_000n)
    const nanos = pointTimeNanos(this.#time.valtype, value)
    return nanos ?? `field '${this.#time.key}': ${excerpt(value)} is no time of a point`
  }

  /** The record has none of the values that are mapped. Constants do not count. */
  #isEmpty(tags: Point['tags'], fields: Point['fields']): boolean {
    const isAbsent = (value: unknown, mapped: Mapped | undefined) =>
      value === undefined || mapped?.constant !== undefined
    return (
      this.#mapped.length > 0 &&
      tags.every((tag, i) => isAbsent(tag, this.tags[i])) &&
      fields.every((value, i) => isAbsent(value, this.fields[i]))
    )
  }

  #value(field: Field): ScalarValue | undefined {
    return this.#reader.values[this.#sources.indexOf(field)]
  }
}

const nothingMapped = 'every value that spec.tags and spec.fields name is null'
const noFieldMapped = 'every value that spec.fields names is null: a point needs one'

function tagText(value: ScalarValue | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : String(value)
}

function excerpt(value: ScalarValue): string {
  const text = String(value)
  return `'${text.length > reasonValueMax ? `${text.slice(0, reasonValueMax)}…` : text}'`
}

function arrivalTimes({ arrivals }: ExportBatch): (index: number) => number {
  let run = 0
  return (index) => {
    while ((arrivals[run + 1]?.index ?? Number.POSITIVE_INFINITY) <= index) run++
    return arrivals[run]?.arrivedAtMs ?? 0
  }
}

function mappedOf(where: string, mapping: TsdbSpec['fields'], schema: Schema): Mapped[] {
  return Object.entries(mapping).map(([name, value]) => ({
    name,
    ...readSource(`${where}.${name}`, value, schema),
  }))
}
