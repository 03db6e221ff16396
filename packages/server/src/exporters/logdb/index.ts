import { type ExporterType, undelivered } from '../exporter.ts'
import { type LogdbSpec, logdbOptions, parseLogdbSpec } from './logdb-spec.ts'

export const logdbType: ExporterType<LogdbSpec> = {
  kind: 'logdb',
  title: 'Log search',
  options: logdbOptions,
  example: {
    destRepoName: 'flights',
    omitInvalid: false,
    omitEmpty: true,
    doc: { airline: '#airline', route: { from: '#origin', to: '#destination' } },
  },
  repeatable: false,
  batchRecordsMax: 5_000,
  batchBytesMax: 4 * 1024 * 1024,
  lingerMs: 200,
  callTimeoutMs: 60_000,
  parseSpec: parseLogdbSpec,
  create: () => undelivered('logdb'),
}
