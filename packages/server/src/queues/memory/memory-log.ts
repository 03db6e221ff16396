import type { Schema } from '@sluice/model'
import type { Clock } from '../../runtime/clock.ts'
import {
  type Appended,
  type Batch,
  type Bounds,
  OffsetOutOfRange,
  type Once,
  type QueueId,
  type ReadLimits,
  type RecordLog,
  type Scan,
  type StoredBatch,
} from '../record-log.ts'

interface MemoryQueue {
  /** Stored batches with their lines apart, in offset order. */
  batches: { readonly lines: string[]; readonly firstOffset: bigint; readonly arrivedAtMs: number }[]
  firstOffset: bigint
  nextOffset: bigint
  readonly writers: Map<string, bigint>
}

/** The log without a disk: for tests. It keeps every promise of the port but durability, and has no files to scan. */
export class MemoryLog implements RecordLog {
  readonly #clock: Clock
  readonly #queues = new Map<QueueId, MemoryQueue>()
  readonly #wakers = new Set<() => void>()
  #closed = false

  constructor({ clock }: { readonly clock: Clock }) {
    this.#clock = clock
  }

  async create(queue: QueueId, _schema: Schema): Promise<void> {
    this.#check()
    if (this.#queues.has(queue)) return
    this.#queues.set(queue, { batches: [], firstOffset: 0n, nextOffset: 0n, writers: new Map() })
  }

  async alter(queue: QueueId, _schema: Schema): Promise<void> {
    this.#queue(queue)
  }

  async drop(queue: QueueId): Promise<void> {
    this.#check()
    this.#queues.delete(queue)
  }

  async append(id: QueueId, batch: Batch, once?: Once): Promise<Appended> {
    const queue = this.#queue(id)
    const firstOffset = queue.nextOffset
    const lastTo = once && queue.writers.get(once.writer)
    if (once && lastTo !== undefined && lastTo >= once.to)
      return { firstOffset, nextOffset: firstOffset, repeated: true }
    if (once && lastTo !== undefined && lastTo !== once.from)
      throw new Error(
        `writer ${once.writer} appends from ${once.from}, but its last append ended at ${lastTo}`,
      )
    const lines = Buffer.from(batch.lines).toString('utf8').split('\n').slice(0, -1)
    if (batch.count > 0) queue.batches.push({ lines, firstOffset, arrivedAtMs: this.#clock.nowMs() })
    queue.nextOffset += BigInt(batch.count)
    if (once) queue.writers.set(once.writer, once.to)
    for (const wake of this.#wakers) wake()
    return { firstOffset, nextOffset: queue.nextOffset, repeated: false }
  }

  async lastTo(queue: QueueId, writer: string): Promise<bigint | undefined> {
    return this.#queue(queue).writers.get(writer)
  }

  async bounds(queue: QueueId): Promise<Bounds> {
    return boundsOf(this.#queue(queue))
  }

  async arrivedAtMs(id: QueueId, offset: bigint): Promise<number | undefined> {
    const queue = this.#queue(id)
    if (offset >= queue.nextOffset) return undefined
    const from = offset < queue.firstOffset ? queue.firstOffset : offset
    return queue.batches.findLast(({ firstOffset }) => firstOffset <= from)?.arrivedAtMs
  }

  async read(id: QueueId, from: bigint, { recordsMax, bytesMax }: ReadLimits): Promise<StoredBatch[]> {
    const queue = this.#queue(id)
    this.#checkRange(id, queue, from)
    const read: StoredBatch[] = []
    let records = recordsMax
    let bytes = bytesMax
    for (const batch of queue.batches) {
      const skip = from > batch.firstOffset ? Number(from - batch.firstOffset) : 0
      const lines: string[] = []
      for (const line of batch.lines.slice(skip)) {
        const size = Buffer.byteLength(line) + 1
        if (records <= 0 || (size > bytes && read.length + lines.length > 0)) break
        lines.push(line)
        records--
        bytes -= size
      }
      if (lines.length > 0) read.push(stored(lines, batch.firstOffset + BigInt(skip), batch.arrivedAtMs))
      if (lines.length < batch.lines.length - skip) break
    }
    return read
  }

  async waitFor(id: QueueId, from: bigint, waitMs: number, signal?: AbortSignal): Promise<boolean> {
    const queue = this.#queue(id)
    if (queue.nextOffset > from) return true
    const waited = new AbortController()
    let waker: () => void = () => undefined
    const arrived = new Promise<void>((resolve) => {
      waker = () => queue.nextOffset > from && resolve()
      this.#wakers.add(waker)
    })
    const either = signal ? AbortSignal.any([signal, waited.signal]) : waited.signal
    try {
      await Promise.race([arrived, this.#clock.sleep(waitMs, either)])
    } finally {
      this.#wakers.delete(waker)
      waited.abort()
    }
    return queue.nextOffset > from
  }

  async scan(id: QueueId, from: bigint, { to }: { readonly to?: bigint }): Promise<Scan> {
    const queue = this.#queue(id)
    this.#checkRange(id, queue, from)
    return { from, to: to ?? queue.nextOffset, files: [], release: () => undefined }
  }

  async trim(id: QueueId, arrivedBeforeMs: number): Promise<bigint> {
    const queue = this.#queue(id)
    const kept = queue.batches.findIndex(({ arrivedAtMs }) => arrivedAtMs >= arrivedBeforeMs)
    queue.batches = kept < 0 ? [] : queue.batches.slice(kept)
    queue.firstOffset = queue.batches[0]?.firstOffset ?? queue.nextOffset
    return queue.firstOffset
  }

  async list(): Promise<QueueId[]> {
    this.#check()
    return [...this.#queues.keys()].sort()
  }

  async close(): Promise<void> {
    this.#closed = true
  }

  #check(): void {
    if (this.#closed) throw new Error('the log is closed')
  }

  #queue(id: QueueId): MemoryQueue {
    this.#check()
    const queue = this.#queues.get(id)
    if (!queue) throw new Error(`queue ${id} does not exist`)
    return queue
  }

  #checkRange(id: QueueId, queue: MemoryQueue, from: bigint): void {
    if (from < queue.firstOffset || from > queue.nextOffset)
      throw new OffsetOutOfRange(id, from, boundsOf(queue))
  }
}

function boundsOf({ firstOffset, nextOffset, batches }: MemoryQueue): Bounds {
  const lines = batches.flatMap((batch) => batch.lines)
  return { firstOffset, nextOffset, bytes: lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0) }
}

function stored(lines: readonly string[], firstOffset: bigint, arrivedAtMs: number): StoredBatch {
  return {
    lines: Buffer.from(lines.map((line) => `${line}\n`).join('')),
    count: lines.length,
    firstOffset,
    nextOffset: firstOffset + BigInt(lines.length),
    arrivedAtMs,
  }
}
