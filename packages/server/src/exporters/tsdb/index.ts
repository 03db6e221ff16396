import { type ExporterType, undelivered } from '../exporter.ts'
import { parseTsdbSpec, type TsdbSpec, tsdbOptions } from './tsdb-spec.ts'

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
  repeatable: false,
  batchRecordsMax: 5_000,
  batchBytesMax: 4 * 1024 * 1024,
  lingerMs: 200,
  callTimeoutMs: 60_000,
  parseSpec: parseTsdbSpec,
  create: () => undelivered('tsdb'),
}
