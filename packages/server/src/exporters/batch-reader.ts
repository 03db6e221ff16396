import type { ReadLimits } from '../queues/record-log.ts'
import type { Clock } from '../runtime/clock.ts'
import type { ExportBatch } from './exporter.ts'
import type { QueueReader } from './queue-reader.ts'

/** One wait at the queue outlasts many turns of the runner, so an idle export costs the server next to nothing. */
const waitMsMax = 30_000

export interface BatchReaderDeps {
  readonly queue: QueueReader
  readonly limits: ReadLimits
  readonly clock: Clock
  /** Fires when the export stops: reads and waits under way end. */
  readonly signal: AbortSignal
}

/**
 * Walks a queue batch by batch. While one batch is being written the next is read. A batch stays `next` until `advance`,
 * so that after a failure the same records are written again in the same batch.
 */
export class BatchReader {
  readonly #deps: BatchReaderDeps
  #from: bigint
  #held: ExportBatch | undefined
  #ahead: { readonly from: bigint; readonly batch: Promise<ExportBatch | undefined> } | undefined
  #wait:
    | { readonly from: bigint; readonly ended: Promise<unknown>; readonly abort: AbortController }
    | undefined

  constructor(deps: BatchReaderDeps, from: bigint) {
    this.#deps = deps
    this.#from = from
  }

  /** Offset of the next record to be taken. */
  get from(): bigint {
    return this.#from
  }

  /** The batch at `from`; undefined when none has come within waitMs. */
  async next(waitMs: number): Promise<ExportBatch | undefined> {
    this.#held ??= await this.#read()
    if (!this.#held && (await this.#waitAtEnd(waitMs))) this.#held = await this.#read()
    return this.#held
  }

  /** Starts reading what follows the held batch. */
  readAhead(): void {
    if (!this.#held || this.#ahead?.from === this.#held.nextOffset) return
    const from = this.#held.nextOffset
    const batch = this.#deps.queue.read(from, this.#deps.limits, this.#deps.signal)
    batch.catch(() => {})
    this.#ahead = { from, batch }
  }

  /** The first `taken` records of the held batch are written, the others are next. Returns the bytes of the first. */
  advance(taken: number): number {
    if (!this.#held || taken > this.#held.count) throw new Error('BUG: more taken than given')
    const { lines, count } = this.#held
    const rest = taken === count ? undefined : behind(this.#held, taken)
    this.#from = this.#held.firstOffset + BigInt(taken)
    this.#held = rest
    return lines.length - (rest?.lines.length ?? 0)
  }

  /** Goes back (or, over a gap, on) to an offset. */
  goTo(from: bigint): void {
    this.#from = from
    if (this.#held?.firstOffset !== from) this.#held = undefined
  }

  async #read(): Promise<ExportBatch | undefined> {
    const ahead = this.#ahead
    this.#ahead = undefined
    const early = ahead?.from === this.#from ? await ahead.batch : undefined
    return early ?? (await this.#deps.queue.read(this.#from, this.#deps.limits, this.#deps.signal))
  }

  async #waitAtEnd(waitMs: number): Promise<boolean> {
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

/** The batch without its first `count` records. */
function behind(batch: ExportBatch, count: number): ExportBatch {
  let at = 0
  for (let line = 0; line < count; line++) at = batch.lines.indexOf(0x0a, at) + 1
  return {
    ...batch,
    lines: batch.lines.subarray(at),
    count: batch.count - count,
    firstOffset: batch.firstOffset + BigInt(count),
    arrivals: arrivalsBehind(batch.arrivals, count),
  }
}

function arrivalsBehind(arrivals: ExportBatch['arrivals'], count: number): ExportBatch['arrivals'] {
  const before = arrivals.findLastIndex(({ index }) => index <= count)
  return arrivals
    .slice(before)
    .map(({ index, arrivedAtMs }) => ({ index: Math.max(0, index - count), arrivedAtMs }))
}
