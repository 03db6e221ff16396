import type { ValueType } from '@sluice/model'
import {
  type AnalyticStore,
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
} from '../exporter.ts'
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
export class EmbeddedReport implements Exporter {
  readonly #deps: ExporterDeps
  readonly #rows: RowReader
  readonly #table: StoreTable
  readonly #store: AnalyticStore

  constructor(spec: ReportSpec, deps: ExporterDeps) {
    this.#deps = deps
    this.#rows = new RowReader(spec, deps.schema)
    const mapped = this.#rows.columns.map(({ name, field }) => ({
      name,
      type: columnTypes.get(field.valtype) ?? ('VARCHAR' as const),
    }))
    const { offset, owner } = identityColumns
    this.#table = {
      schema: spec.dbName,
      name: spec.tableName,
      columns: [...mapped, { name: owner, type: 'VARCHAR' }, { name: offset, type: 'BIGINT' }],
      key: [offset, owner],
    }
    this.#store = openAnalyticStore(deps.storeDirectory, deps.timeZone)
  }

  async check(signal: AbortSignal): Promise<string | undefined> {
    return await this.#store.check(this.#table, signal)
  }

  async open(_state: unknown, signal: AbortSignal): Promise<void> {
    await this.#store.prepare(this.#table, signal).catch(refused)
  }

  async write(batch: ExportBatch, signal: AbortSignal): Promise<Progress> {
    const { values, positions, offsets } = this.#rows.read(batch)
    const owner = new Array(batch.count).fill(this.#deps.id)
    const rows = {
      table: this.#table,
      run: this.#deps.run,
      values: [...values, owner, [...offsets]],
      offsets: positions,
      next: batch.nextOffset,
    }
    await this.#store.write(rows, signal).catch(refused)
    return { delivered: batch.nextOffset }
  }

  async settle(): Promise<undefined> {}

  async close(): Promise<void> {
    this.#store.close()
  }
}

function refused(error: unknown): never {
  throw error instanceof StoreRefusal ? new ConfigurationError(error.message) : error
}
