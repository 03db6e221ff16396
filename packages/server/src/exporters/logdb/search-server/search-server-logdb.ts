import {
  type Connection,
  type ExportBatch,
  type Exporter,
  type ExporterDeps,
  offsetAt,
  type Progress,
  RefusedBatch,
} from '../../exporter.ts'
import { Documents } from '../document.ts'
import type { LogdbSpec } from '../logdb-spec.ts'
import { type MappedDocument, mapBatch } from '../map-batch.ts'
import { checkSomeFit, refusedItems } from './bulk-answer.ts'
import { propertiesOf } from './index-mapping.ts'
import { SearchClient } from './search-client.ts'
import { prepareDataStream, prepareIndex } from './search-index.ts'
import type { SearchServerOptions } from './search-server-options.ts'

/**
 * Delivers to Elasticsearch or OpenSearch. A document's _id is made of export and offset: a repeat replaces it in an index,
 * and is refused as already there (409) by a data stream.
 */
export class SearchServerLogdb implements Exporter {
  readonly #spec: LogdbSpec
  readonly #deps: ExporterDeps
  readonly #options: SearchServerOptions
  readonly #index: string
  readonly #documents: Documents
  #client: SearchClient | undefined

  constructor(spec: LogdbSpec, deps: ExporterDeps, connection: Connection) {
    this.#spec = spec
    this.#deps = deps
    // The port promises options that were checked against the driver's.
    this.#options = connection.options as SearchServerOptions
    this.#index = `${this.#options.indexPrefix}${spec.destRepoName.toLowerCase()}`
    this.#documents = new Documents(spec.doc, deps.schema)
  }

  async check(signal: AbortSignal): Promise<string | undefined> {
    const client = new SearchClient(this.#options)
    try {
      await client.send({ method: 'GET', path: `/${this.#index}/_mapping`, statuses: [404] }, signal)
      return undefined
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    } finally {
      await client.close()
    }
  }

  async open(_state: unknown, signal: AbortSignal): Promise<void> {
    await this.close()
    this.#client = new SearchClient(this.#options)
    const prepare = this.#options.target === 'dataStream' ? prepareDataStream : prepareIndex
    await prepare(this.#client, this.#index, propertiesOf(this.#spec.doc, this.#deps.schema), signal)
  }

  async write(batch: ExportBatch, signal: AbortSignal): Promise<Progress> {
    if (!this.#client) throw new Error('BUG: the exporter is not open')
    const { mapped, rejected, omitted } = mapBatch(this.#documents, batch, this.#spec)
    if (mapped.length === 0) return { delivered: batch.nextOffset, rejected, omitted }
    const path = `/${this.#index}/_bulk?filter_path=items.*.status,items.*.error`
    const body = mapped.map((document) => this.#line(batch, document)).join('')
    const { status, body: answer } = await this.#client.send(
      { method: 'POST', path, body, statuses: [400, 413] },
      signal,
    )
    if (status === 400 || status === 413) throw new RefusedBatch(`_bulk answered ${status}: ${answer}`)
    const refused = this.#refused(answer, mapped)
    if (this.#spec.omitInvalid)
      return { delivered: batch.nextOffset, rejected, omitted: omitted + refused.length }
    checkSomeFit(refused, mapped.length)
    return { delivered: batch.nextOffset, rejected: [...rejected, ...refused], omitted }
  }

  #refused(answer: unknown, mapped: readonly MappedDocument[]) {
    return refusedItems(answer, mapped.length).map(({ item, reason }) => ({
      index: mapped[item]?.index ?? 0,
      reason,
    }))
  }

  #line(batch: ExportBatch, { index, json, arrivedAtMs }: MappedDocument): string {
    const id = `${this.#deps.id}-${offsetAt(batch, index)}`
    if (this.#options.target === 'index') return `{"index":{"_id":"${id}"}}\n${json}\n`
    const time = `"@timestamp":"${new Date(arrivedAtMs).toISOString()}"`
    return `{"create":{"_id":"${id}"}}\n{${time}${json === '{}' ? '' : ','}${json.slice(1)}\n`
  }

  async settle(): Promise<undefined> {}

  async close(): Promise<void> {
    await this.#client?.close()
    this.#client = undefined
  }
}
