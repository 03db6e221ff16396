import type { MongoClient } from 'mongodb'
import type { ExportBatch, Exporter, ExporterDeps, Progress } from '../exporter.ts'
import type { CollectionWriter } from './collection-writer.ts'
import type { MongoConnectionOptions } from './mongo-connection.ts'
import type { MongoSpec } from './mongo-spec.ts'

/** Shorter than the runner gives a check. */
const checkTimeoutMs = 8_000

/** Writes each batch as one unordered bulk. The driver is loaded when it is needed first: it takes a while. */
export class MongoExporter implements Exporter {
  readonly #spec: MongoSpec
  readonly #deps: ExporterDeps
  #open: { readonly client: MongoClient; readonly writer: CollectionWriter } | undefined

  constructor(spec: MongoSpec, deps: ExporterDeps) {
    this.#spec = spec
    this.#deps = deps
  }

  async check(signal: AbortSignal): Promise<string | undefined> {
    const { createMongoClient } = await import('./mongo-client.ts')
    const { mongoFailure } = await import('./mongo-failure.ts')
    let client: MongoClient | undefined
    const close = () => void client?.close(true)
    signal.addEventListener('abort', close, { once: true })
    try {
      client = createMongoClient(this.#spec, this.#deps.connection, {
        serverSelectionTimeoutMS: checkTimeoutMs,
        socketTimeoutMS: checkTimeoutMs,
      })
      await client.db(this.#spec.dbName).command({ ping: 1 })
      return undefined
    } catch (error) {
      return mongoFailure(error, this.#place()).message
    } finally {
      signal.removeEventListener('abort', close)
      await client?.close(true)
    }
  }

  async open(): Promise<void> {
    await this.close()
    const { createMongoClient } = await import('./mongo-client.ts')
    const { CollectionWriter } = await import('./collection-writer.ts')
    const { mongoFailure } = await import('./mongo-failure.ts')
    try {
      const client = createMongoClient(this.#spec, this.#deps.connection)
      this.#open = { client, writer: new CollectionWriter(client, this.#spec, this.#deps) }
    } catch (error) {
      throw mongoFailure(error, this.#place())
    }
  }

  async write(batch: ExportBatch, signal: AbortSignal): Promise<Progress> {
    if (!this.#open) throw new Error('BUG: the exporter is not open')
    signal.throwIfAborted()
    const { client, writer } = this.#open
    // The driver's writes take no signal; without its connections they fail.
    const close = () => void client.close(true)
    signal.addEventListener('abort', close, { once: true })
    try {
      return { delivered: batch.nextOffset, rejected: await writer.write(batch) }
    } catch (error) {
      signal.throwIfAborted()
      const { mongoFailure } = await import('./mongo-failure.ts')
      throw mongoFailure(error, this.#place())
    } finally {
      signal.removeEventListener('abort', close)
    }
  }

  async settle(): Promise<undefined> {}

  async close(): Promise<void> {
    const open = this.#open
    this.#open = undefined
    await open?.client.close(true)
  }

  /** For messages. */
  #place(): string {
    // The host has checked the options against the driver's shape.
    const options = this.#deps.connection?.options as MongoConnectionOptions | undefined
    return `${options?.uri ?? `mongodb://${this.#spec.host}`}, ${this.#spec.dbName}.${this.#spec.collName}`
  }
}
