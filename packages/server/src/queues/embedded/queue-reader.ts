import type { Schema } from '@sluice/model'
import type { Compute } from '../../compute/compute.ts'
import type { Clock } from '../../runtime/clock.ts'
import {
  type Bounds,
  OffsetOutOfRange,
  QueueGone,
  type QueueId,
  type ReadLimits,
  type Scan,
  type ScanLimits,
  type StoredBatch,
} from '../record-log.ts'
import { piecesOf, scanFile } from './scan-files.ts'
import { readSealed, type SealedReading, sealedArrivalMs } from './sealed-read.ts'
import type { SegmentList } from './segment-list.ts'
import type { Segment } from './segments.ts'
import type { SliceCache } from './slice-cache.ts'
import type { TakeLimits } from './take-records.ts'
import { readWal } from './wal-read.ts'

export interface ReaderDeps {
  readonly queue: QueueId
  readonly clock: Clock
  readonly compute: Compute | undefined
  readonly slices: SliceCache
  readonly segments: SegmentList
  schema(): Schema
  bounds(): Bounds
}

/** Everything that looks at a queue and changes nothing. */
export class QueueReader {
  readonly #deps: ReaderDeps
  readonly #wakers = new Set<() => void>()
  #ended: string | undefined

  constructor(deps: ReaderDeps) {
    this.#deps = deps
  }

  /** To be called when records became durable. */
  wake(): void {
    for (const waker of this.#wakers) waker()
  }

  close(why: string): void {
    this.#ended = why
    this.wake()
  }

  async waitFor(from: bigint, waitMs: number, signal?: AbortSignal): Promise<boolean> {
    const isThere = () => this.#deps.bounds().nextOffset > from
    if (isThere()) return true
    signal?.throwIfAborted()
    const over = new AbortController()
    signal?.addEventListener('abort', () => over.abort(signal.reason), { once: true, signal: over.signal })
    let waker: () => void = () => undefined
    const arrived = new Promise<void>((resolve) => {
      waker = () => (isThere() || this.#ended) && resolve()
      this.#wakers.add(waker)
    })
    try {
      await Promise.race([arrived, this.#deps.clock.sleep(waitMs, over.signal)])
    } finally {
      this.#wakers.delete(waker)
      over.abort()
    }
    this.#checkOpen()
    return isThere()
  }

  async arrivedAtMs(offset: bigint): Promise<number | undefined> {
    if (offset >= this.#deps.bounds().nextOffset) return undefined
    const segment = this.#deps.segments.at(offset)
    if (!segment) return undefined
    const at = offset < segment.firstOffset ? segment.firstOffset : offset
    if (segment.kind === 'wal') return segment.index.get(segment.index.find(at)).arrivedAtMs
    return await this.#leased([segment], () => sealedArrivalMs(this.#sealedReading(), segment, at))
  }

  async read(from: bigint, limits: ReadLimits, signal?: AbortSignal): Promise<StoredBatch[]> {
    this.#checkRange(from)
    const read: StoredBatch[] = []
    let at = from
    let { recordsMax, bytesMax } = limits
    while (read.length === 0 || (recordsMax > 0 && bytesMax > 0)) {
      signal?.throwIfAborted()
      const segment = this.#deps.segments.at(at)
      if (!segment || segment.nextOffset === segment.firstOffset) break
      const start = at > segment.firstOffset ? at : segment.firstOffset
      const left = { recordsMax, bytesMax, atLeastOne: read.length === 0 }
      const batches = await this.#leased([segment], () => this.#readSegment(segment, start, left, signal))
      if (batches.length === 0) break
      for (const batch of batches) {
        read.push(batch)
        recordsMax -= batch.count
        bytesMax -= batch.lines.byteLength
        at = batch.nextOffset
      }
    }
    return read
  }

  #readSegment(
    segment: Segment,
    from: bigint,
    limits: TakeLimits,
    signal?: AbortSignal,
  ): Promise<StoredBatch[]> {
    if (segment.kind === 'wal') return readWal(segment, from, limits)
    return readSealed(this.#sealedReading(), segment, from, limits, signal)
  }

  /** Bytes of the segment being written that a scan from `from` on would read. */
  tailBytes(from: bigint): number {
    const { active } = this.#deps.segments
    if (!active || from >= active.nextOffset) return 0
    if (from <= active.firstOffset) return active.bytes
    return active.bytes - active.index.get(active.index.find(from)).at
  }

  async scan(from: bigint, limits: ScanLimits): Promise<Scan> {
    this.#checkRange(from)
    const { nextOffset } = this.#deps.bounds()
    if (limits.to !== undefined && (limits.to < from || limits.to > nextOffset))
      throw new OffsetOutOfRange(this.#deps.queue, limits.to, this.#deps.bounds())
    const segments = this.#deps.segments.within(from, limits.to ?? nextOffset)
    const pieces = limits.to === from ? [] : piecesOf(segments, from, limits)
    const release = this.#deps.segments.lease(pieces.map(({ segment }) => segment))
    try {
      const files = await Promise.all(pieces.map(scanFile))
      return { from, to: limits.to ?? pieces.at(-1)?.to ?? from, files, release }
    } catch (error) {
      release()
      throw this.#ended === 'deleted' ? new QueueGone(this.#deps.queue) : error
    }
  }

  async #leased<T>(segments: readonly Segment[], use: () => Promise<T>): Promise<T> {
    const release = this.#deps.segments.lease(segments)
    try {
      return await use()
    } catch (error) {
      // Its files go while they are read.
      throw this.#ended === 'deleted' ? new QueueGone(this.#deps.queue) : error
    } finally {
      release()
    }
  }

  #sealedReading(): SealedReading {
    const { compute, slices, queue } = this.#deps
    if (!compute)
      throw new Error(`queue ${queue} has sealed segments: open the log with compute to read them`)
    return { compute, slices, schema: this.#deps.schema() }
  }

  #checkOpen(): void {
    if (this.#ended === 'deleted') throw new QueueGone(this.#deps.queue)
    if (this.#ended) throw new Error(`queue ${this.#deps.queue} is ${this.#ended}`)
  }

  #checkRange(from: bigint): void {
    this.#checkOpen()
    const bounds = this.#deps.bounds()
    if (from < bounds.firstOffset || from > bounds.nextOffset)
      throw new OffsetOutOfRange(this.#deps.queue, from, bounds)
  }
}
