import type { ExporterType } from '../exporter.ts'
import { mongoDriver } from './mongo-connection.ts'
import { MongoExporter } from './mongo-exporter.ts'
import { type MongoSpec, mongoOptions, parseMongoSpec } from './mongo-spec.ts'

export const mongoType: ExporterType<MongoSpec> = {
  kind: 'mongo',
  title: 'MongoDB',
  options: mongoOptions,
  example: {
    host: '127.0.0.1:27017',
    dbName: 'flights',
    collName: 'delays',
    mode: 'UPSERT',
    updateKey: ['from'],
    doc: { $set: { from: '#origin', lastDeparture: '#departedAt' }, $inc: { minutesLate: '#delay' } },
  },
  repeatable: true,
  batchRecordsMax: 5_000,
  batchBytesMax: 8 * 1024 * 1024,
  lingerMs: 200,
  callTimeoutMs: 60_000,
  parseSpec: parseMongoSpec,
  drivers: [mongoDriver],
  destinationNames: ({ host, dbName }) => [host, dbName],
  create: (spec, deps) => new MongoExporter(spec, deps),
}
