import type { ExporterType } from '../exporter.ts'
import { EmbeddedLogdb } from './embedded/embedded-logdb.ts'
import { type LogdbSpec, logdbOptions, parseLogdbSpec } from './logdb-spec.ts'
import { logSearch } from './search/search.ts'
import { SearchServerLogdb } from './search-server/search-server-logdb.ts'
import { searchServerDrivers } from './search-server/search-server-options.ts'

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
  repeatable: true,
  batchRecordsMax: 5_000,
  batchBytesMax: 4 * 1024 * 1024,
  lingerMs: 200,
  callTimeoutMs: 60_000,
  parseSpec: parseLogdbSpec,
  destinationNames: ({ destRepoName }) => [destRepoName],
  drivers: searchServerDrivers,
  create: (spec, deps) =>
    deps.connection ? new SearchServerLogdb(spec, deps, deps.connection) : new EmbeddedLogdb(spec, deps),
  store: logSearch,
}
