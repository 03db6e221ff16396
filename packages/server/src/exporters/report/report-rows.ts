import { canonicalDateMicros, type Field, ScalarReader, type ScalarValue, type Schema } from '@sluice/model'
import { type ExportBatch, offsetAt, readSource, runPositions, type Source } from '../exporter.ts'
import type { ReportSpec } from './report-spec.ts'

/** A column of the table, and what fills it. */
export interface ReportColumn extends Source {
  readonly name: string
}

/** Rows of a table, by column. */
export interface ReportRows {
  /** By column, then by row; null where the record has no value. Dates are microseconds since the epoch. */
  readonly values: readonly (ScalarValue | null)[][]
  /** By column: whether it holds dates. */
  readonly dates: readonly boolean[]
  /** By row: where the record stands in the run. */
  readonly positions: BigInt64Array
  /** By row: the record's offset in its repo, which identifies it for ever. */
  readonly offsets: BigInt64Array
}

/** Turns canonical lines into rows. Nothing is rejected here: every value has its column's type. */
export class RowReader {
  readonly columns: readonly ReportColumn[]
  readonly #sources: readonly Field[]
  readonly #reader: ScalarReader

  constructor({ columns }: ReportSpec, schema: Schema) {
    this.columns = Object.entries(columns).map(([name, value]) => ({
      name,
      ...readSource(`spec.columns.${name}`, value, schema),
    }))
    const mapped = this.columns.filter(({ constant }) => constant === undefined)
    this.#sources = [...new Set(mapped.map(({ field }) => field))]
    this.#reader = new ScalarReader(this.#sources)
  }

  read(batch: ExportBatch): ReportRows {
    const lines = Buffer.from(batch.lines.buffer, batch.lines.byteOffset, batch.lines.length)
    const values = this.columns.map(({ constant = null }): (ScalarValue | null)[] =>
      new Array(batch.count).fill(constant),
    )
    const sources = this.columns.map(({ field }) => this.#sources.indexOf(field))
    let at = 0
    for (let row = 0; row < batch.count; row++) {
      at = this.#reader.read(lines, at)
      for (const [i, source] of sources.entries()) {
        const value = this.#reader.values[source]
        const column = values[i]
        if (value !== undefined && column) column[row] = this.#cell(value, source)
      }
    }
    const offsets = BigInt64Array.from({ length: batch.count }, (_, row) => offsetAt(batch, row))
    const dates = this.columns.map(({ field }) => field.valtype === 'date')
    return { values, dates, positions: runPositions(batch), offsets }
  }

  #cell(value: ScalarValue, source: number): ScalarValue {
    const isDate = this.#sources[source]?.valtype === 'date'
    return isDate ? canonicalDateMicros(String(value)) : value
  }
}
