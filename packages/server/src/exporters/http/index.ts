import type { ExporterType } from '../exporter.ts'
import { httpDriver } from './http-connection.ts'
import { HttpExporter } from './http-exporter.ts'
import { type HttpSpec, httpOptions, parseHttpSpec } from './http-spec.ts'

export const httpType: ExporterType<HttpSpec> = {
  kind: 'http',
  title: 'HTTP address',
  options: httpOptions,
  example: { host: 'http://127.0.0.1:9000', uri: '/flights', format: 'json' },
  repeatable: false,
  /** Documented: 20,000 records a request (protocol §11.1). */
  batchRecordsMax: 20_000,
  batchBytesMax: 16 * 1024 * 1024,
  lingerMs: 0,
  callTimeoutMs: 60_000,
  parseSpec: parseHttpSpec,
  drivers: [httpDriver],
  /** Without the scheme: a name has no slashes. */
  destinationNames: ({ host }) => [host.replace(/^\w+:\/\//, '').replace(/\/$/, '')],
  create: (spec, deps) => new HttpExporter(spec, deps),
}
