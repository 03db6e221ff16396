import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Schema } from '@sluice/model'
import type { Compute } from '../../compute/compute.ts'
import type { Clock } from '../../runtime/clock.ts'
import type { Logger } from '../../runtime/logger.ts'
import {
  type Appended,
  type Batch,
  type Bounds,
  type Once,
  QueueGone,
  type QueueId,
  type ReadLimits,
  type RecordLog,
  type Scan,
  type ScanLimits,
  type StoredBatch,
} from '../record-log.ts'
import { emptyManifest, syncDirectory, writeManifest } from './manifest.ts'
import { OpenFiles } from './open-files.ts'
import { Queue, type QueueDeps } from './queue.ts'
import { defaultQueueLimits, type QueueLimits } from './queue-limits.ts'
import { type Recovered, recoverQueue } from './recovery.ts'
import { Serial } from './serial.ts'
import { SliceCache } from './slice-cache.ts'

export interface EmbeddedLogOptions {
  /** Folder of all queues; created when missing. One log at a time may use it. */
  readonly directory: string
  readonly clock: Clock
  readonly logger: Logger
  /** For sealing into Parquet and reading what is sealed. Without it nothing is ever sealed. */
  readonly compute?: Compute
  readonly limits?: Partial<QueueLimits>
  /** Queues whose file stays open between appends. */
  readonly openFilesMax?: number
  /** How often queues are looked over for segments to end and to seal. */
  readonly maintenanceIntervalMs?: number
  /** Called after every durable write: how many appends shared it, bytes, seconds that writing and fsync took. */
  onAppended?(appends: number, bytes: number, seconds: number): void
}

const openFilesMax = 256

/** Decoded records of sealed segments kept for readers that go through them in steps. */
const slicesBytesMax = 64 * 1024 * 1024

const maintenanceIntervalMs = 5_000

/** Queues recovered at once: their start is mostly waiting for the disk. */
const recoveriesMax = 16

const queueIdPattern = /^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,199}$/
const deletedSuffix = '.deleted'

/** The durable log in a folder: one sub-folder per queue (docs/formats/segment-file.md). */
export class EmbeddedLog implements RecordLog {
  readonly #options: EmbeddedLogOptions
  readonly #openFiles: OpenFiles
  readonly #slices = new SliceCache(slicesBytesMax)
  readonly #queues = new Map<QueueId, Queue>()
  /** Creating and dropping: one at a time. */
  readonly #changes = new Serial()
  readonly #closing = new AbortController()
  #maintenance: Promise<void> = Promise.resolve()

  private constructor(options: EmbeddedLogOptions) {
    this.#options = options
    this.#openFiles = new OpenFiles(options.openFilesMax ?? openFilesMax)
  }

  /** Recovers every queue of the folder. Rejects when one is beyond what the log may decide by itself. */
  static async open(options: EmbeddedLogOptions): Promise<EmbeddedLog> {
    await mkdir(options.directory, { recursive: true })
    const log = new EmbeddedLog(options)
    await log.#recoverAll()
    log.#maintenance = log.#maintain()
    return log
  }

  /** Files that are open for appending now. */
  get openFileCount(): number {
    return this.#openFiles.count
  }

  async #recoverAll(): Promise<void> {
    const entries = await readdir(this.#options.directory, { withFileTypes: true })
    const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
    const next = names.filter((name) => queueIdPattern.test(name)).values()
    const recoverSome = async () => {
      for (const name of next) await this.#recover(name)
    }
    await Promise.all(Array.from({ length: recoveriesMax }, recoverSome))
  }

  async #recover(name: string): Promise<void> {
    const directory = join(this.#options.directory, name)
    const recovered = name.endsWith(deletedSuffix)
      ? undefined
      : await recoverQueue(directory, this.#options.logger.child({ queue: name }))
    if (recovered) this.#add(name, recovered)
    else await rm(directory, { recursive: true, force: true })
  }

  #add(queue: QueueId, recovered: Recovered): void {
    const { directory, clock, logger, compute, limits, onAppended } = this.#options
    const deps: QueueDeps = {
      directory: join(directory, queue),
      clock,
      logger,
      compute,
      limits: { ...defaultQueueLimits, ...limits },
      openFiles: this.#openFiles,
      slices: this.#slices,
      onAppended: onAppended ?? (() => undefined),
    }
    this.#queues.set(queue, new Queue(queue, recovered, deps))
  }

  async #maintain(): Promise<void> {
    const { clock, logger } = this.#options
    const intervalMs = this.#options.maintenanceIntervalMs ?? maintenanceIntervalMs
    const { signal } = this.#closing
    for (;;) {
      await clock.sleep(intervalMs, signal).catch(() => undefined)
      for (const [id, queue] of this.#queues) {
        if (signal.aborted) return
        await queue
          .maintain()
          .catch((err) => logger.warn({ queue: id, err }, 'could not look after a queue; tried again soon'))
      }
      if (signal.aborted) return
    }
  }

  async create(queue: QueueId, schema: Schema): Promise<void> {
    this.#check()
    if (!queueIdPattern.test(queue) || queue.endsWith(deletedSuffix))
      throw new Error(`queue id '${queue}' cannot name a folder: use letters, digits, _ - and .`)
    await this.#changes.run(async () => {
      const existing = this.#queues.get(queue)
      if (existing) return await existing.takeIfGrown(schema)
      const directory = join(this.#options.directory, queue)
      const manifest = emptyManifest(schema)
      await mkdir(directory, { recursive: true })
      await writeManifest(directory, manifest)
      await syncDirectory(this.#options.directory)
      this.#add(queue, { schema, firstOffset: 0n, segments: [], end: manifest })
    })
  }

  async alter(queue: QueueId, schema: Schema): Promise<void> {
    await this.#queue(queue).alter(schema)
  }

  async drop(queue: QueueId): Promise<void> {
    this.#check()
    await this.#changes.run(async () => {
      const existing = this.#queues.get(queue)
      if (!existing) return
      this.#queues.delete(queue)
      await existing.close('deleted')
      const directory = join(this.#options.directory, queue)
      const deleted = `${directory}${deletedSuffix}`
      await rm(deleted, { recursive: true, force: true })
      await rename(directory, deleted)
      await syncDirectory(this.#options.directory)
      await rm(deleted, { recursive: true, force: true })
    })
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
    return await this.#queue(queue).arrivedAtMs(offset)
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
    this.#closing.abort()
    await this.#changes.run(async () => {
      await Promise.all([
        this.#maintenance,
        ...[...this.#queues.values()].map((queue) => queue.close('closed')),
      ])
    })
  }

  #check(): void {
    if (this.#closing.signal.aborted) throw new Error('the log is closed')
  }

  #queue(id: QueueId): Queue {
    this.#check()
    const queue = this.#queues.get(id)
    if (!queue) throw new QueueGone(id)
    return queue
  }
}
