import type { ExporterType } from '../exporter.ts'
import { EmbeddedTsdb } from './embedded-tsdb.ts'
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
  create: (spec, deps) => new EmbeddedTsdb(spec, deps),
  store: tsdbStore,
}
