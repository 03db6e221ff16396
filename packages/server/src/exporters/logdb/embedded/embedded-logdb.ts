import {
  type ExportBatch,
  type Exporter,
  type ExporterDeps,
  offsetAt,
  type Progress,
} from '../../exporter.ts'
import { Documents } from '../document.ts'
import type { LogdbSpec } from '../logdb-spec.ts'
import { mapBatch } from '../map-batch.ts'
import { type LogDocument, LogStore } from './log-store.ts'

/** Delivers into the log search that Sluice carries itself: a full-text index per repo of it. */
export class EmbeddedLogdb implements Exporter {
  readonly #spec: LogdbSpec
  readonly #deps: ExporterDeps
  readonly #documents: Documents
  #store: LogStore | undefined

  constructor(spec: LogdbSpec, deps: ExporterDeps) {
    this.#spec = spec
    this.#deps = deps
    this.#documents = new Documents(spec.doc, deps.schema)
  }

  async check(): Promise<undefined> {}

  async open(): Promise<void> {
    this.#store?.close()
    this.#store = new LogStore(this.#deps.storeDirectory, this.#spec.destRepoName)
  }

  async write(batch: ExportBatch, signal: AbortSignal): Promise<Progress> {
    signal.throwIfAborted()
    if (!this.#store) throw new Error('BUG: the exporter is not open')
    const { mapped, rejected, omitted } = mapBatch(this.#documents, batch, this.#spec)
    const documents = mapped.map(
      ({ index, json, arrivedAtMs }): LogDocument => ({ offset: offsetAt(batch, index), arrivedAtMs, json }),
    )
    this.#store.put(this.#deps.id, documents)
    return { delivered: batch.nextOffset, rejected, omitted }
  }

  async settle(): Promise<undefined> {}

  async close(): Promise<void> {
    this.#store?.close()
    this.#store = undefined
  }
}
