import { canonicalDateMicros, columnNames, type ScalarValue, type ValueType } from '@sluice/model'
import type { CellValue, ColumnType, StoreTable } from '../../analytics/index.ts'
import { type Exporter, type ExporterDeps, storedTable } from '../exporter.ts'
import { type Mapped, type Point, PointReader } from './point-reader.ts'
import type { TsdbSpec } from './tsdb-spec.ts'

const columnTypes: ReadonlyMap<ValueType, ColumnType> = new Map([
  ['long', 'BIGINT'],
  ['float', 'DOUBLE'],
  ['boolean', 'BOOLEAN'],
  ['date', 'TIMESTAMP WITH TIME ZONE'],
])

/** Keeps the points on this machine. A point is its series, tags and time: a later one replaces it. */
export function createEmbeddedTsdb(spec: TsdbSpec, deps: ExporterDeps): Exporter {
  const reader = new PointReader(spec, deps.schema)
  const stored = storedTable(tableOf(spec, reader), deps)
  return {
    ...stored,
    async write(batch, signal) {
      const { points, rejected, omitted } = reader.read(batch)
      const records = points.map(({ index }) => index)
      await stored.write(batch, { values: columnsOf(points, reader), records }, signal)
      return { delivered: batch.nextOffset, rejected, omitted }
    },
  }
}

function columnsOf(points: readonly Point[], { tags, fields }: PointReader): CellValue[][] {
  return [
    points.map(({ timeNanos }) => timeNanos),
    ...tags.map((_, i) => points.map((point) => point.tags[i] ?? null)),
    ...fields.map(({ field }, i) => points.map((point) => cell(field.valtype, point.fields[i]))),
  ]
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
