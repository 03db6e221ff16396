import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Schema } from '@sluice/model'
import type { Compute } from '../../compute/compute.ts'
import type { Clock } from '../../runtime/clock.ts'
import type { Logger } from '../../runtime/logger.ts'
import type {
  Appended,
  Batch,
  Bounds,
  Once,
  QueueId,
  ReadLimits,
  RecordLog,
  Scan,
  ScanLimits,
  StoredBatch,
} from '../record-log.ts'
import { syncDirectory, writeManifest } from './manifest.ts'
import { Queue, type QueueDeps, type QueueLimits } from './queue.ts'
import { recoverQueue } from './recovery.ts'

export interface EmbeddedLogOptions {
  /** Folder of all queues; created when missing. */
  readonly directory: string
  readonly clock: Clock
  readonly logger: Logger
  /** For sealing into Parquet and reading what is sealed. Without it nothing is ever sealed. */
  readonly compute?: Compute
  readonly limits?: Partial<QueueLimits>
  /** Called after every durable write: how many appends shared it, bytes, and seconds it took. */
  onAppended?(appends: number, bytes: number, seconds: number): void
}

const MiB = 1024 * 1024
const minute = 60_000

const defaultLimits: QueueLimits = {
  segmentBytesMax: 64 * MiB,
  segmentAgeMsMax: 10 * minute,
  sealBytesMin: 32 * MiB,
  sealAgeMsMax: 10 * minute,
}

/** Queues whose file stays open between appends. More than that are open only while they write. */
const openFilesMax = 256

/** How often queues are looked over for segments to end and to seal. */
const maintenanceIntervalMs = 5_000

const queueIdPattern = /^[A-Za-z0-9_.-]{1,200}$/
const deletedSuffix = '.deleted'

/** The durable log in a folder: one sub-folder per queue (docs/formats/segment-file.md). */
export class EmbeddedLog implements RecordLog {
  readonly #options: EmbeddedLogOptions
  readonly #queues = new Map<QueueId, Queue>()
  readonly #closed = new AbortController()
  #maintenance: Promise<void> = Promise.resolve()

  private constructor(options: EmbeddedLogOptions) {
    this.#options = options
  }

  static async open(options: EmbeddedLogOptions): Promise<EmbeddedLog> {
    await mkdir(options.directory, { recursive: true })
    const log = new EmbeddedLog(options)
    for (const entry of await readdir(options.directory)) await log.#recover(entry)
    log.#maintenance = log.#maintain()
    return log
  }

  async #recover(name: string): Promise<void> {
    const directory = join(this.#options.directory, name)
    const recovered = name.endsWith(deletedSuffix)
      ? undefined
      : await recoverQueue(directory, this.#options.logger)
    if (!recovered) {
      await rm(directory, { recursive: true, force: true })
      return
    }
    const { manifest, segments, nextOffset } = recovered
    this.#queues.set(name, new Queue(name, manifest, segments, nextOffset, this.#queueDeps(directory)))
  }

  #queueDeps(directory: string): QueueDeps {
    const { clock, logger, compute, limits, onAppended } = this.#options
    return {
      directory,
      clock,
      logger,
      compute,
      limits: { ...defaultLimits, ...limits },
      onAppended: onAppended ?? (() => undefined),
    }
  }

  async #maintain(): Promise<void> {
    const { signal } = this.#closed
    while (!signal.aborted) {
      await this.#options.clock.sleep(maintenanceIntervalMs, signal).catch(() => undefined)
      for (const queue of this.#queues.values()) if (!signal.aborted) await queue.maintain()
      await this.#releaseIdleFiles()
    }
  }

  async #releaseIdleFiles(): Promise<void> {
    const open = [...this.#queues.values()].filter((queue) => queue.active)
    for (const queue of open.slice(0, Math.max(0, open.length - openFilesMax))) await queue.releaseIdleFile()
  }

  async create(queue: QueueId, schema: Schema): Promise<void> {
    this.#check()
    if (!queueIdPattern.test(queue) || queue.startsWith('.') || queue.endsWith(deletedSuffix))
      throw new Error(`queue id '${queue}' cannot name a folder`)
    const existing = this.#queues.get(queue)
    if (existing) return await existing.alter(schema)
    const directory = join(this.#options.directory, queue)
    const manifest = { schema, sealed: [], writers: new Map<string, bigint>(), firstOffset: 0n }
    await mkdir(directory, { recursive: true })
    await writeManifest(directory, manifest)
    await syncDirectory(this.#options.directory)
    this.#queues.set(queue, new Queue(queue, manifest, [], 0n, this.#queueDeps(directory)))
  }

  async alter(queue: QueueId, schema: Schema): Promise<void> {
    await this.#queue(queue).alter(schema)
  }

  async drop(queue: QueueId): Promise<void> {
    this.#check()
    const existing = this.#queues.get(queue)
    if (!existing) return
    this.#queues.delete(queue)
    await existing.end('deleted')
    const directory = join(this.#options.directory, queue)
    await rename(directory, `${directory}${deletedSuffix}`)
    await syncDirectory(this.#options.directory)
    await rm(`${directory}${deletedSuffix}`, { recursive: true, force: true })
  }

  async append(queue: QueueId, batch: Batch, once?: Once): Promise<Appended> {
    return await this.#queue(queue).append(batch, once)
  }

  async lastTo(queue: QueueId, writer: string): Promise<bigint | undefined> {
    return this.#queue(queue).lastTo(writer)
  }

  async bounds(queue: QueueId): Promise<Bounds> {
    return this.#queue(queue).bounds()
  }

  async arrivedAtMs(queue: QueueId, offset: bigint): Promise<number | undefined> {
    return this.#queue(queue).arrivedAtMs(offset)
  }

  async read(queue: QueueId, from: bigint, limits: ReadLimits, signal?: AbortSignal): Promise<StoredBatch[]> {
    return await this.#queue(queue).read(from, limits, signal)
  }

  async waitFor(queue: QueueId, from: bigint, waitMs: number, signal?: AbortSignal): Promise<boolean> {
    return await this.#queue(queue).waitFor(from, waitMs, signal)
  }

  async scan(queue: QueueId, from: bigint, limits: ScanLimits): Promise<Scan> {
    return await this.#queue(queue).scan(from, limits)
  }

  async trim(queue: QueueId, arrivedBeforeMs: number): Promise<bigint> {
    return await this.#queue(queue).trim(arrivedBeforeMs)
  }

  async list(): Promise<QueueId[]> {
    this.#check()
    return [...this.#queues.keys()].sort()
  }

  async close(): Promise<void> {
    if (this.#closed.signal.aborted) return
    this.#closed.abort()
    await this.#maintenance
    await Promise.all([...this.#queues.values()].map((queue) => queue.end('closed')))
  }

  #check(): void {
    if (this.#closed.signal.aborted) throw new Error('the log is closed')
  }

  #queue(id: QueueId): Queue {
    this.#check()
    const queue = this.#queues.get(id)
    if (!queue) throw new Error(`queue ${id} does not exist`)
    return queue
  }
}
