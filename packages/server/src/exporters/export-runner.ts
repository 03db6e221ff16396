import { type Bounds, OffsetOutOfRange, type ReadLimits } from '../queues/record-log.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import { backOffMs } from '../runtime/retry.ts'
import { BatchReader } from './batch-reader.ts'
import { counting, type ExportReport, firstReport, withNote, withState } from './export-report.ts'
import type { ExportBatch, Exporter, ExporterState, Progress } from './exporter.ts'
import type { QueueReader } from './queue-reader.ts'
import { withDeadline } from './with-deadline.ts'

const settleEveryMs = 1_000
const checkTimeoutMs = 10_000
const backOff = { delayMsFirst: 1_000, delayMsMax: 60_000 }

export interface ExportRunnerDeps {
  readonly exporter: Exporter
  readonly queue: QueueReader
  /** Of one batch. */
  readonly limits: ReadLimits
  readonly callTimeoutMs: number
  /** First offset not yet delivered, and what was saved with it. */
  readonly position: bigint
  readonly state: ExporterState | undefined
  savePosition(position: bigint, state: ExporterState | undefined): Promise<void>
  /** Called with every change, soon after it. */
  onReport(report: ExportReport): void
  readonly clock: Clock
  readonly logger: Logger
  /** 0 <= n < 1 */
  random(): number
}

/**
 * Runs one export, whatever its type, until `signal` fires: reads, writes, saves the position when it has moved, calls
 * settle() about once a second, and after a failure waits, opens the exporter again and repeats the same records. Resolves
 * when the exporter is closed; never rejects.
 */
export async function runExport(deps: ExportRunnerDeps, signal: AbortSignal): Promise<void> {
  await new Run(deps, signal).run()
}

class Run {
  readonly #deps: ExportRunnerDeps
  readonly #signal: AbortSignal
  readonly #reader: BatchReader
  #report: ExportReport
  #state: ExporterState | undefined
  /** Failures since something was delivered for good. */
  #failuresInRow = 0

  constructor(deps: ExportRunnerDeps, signal: AbortSignal) {
    this.#deps = deps
    this.#signal = signal
    this.#reader = new BatchReader({ ...deps, signal }, deps.position)
    this.#report = firstReport(deps.position)
    this.#state = deps.state
  }

