import type { ExporterType } from '../exporter.ts'
import {
  BlackholeExporter,
  type BlackholeSpec,
  blackholeOptions,
  parseBlackholeSpec,
} from './blackhole-exporter.ts'

/** The smallest export type there is: begin a new one with a copy of this folder (CONTRIBUTING.md). */
export const blackholeType: ExporterType<BlackholeSpec> = {
  kind: 'blackhole',
  title: 'Nowhere: counts records and forgets them',
  options: blackholeOptions,
  example: { delayMs: 0 },
  repeatable: false,
  batchRecordsMax: 20_000,
  batchBytesMax: 16 * 1024 * 1024,
  lingerMs: 0,
  callTimeoutMs: 120_000,
  parseSpec: parseBlackholeSpec,
  create: (spec, deps) => new BlackholeExporter(spec, deps),
}
