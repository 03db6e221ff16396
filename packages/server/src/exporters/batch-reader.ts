import type { ReadLimits } from '../queues/record-log.ts'
import type { Clock } from '../runtime/clock.ts'
import { behind } from './cut-batch.ts'
import type { ExportBatch } from './exporter.ts'
import type { QueueReader } from './queue-reader.ts'

/** One wait at the queue outlasts many turns of the runner, so an idle export costs the server next to nothing. */
const waitMsMax = 30_000

export interface BatchReaderDeps {
  readonly queue: QueueReader
  readonly limits: ReadLimits
  /** Less than half a batch is held back until so long after the last batch was taken. */
  readonly lingerMs: number
  /** Reads nothing at or behind this offset; absent: no end. */
  readonly until?: bigint | undefined
  readonly clock: Clock
  /** Fires when the export stops: reads and waits under way end. */
  readonly signal: AbortSignal
}

/**
 * Walks a queue batch by batch. While one batch is being written the next is read. A batch stays `next` until `advance`.
 * After a failure nothing is held while the export waits, and the batch is read again as it was: receivers may know it by
 * its first offset.
 */
export class BatchReader {
  readonly #deps: BatchReaderDeps
  #from: bigint
  #held: ExportBatch | undefined
  /** The batch that failed and is to be read again. */
  #again: { readonly from: bigint; readonly recordsMax: number } | undefined
  #ahead: { readonly from: bigint; readonly batch: Promise<ExportBatch | undefined> } | undefined
  #wait:
    | { readonly from: bigint; readonly ended: Promise<unknown>; readonly abort: AbortController }
    | undefined
  #takenAtMs = Number.NEGATIVE_INFINITY

  constructor(deps: BatchReaderDeps, from: bigint) {
    this.#deps = deps
    this.#from = from
  }

  /** Offset of the next record to be taken. */
  get from(): bigint {
    return this.#from
  }

  /** Everything before `until` is taken. */
  get atEnd(): boolean {
    const { until } = this.#deps
    return until !== undefined && this.#from >= until
  }

  /** The batch at `from`; undefined when none is due within waitMs. */
  async next(waitMs: number): Promise<ExportBatch | undefined> {
    if (this.atEnd) return undefined
    const endsAtMs = this.#deps.clock.monotonicMs() + waitMs
    this.#held ??= await this.#fresh(endsAtMs)
    if (!this.#held && (await this.#waitAtEnd(endsAtMs))) this.#held = await this.#fresh(endsAtMs)
    return this.#held
  }

  /** Starts reading what follows the held batch. */
  readAhead(): void {
    if (!this.#held || this.#ahead?.from === this.#held.nextOffset) return
    const from = this.#held.nextOffset
    const batch = this.#readFrom(from)
    batch.catch(() => {})
    this.#ahead = { from, batch }
  }

  /** The first `taken` records of the held batch are written, the others are next. */
  advance(taken: number): void {
    if (!this.#held || taken > this.#held.count) throw new Error('BUG: more taken than given')
    const { count, firstOffset, nextOffset } = this.#held
    this.#from = taken === count ? nextOffset : firstOffset + BigInt(taken)
    this.#held = taken === count ? undefined : behind(this.#held, taken)
    this.#takenAtMs = this.#deps.clock.monotonicMs()
  }

  /** Goes back (or, over a gap, on) to an offset, and lets go of what was read. */
  goTo(from: bigint): void {
    this.#from = from
    const { firstOffset = -1n, nextOffset = -1n } = this.#held ?? {}
    if (firstOffset === from) this.#again = { from, recordsMax: Number(nextOffset - firstOffset) }
    this.#held = undefined
    this.#ahead = undefined
  }

  /** A batch that is not held back, if there is one before the time is over. */
  async #fresh(endsAtMs: number): Promise<ExportBatch | undefined> {
    const { lingerMs, clock, signal } = this.#deps
    const batch = await this.#read()
    const dueAtMs = this.#takenAtMs + lingerMs
    if (!batch || this.#large(batch) || clock.monotonicMs() >= dueAtMs) return batch
    await clock.sleep(Math.max(0, Math.min(dueAtMs, endsAtMs) - clock.monotonicMs()), signal)
    return clock.monotonicMs() >= dueAtMs ? await this.#read() : undefined
  }

  /** At least half of what a batch may hold, or the last of a bounded run: nothing is gained by waiting. */
  #large({ count, lines, nextOffset }: ExportBatch): boolean {
    const { limits, until } = this.#deps
    return count * 2 >= limits.recordsMax || lines.length * 2 >= limits.bytesMax || nextOffset === until
  }

  async #read(): Promise<ExportBatch | undefined> {
    const ahead = this.#ahead
    this.#ahead = undefined
    const early = ahead?.from === this.#from ? await ahead.batch : undefined
    return early ?? (await this.#readFrom(this.#from))
  }

  async #readFrom(from: bigint): Promise<ExportBatch | undefined> {
    const { queue, limits, until, signal } = this.#deps
    if (until !== undefined && from >= until) return undefined
    const again = this.#again?.from === from ? this.#again.recordsMax : limits.recordsMax
    const recordsMax = until === undefined ? again : Math.min(again, Number(until - from))
    const holdsBytes = this.#held?.lines.buffer.byteLength ?? 0
    return await queue.read(from, { ...limits, recordsMax, holdsBytes }, signal)
  }

  async #waitAtEnd(endsAtMs: number): Promise<boolean> {
    const waitMs = endsAtMs - this.#deps.clock.monotonicMs()
    if (waitMs <= 0) return false
    const wait = this.#waiting()
    const timer = new AbortController()
    const timeout = this.#deps.clock.sleep(waitMs, timer.signal).then(
      () => false,
      () => false,
    )
    const arrived = wait.ended.then(() => true)
    try {
      return await Promise.race([arrived, timeout])
    } finally {
      timer.abort()
    }
  }

  /** The wait for the record at `from`, begun now or in an earlier turn. */
  #waiting(): { readonly ended: Promise<unknown> } {
    if (this.#wait?.from === this.#from) return this.#wait
    this.#wait?.abort.abort()
    const abort = new AbortController()
    const signal = AbortSignal.any([abort.signal, this.#deps.signal])
    const from = this.#from
    const ended = this.#deps.queue.waitFor(from, waitMsMax, signal).finally(() => {
      if (this.#wait?.abort === abort) this.#wait = undefined
    })
    ended.catch(() => {})
    this.#wait = { from, ended, abort }
    return this.#wait
  }
}
