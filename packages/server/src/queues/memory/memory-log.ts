import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { growSchema, type Schema } from '@sluice/model'
import type { Clock } from '../../runtime/clock.ts'
import {
  type Appended,
  type Batch,
  type Bounds,
  OffsetOutOfRange,
  type Once,
  QueueGone,
  type QueueId,
  type ReadLimits,
  type RecordLog,
  type Scan,
  type ScanLimits,
  type StoredBatch,
} from '../record-log.ts'
import { MemoryQueue } from './memory-queue.ts'

/** The log without durability: for tests. It keeps every other promise of the port; scans are files in a temporary folder
 *  that lives until they are released. */
export class MemoryLog implements RecordLog {
  readonly #clock: Clock
  readonly #queues = new Map<QueueId, MemoryQueue>()
  readonly #wakers = new Set<() => void>()
  #closed = false

  constructor({ clock }: { readonly clock: Clock }) {
    this.#clock = clock
  }

  async create(id: QueueId, schema: Schema): Promise<void> {
    this.#check()
    const queue = this.#queues.get(id)
    if (!queue) this.#queues.set(id, new MemoryQueue(schema))
  }

  async alter(id: QueueId, schema: Schema): Promise<void> {
    const queue = this.#queue(id)
    queue.schema = growSchema(queue.schema, schema)
  }

  async drop(id: QueueId): Promise<void> {
    this.#check()
    this.#queues.delete(id)
    this.#wake()
  }

  async append(id: QueueId, batch: Batch, once?: Once): Promise<Appended> {
    const appended = this.#queue(id).append(batch, this.#clock.nowMs(), once)
    this.#wake()
    return appended
  }

  async lastTo(id: QueueId, writer: string): Promise<bigint | undefined> {
    return this.#queue(id).writers.get(writer)
  }

  async bounds(id: QueueId): Promise<Bounds> {
    return this.#queue(id).bounds()
  }

  async arrivedAtMs(id: QueueId, offset: bigint): Promise<number | undefined> {
    return this.#queue(id).arrivedAtMs(offset)
  }

  async read(id: QueueId, from: bigint, limits: ReadLimits, signal?: AbortSignal): Promise<StoredBatch[]> {
    signal?.throwIfAborted()
    return this.#inRange(id, from).read(from, limits)
  }

  async waitFor(id: QueueId, from: bigint, waitMs: number, signal?: AbortSignal): Promise<boolean> {
    const queue = this.#queue(id)
    if (queue.nextOffset > from) return true
    signal?.throwIfAborted()
    const over = new AbortController()
    signal?.addEventListener('abort', () => over.abort(signal.reason), { once: true, signal: over.signal })
    let waker: () => void = () => undefined
    const arrived = new Promise<void>((resolve) => {
      waker = () => (queue.nextOffset > from || this.#queues.get(id) !== queue || this.#closed) && resolve()
      this.#wakers.add(waker)
    })
    try {
      await Promise.race([arrived, this.#clock.sleep(waitMs, over.signal)])
    } finally {
      this.#wakers.delete(waker)
      over.abort()
    }
    this.#queue(id)
    return queue.nextOffset > from
  }

  async scan(id: QueueId, from: bigint, { to, bytesMax }: ScanLimits): Promise<Scan> {
    const queue = this.#inRange(id, from)
    if (to !== undefined && (to < from || to > queue.nextOffset))
      throw new OffsetOutOfRange(id, to, queue.bounds())
    const batches = queue.batchesOf(from, to, bytesMax)
    if (batches.length === 0) return { from, to: to ?? from, files: [], release: () => undefined }
    const folder = await mkdtemp(join(tmpdir(), 'sluice-memory-log-'))
    const path = join(folder, 'records.jsonl')
    await writeFile(path, Buffer.concat(batches.map(({ lines }) => lines)))
    return {
      from,
      to: batches.at(-1)?.nextOffset ?? from,
      files: [{ kind: 'lines', path }],
      // Nobody waits for it: a folder that could not be deleted is left to the system.
      release: () => void rm(folder, { recursive: true, force: true }).catch(() => undefined),
    }
  }

  async trim(id: QueueId, arrivedBeforeMs: number): Promise<bigint> {
    return this.#queue(id).trim(arrivedBeforeMs)
  }

  async list(): Promise<QueueId[]> {
    this.#check()
    return [...this.#queues.keys()].sort()
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#wake()
  }

  #wake(): void {
    for (const waker of this.#wakers) waker()
  }

  #check(): void {
    if (this.#closed) throw new Error('the log is closed')
  }

  #queue(id: QueueId): MemoryQueue {
    this.#check()
    const queue = this.#queues.get(id)
    if (!queue) throw new QueueGone(id)
    return queue
  }

  #inRange(id: QueueId, from: bigint): MemoryQueue {
    const queue = this.#queue(id)
    if (from < queue.firstOffset || from > queue.nextOffset)
      throw new OffsetOutOfRange(id, from, queue.bounds())
    return queue
  }
}
