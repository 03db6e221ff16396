import type { ExporterType } from '../exporter.ts'
import { KodoExporter } from './kodo-exporter.ts'
import { type KodoSpec, kodoOptions, parseKodoSpec } from './kodo-spec.ts'

export const kodoType: ExporterType<KodoSpec> = {
  kind: 'kodo',
  title: 'Object store',
  options: kodoOptions,
  example: {
    bucket: 'flights',
    keyPrefix: 'hourly/date=$(year)-$(mon)-$(day)/hour=$(hour)/$(min)$(sec)',
    email: '',
    accessKey: '',
    fields: { from: '#origin', to: '#destination', delay: '#delay' },
    rotateStrategy: 'both',
    rotateSize: 134_217_728,
    rotateInterval: 3600,
    format: 'parquet',
    delimiter: '',
    compress: false,
    retention: 30,
  },
  repeatable: true,
  batchRecordsMax: 20_000,
  batchBytesMax: 8 * 1024 * 1024,
  lingerMs: 0,
  /** A file of 1 GiB becomes Parquet and is fsynced within one call. */
  callTimeoutMs: 600_000,
  parseSpec: parseKodoSpec,
  create: (spec, deps) => new KodoExporter(spec, deps),
}
