import type { ExporterType } from '../exporter.ts'
import { EmbeddedReport } from './embedded-report.ts'
import { parseReportSpec, type ReportSpec, reportOptions } from './report-spec.ts'
import { reportStore } from './report-store.ts'

export const reportType: ExporterType<ReportSpec> = {
  kind: 'report',
  title: 'Report database',
  options: reportOptions,
  example: {
    dbName: 'flights',
    tableName: 'delays',
    columns: { origin: '#origin', departed_at: '#departedAt', delay: '#delay' },
  },
  repeatable: true,
  batchRecordsMax: 5_000,
  batchBytesMax: 4 * 1024 * 1024,
  lingerMs: 500,
  callTimeoutMs: 60_000,
  parseSpec: parseReportSpec,
  destinationNames: ({ dbName }) => [dbName],
  create: (spec, deps) => new EmbeddedReport(spec, deps),
  store: reportStore,
}
