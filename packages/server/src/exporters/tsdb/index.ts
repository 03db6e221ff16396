import type { Exporter, ExporterDeps, ExporterType } from '../exporter.ts'
import { createEmbeddedTsdb } from './embedded-tsdb.ts'
import { type InfluxdbOptions, influxdbDriver } from './influxdb-driver.ts'
import { InfluxdbTsdb } from './influxdb-tsdb.ts'
import { parseTsdbSpec, type TsdbSpec, tsdbOptions } from './tsdb-spec.ts'
import { tsdbStore } from './tsdb-store.ts'

export const tsdbType: ExporterType<TsdbSpec> = {
  kind: 'tsdb',
  title: 'Time series database',
  options: tsdbOptions,
  example: {
    destRepoName: 'flights',
    series: 'delays',
    omitInvalid: false,
    omitEmpty: true,
    tags: { from: '#origin', to: '#destination' },
    fields: { delay: '#delay' },
    timestamp: '#departedAt',
  },
  repeatable: true,
  batchRecordsMax: 5_000,
  batchBytesMax: 4 * 1024 * 1024,
  lingerMs: 500,
  callTimeoutMs: 60_000,
  parseSpec: parseTsdbSpec,
  destinationNames: ({ destRepoName }) => [destRepoName],
  drivers: [influxdbDriver],
  create: createTsdb,
  store: tsdbStore,
}

function createTsdb(spec: TsdbSpec, deps: ExporterDeps): Exporter {
  const { connection } = deps
  if (!connection) return createEmbeddedTsdb(spec, deps)
  // A connection's options were checked against its driver's when it was made.
  if (connection.driver === influxdbDriver.driver)
    return new InfluxdbTsdb(spec, deps, connection.options as InfluxdbOptions)
  throw new Error(`tsdb exports have no driver '${connection.driver}'`)
}
