import { canonicalDateMicros, columnNames, type ScalarValue, type ValueType } from '@sluice/model'
import {
  type AnalyticStore,
  type CellValue,
  type ColumnType,
  openAnalyticStore,
  StoreRefusal,
  type StoreTable,
} from '../../analytics/index.ts'
import {
  ConfigurationError,
  type ExportBatch,
  type Exporter,
  type ExporterDeps,
  type Progress,
  runPositions,
} from '../exporter.ts'
import { type Mapped, type Point, PointReader } from './point-reader.ts'
import type { TsdbSpec } from './tsdb-spec.ts'

const columnTypes: ReadonlyMap<ValueType, ColumnType> = new Map([
  ['long', 'BIGINT'],
  ['float', 'DOUBLE'],
  ['boolean', 'BOOLEAN'],
  ['date', 'TIMESTAMP WITH TIME ZONE'],
])

/** Keeps the points on this machine. A point is its series, tags and time: a later one replaces it. */
export class EmbeddedTsdb implements Exporter {
  readonly #deps: ExporterDeps
  readonly #reader: PointReader
  readonly #table: StoreTable
  readonly #store: AnalyticStore

  constructor(spec: TsdbSpec, deps: ExporterDeps) {
    this.#deps = deps
    this.#reader = new PointReader(spec, deps.schema)
    this.#table = tableOf(spec, this.#reader)
    this.#store = openAnalyticStore(deps.storeDirectory, deps.timeZone)
  }

  async check(signal: AbortSignal): Promise<string | undefined> {
    return await this.#store.check(this.#table, signal)
  }

  async open(_state: unknown, signal: AbortSignal): Promise<void> {
    await this.#store.prepare(this.#table, signal).catch(refused)
  }

  async write(batch: ExportBatch, signal: AbortSignal): Promise<Progress> {
    const { points, rejected, omitted } = this.#reader.read(batch)
    const positions = runPositions(batch)
    const rows = {
      table: this.#table,
      run: this.#deps.run,
      values: this.#columns(points),
      offsets: BigInt64Array.from(points, ({ index }) => positions[index] ?? 0n),
      next: batch.nextOffset,
    }
    await this.#store.write(rows, signal).catch(refused)
    return { delivered: batch.nextOffset, rejected, omitted }
  }

  async settle(): Promise<undefined> {}

  async close(): Promise<void> {
    this.#store.close()
  }

  #columns(points: readonly Point[]): CellValue[][] {
    const { tags, fields } = this.#reader
    return [
      points.map(({ timeNanos }) => timeNanos),
      ...tags.map((_, i) => points.map((point) => point.tags[i] ?? null)),
      ...fields.map(({ field }, i) => points.map((point) => cell(field.valtype, point.fields[i]))),
    ]
  }
}

/** Names of tags and fields tell upper from lower case, columns do not: `columnNames` makes them differ. */
function tableOf({ destRepoName, series }: TsdbSpec, { tags, fields }: PointReader): StoreTable {
  const [time, mapped] = ['time', [...tags, ...fields]]
  const names = columnNames(mapped.map(named), [time])
  const types: ColumnType[] = [
    ...tags.map(() => 'VARCHAR' as const),
    ...fields.map(({ field }) => columnTypes.get(field.valtype) ?? ('VARCHAR' as const)),
  ]
  const columns = types.map((type, i) => ({ name: names[i] ?? '', type }))
  return {
    schema: destRepoName,
    name: series,
    columns: [{ name: time, type: 'TIMESTAMP_NS' }, ...columns],
    key: [time, ...names.slice(0, tags.length)],
  }
}

function named({ name, field }: Mapped) {
  return { ...field, key: name }
}

function cell(valtype: ValueType, value: ScalarValue | undefined): CellValue {
  if (value === undefined) return null
  return valtype === 'date' ? canonicalDateMicros(String(value)) : value
}

function refused(error: unknown): never {
  throw error instanceof StoreRefusal ? new ConfigurationError(error.message) : error
}
