import type { Exporter, ExporterDeps, ExporterType } from '../exporter.ts'
import { createEmbeddedReport } from './embedded-report.ts'
import { mysqlDriver } from './mysql-driver.ts'
import { type PostgresqlOptions, postgresqlDriver } from './postgresql-driver.ts'
import { batchRecordsMax } from './report-session.ts'
import { parseReportSpec, type ReportSpec, reportOptions } from './report-spec.ts'
import { reportStore } from './report-store.ts'
import type { ServerOptions } from './server-options.ts'
import { SqlReport } from './sql-report.ts'

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
  batchRecordsMax,
  batchBytesMax: 4 * 1024 * 1024,
  lingerMs: 500,
  callTimeoutMs: 60_000,
  parseSpec: parseReportSpec,
  destinationNames: ({ dbName }) => [dbName],
  drivers: [mysqlDriver, postgresqlDriver],
  create: createReport,
  store: reportStore,
}

function createReport(spec: ReportSpec, deps: ExporterDeps): Exporter {
  const { connection } = deps
  if (!connection) return createEmbeddedReport(spec, deps)
  const { driver, options } = connection
  // A connection's options were checked against its driver's when it was made. Only who needs a driver loads it.
  if (driver === mysqlDriver.driver)
    return new SqlReport(spec, deps, async (signal) => {
      const { openMysql } = await import('./mysql-session.ts')
      return await openMysql(options as ServerOptions, spec, signal)
    })
  if (driver === postgresqlDriver.driver)
    return new SqlReport(spec, deps, async (signal) => {
      const { openPostgresql } = await import('./postgresql-session.ts')
      return await openPostgresql(options as PostgresqlOptions, spec, signal)
    })
  throw new Error(`report exports have no driver '${driver}'`)
}
