import type { ScalarValue } from '@sluice/model'
import type { Mapped, Point } from './point-reader.ts'

type Named = Pick<Mapped, 'name'>

/** Writes points of one series in InfluxDB's line protocol. Names are of the kind that parseTsdbSpec() lets pass. */
export class LineWriter {
  readonly #series: string
  readonly #nanosPerUnit: bigint
  /** By tag and by field, with the comma and equals sign around them. */
  readonly #tags: readonly string[]
  readonly #fields: readonly string[]

  constructor(series: string, tags: readonly Named[], fields: readonly Named[], nanosPerUnit: bigint) {
    this.#series = escaped(series, /[, ]/g)
    this.#nanosPerUnit = nanosPerUnit
    this.#tags = tags.map(({ name }) => `,${escaped(name, /[,= ]/g)}=`)
    this.#fields = fields.map(({ name }) => `,${escaped(name, /[,=" ]/g)}=`)
  }

  /** Without a line end. */
  line({ tags, fields, timeNanos }: Point): string {
    let line = this.#series
    for (const [i, tag] of tags.entries())
      if (tag !== undefined) line += this.#tags[i] + escaped(tag, /[,= ]/g)
    let separator = ' '
    for (const [i, value] of fields.entries()) {
      if (value === undefined) continue
      line += separator + (this.#fields[i]?.slice(1) ?? '') + fieldText(value)
      separator = ','
    }
    return `${line} ${floorDivided(timeNanos, this.#nanosPerUnit)}`
  }
}

/** Why the line protocol has no form for a tag's value; undefined when it has. A backslash means itself there, except where
 *  it would escape what follows. */
export function tagFault(value: string): string | undefined {
  if (/[\n\r]/.test(value)) return 'has a line break'
  if (/\\(?:[,= ]|$)/.test(value))
    return 'has a backslash at its end, or before a comma, space or equals sign'
  return undefined
}

/** Longs exactly, with the suffix that keeps them from becoming floats; floats in their shortest form. */
function fieldText(value: ScalarValue): string {
  if (typeof value === 'bigint') return `${value}i`
  if (typeof value === 'string') return `"${escaped(value, /["\\]/g)}"`
  return String(value)
}

function escaped(text: string, special: RegExp): string {
  return text.replace(special, '\\$&')
}

function floorDivided(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor
  return value % divisor < 0n ? quotient - 1n : quotient
}
