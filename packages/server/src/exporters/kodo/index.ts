import type { ExporterType } from '../exporter.ts'
import { embeddedFileStore } from './file-store.ts'
import { KodoExporter } from './kodo-exporter.ts'
import { type KodoSpec, kodoOptions, parseKodoSpec } from './kodo-spec.ts'
import { s3Driver } from './s3-connection.ts'
import { createS3FileStore } from './s3-file-store.ts'

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
  /** A file of 1 GiB becomes Parquet and is fsynced, or sent, within one call. */
  callTimeoutMs: 600_000,
  parseSpec: parseKodoSpec,
  drivers: [s3Driver],
  withoutConnection:
    'The server keeps the files itself, in a folder per bucket under objects of its data directory.',
  destinationNames: ({ bucket, accessKey }) => (accessKey === '' ? [bucket] : [bucket, accessKey]),
  create: (spec, deps) =>
    new KodoExporter(
      spec,
      deps,
      deps.connection ? createS3FileStore(deps.connection, deps) : embeddedFileStore(deps.objects),
    ),
}
