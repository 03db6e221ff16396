import { type Field, ScalarReader, type ScalarValue, type Schema } from '@sluice/model'
import { type ExportBatch, offsetAt } from '../exporter.ts'
import { pointTimeNanos } from './point-time.ts'
import type { TsdbSpec } from './tsdb-spec.ts'

const reasonValueMax = 80

/** What is filled from a field of the repo. */
export interface Mapped {
  readonly name: string
  readonly field: Field
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
  readonly #sources: readonly Field[]
  readonly #reader: ScalarReader
  readonly #time: Field | undefined

  constructor(spec: TsdbSpec, schema: Schema) {
    this.#spec = spec
    const mapped = ([name, source]: [string, string]) => ({ name, field: fieldOf(source, schema) })
    this.tags = Object.entries(spec.tags).map(mapped)
    this.fields = Object.entries(spec.fields).map(mapped)
    this.#time = spec.timestamp === '' ? undefined : fieldOf(spec.timestamp, schema)
    const used = [...this.tags, ...this.fields].map(({ field }) => field)
    this.#sources = [...new Set(this.#time ? [...used, this.#time] : used)]
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
    const tags = this.tags.map(({ field }) => tagText(this.#value(field)))
    const fields = this.fields.map(({ field }) => this.#value(field))
    if (fields.every((value) => value === undefined))
      return tags.every((tag) => tag === undefined) ? nothingMapped : noField
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

  #value(field: Field): ScalarValue | undefined {
    return this.#reader.values[this.#sources.indexOf(field)]
  }
}

const nothingMapped = 'every value that spec.tags and spec.fields name is null'
const noField = 'every value that spec.fields names is null: a point needs one'

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

function fieldOf(source: string, schema: Schema): Field {
  const field = schema.find(({ key }) => key === source.slice(1))
  if (!field) throw new Error(`the repo has no field '${source.slice(1)}' any more: update the export's spec`)
  return field
}
