import { type Static, Type } from 'typebox'
import {
  type ExportBatch,
  type Exporter,
  type ExporterDeps,
  type Progress,
  readOptions,
} from '../exporter.ts'

/** One declaration is the check, the console's form, the reference page and the help of the command. */
export const blackholeOptions = Type.Object({
  delayMs: Type.Integer({
    description: 'Milliseconds that each batch takes, to play a slow destination',
    default: 0,
    minimum: 0,
    maximum: 60_000,
  }),
})

export type BlackholeSpec = Static<typeof blackholeOptions>

/** Errors: E18305. A type that maps fields looks at the schema here, too. */
export function parseBlackholeSpec(spec: unknown): BlackholeSpec {
  return readOptions(blackholeOptions, spec)
}

/** Takes everything and keeps nothing: to measure a pipeline without its destination, or to try one out. */
export class BlackholeExporter implements Exporter {
  readonly #spec: BlackholeSpec
  readonly #deps: Pick<ExporterDeps, 'clock' | 'logger'>
  #forgotten = 0

  constructor(spec: BlackholeSpec, deps: Pick<ExporterDeps, 'clock' | 'logger'>) {
    this.#spec = spec
    this.#deps = deps
  }

  /** There is nothing to be found wrong. */
  async check(): Promise<undefined> {}

  /** A type with a destination connects here. */
  async open(): Promise<void> {}

  /** All or nothing: what throws counts as not delivered, and the same records come again. */
  async write({ count, firstOffset, nextOffset }: ExportBatch, signal: AbortSignal): Promise<Progress> {
    const { clock, logger } = this.#deps
    signal.throwIfAborted()
    if (this.#spec.delayMs > 0) await clock.sleep(this.#spec.delayMs, signal)
    this.#forgotten += count
    logger.debug({ records: count, firstOffset: String(firstOffset) }, 'records forgotten')
    return { delivered: nextOffset, detail: `${this.#forgotten} records forgotten since the export started` }
  }

  /** Nothing is gathered. */
  async settle(): Promise<undefined> {}

  async close(): Promise<void> {}
}
