import type { ValueType } from '@sluice/model'
import type { ColumnType, StoreTable } from '../../analytics/index.ts'
import { type Exporter, type ExporterDeps, storedTable } from '../exporter.ts'
import { identityColumns } from './identity-columns.ts'
import { RowReader } from './report-rows.ts'
import type { ReportSpec } from './report-spec.ts'

/** Of the types that parseReportSpec() lets pass. */
const columnTypes: ReadonlyMap<ValueType, ColumnType> = new Map([
  ['long', 'BIGINT'],
  ['float', 'DOUBLE'],
  ['date', 'TIMESTAMP WITH TIME ZONE'],
])

/** Keeps the rows on this machine. A record is a row for ever, by export and offset: repeats and replays replace it. */
export function createEmbeddedReport(spec: ReportSpec, deps: ExporterDeps): Exporter {
  const reader = new RowReader(spec, deps.schema)
  const stored = storedTable(tableOf(spec, reader), deps)
  return {
    ...stored,
    async write(batch, signal) {
      const { values, offsets } = reader.read(batch)
      const owner = new Array(batch.count).fill(deps.id)
      await stored.write(batch, { values: [...values, owner, [...offsets]] }, signal)
      return { delivered: batch.nextOffset }
    },
  }
}

function tableOf({ dbName, tableName }: ReportSpec, { columns }: RowReader): StoreTable {
  const { offset, owner } = identityColumns
  const mapped = columns.map(({ name, field }) => ({
    name,
    type: columnTypes.get(field.valtype) ?? ('VARCHAR' as const),
  }))
  return {
    schema: dbName,
    name: tableName,
    columns: [...mapped, { name: owner, type: 'VARCHAR' }, { name: offset, type: 'BIGINT' }],
    key: [offset, owner],
  }
}