  async run(): Promise<void> {
    this.#tell(this.#report)
    void this.#check()
    while (!this.#signal.aborted) {
      try {
        await this.#deliver()
      } catch (error) {
        if (!this.#signal.aborted) await this.#recover(error)
      }
    }
    await this.#close()
    this.#tell(withState(this.#report, 'stopped'))
  }

  /** Opens the exporter and moves records until something throws: a failure, or the signal. */
  async #deliver(): Promise<never> {
    const { exporter, clock } = this.#deps
    await this.#call((signal) => exporter.open(this.#state, signal))
    if (this.#report.state === 'starting') this.#tell(withState(this.#report, 'running'))
    let settledAtMs = clock.monotonicMs()
    for (;;) {
      this.#signal.throwIfAborted()
      const batch = await this.#next(settledAtMs + settleEveryMs - clock.monotonicMs())
      if (batch) await this.#write(batch)
      if (clock.monotonicMs() - settledAtMs < settleEveryMs) continue
      settledAtMs = clock.monotonicMs()
      await this.#settle()
    }
  }

  async #write(batch: ExportBatch): Promise<void> {
    this.#reader.readAhead()
    const progress = await this.#call((signal) => this.#deps.exporter.write(batch, signal))
    const { taken = batch.count, rejected = [] } = progress
    const bytesOut = this.#reader.advance(taken)
    const recordsOut = taken - rejected.length
    this.#report = counting(this.#report, {
      batches: taken > 0 ? 1 : 0,
      recordsOut,
      bytesOut,
      rejected: rejected.length,
    })
    if (rejected.length > 0) this.#noteRejected(batch, rejected)
    await this.#take(progress)
  }

  async #settle(): Promise<void> {
    const progress = await this.#call((signal) => this.#deps.exporter.settle(signal))
    await this.#take(progress ?? { delivered: this.#report.position })
  }

  async #take(progress: Progress): Promise<void> {
    const { delivered, state = this.#state, detail = this.#report.detail } = progress
    await this.#save(delivered, state)
    this.#tell({ ...withState(this.#report, 'running'), ...(detail !== undefined && { detail }) })
  }

  async #save(position: bigint, state: ExporterState | undefined): Promise<void> {
    const advanced = position - this.#report.position
    if (advanced < 0n) throw new Error(`BUG: delivered went back to ${position}`)
    if (advanced === 0n && sameState(state, this.#state)) return
    await this.#deps.savePosition(position, state)
    this.#report = { ...this.#report, position }
    this.#state = state
    if (advanced > 0n) this.#failuresInRow = 0
  }

  async #recover(error: unknown): Promise<void> {
    this.#failuresInRow++
    this.#report = counting(this.#report, { failures: 1 })
    const waitMs = Math.ceil(backOffMs(backOff, this.#failuresInRow, this.#deps.random))
    const message = error instanceof Error ? error.message : String(error)
    this.#deps.logger.warn(
      { position: String(this.#report.position), waitMs, error: message },
      'export failed',
    )
    this.#tell(this.#withError(withState(this.#report, 'retrying'), message))
    this.#reader.goTo(this.#report.position)
    await this.#deps.clock.sleep(waitMs, this.#signal).catch(() => {})
  }

  async #next(waitMs: number): Promise<ExportBatch | undefined> {
    try {
      return await this.#reader.next(waitMs)
    } catch (error) {
      if (!(error instanceof OffsetOutOfRange)) throw error
      this.#skip(error.bounds)
      return undefined
    }
  }

  /**
   * Retention has passed the next record, or the queue ends before it. Goes on from the nearest record there is. What the
   * exporter has gathered before the gap stays with it; the position moves only if there is nothing such.
   */
  #skip({ firstOffset, nextOffset }: Bounds): void {
    const { from } = this.#reader
    const to = from < firstOffset ? firstOffset : nextOffset
    const note =
      from < to
        ? `${to - from} records were deleted by retention before they were exported: offsets ${from} to ${to - 1n} are lost`
        : `the queue ends at offset ${to}, before position ${from}: was an older copy put back? Going on from ${to}`
    this.#deps.logger.error({ from: String(from), to: String(to) }, note)
    const position = this.#report.position === from ? to : this.#report.position
    const report = counting({ ...this.#report, position }, { skipped: from < to ? Number(to - from) : 0 })
    this.#reader.goTo(to)
    this.#tell(this.#withError(withNote(report, note), note))
  }

  async #check(): Promise<void> {
    const { exporter, clock, logger } = this.#deps
    const problem = await withDeadline(
      (signal) => exporter.check(signal),
      checkTimeoutMs,
      clock,
      this.#signal,
    ).catch((error: unknown) => (error instanceof Error ? error.message : String(error)))
    if (problem === undefined || this.#signal.aborted) return
    logger.warn({ error: problem }, 'the destination did not pass its check')
    this.#tell(this.#withError(this.#report, problem))
  }

  async #close(): Promise<void> {
    try {
      await withDeadline(() => this.#deps.exporter.close(), checkTimeoutMs, this.#deps.clock)
    } catch (error) {
      this.#deps.logger.warn({ error: String(error) }, 'the exporter did not close cleanly')
    }
  }

  #noteRejected(batch: ExportBatch, rejected: NonNullable<Progress['rejected']>): void {
    const [first] = rejected
    if (!first) return
    const offset = batch.firstOffset + BigInt(first.index)
    const note = `${rejected.length} of ${batch.count} records refused, the first at offset ${offset}: ${first.reason}`
    this.#deps.logger.warn({ offset: String(offset), rejected: rejected.length }, note)
    this.#report = withNote(this.#report, note)
  }

  #withError(report: ExportReport, message: string): ExportReport {
    return { ...report, lastError: { message, atMs: this.#deps.clock.nowMs() } }
  }

  #call<T>(call: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return withDeadline(call, this.#deps.callTimeoutMs, this.#deps.clock, this.#signal)
  }

  #tell(report: ExportReport): void {
    this.#report = report
    this.#deps.onReport(report)
  }
}

function sameState(a: ExporterState | undefined, b: ExporterState | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
