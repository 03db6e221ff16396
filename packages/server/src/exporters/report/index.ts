import { type ExporterType, undelivered } from '../exporter.ts'
import { parseReportSpec, type ReportSpec, reportOptions } from './report-spec.ts'

export const reportType: ExporterType<ReportSpec> = {
  kind: 'report',
  title: 'Report database',
  options: reportOptions,
  example: {
    dbName: 'flights',
    tableName: 'delays',
    columns: { origin: '#origin', departed_at: '#departedAt', delay: '#delay' },
  },
  repeatable: false,
  batchRecordsMax: 5_000,
  batchBytesMax: 4 * 1024 * 1024,
  lingerMs: 200,
  callTimeoutMs: 60_000,
  parseSpec: parseReportSpec,
  create: () => undelivered('report'),
}
