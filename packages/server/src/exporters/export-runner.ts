import { type Bounds, OffsetOutOfRange } from '../queues/record-log.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import { BatchReader, type BatchReaderDeps } from './batch-reader.ts'
import { BatchSize } from './batch-size.ts'
import { checkDestination } from './check-destination.ts'
import { head } from './cut-batch.ts'
import { type DeadLetter, deadLetters } from './dead-letter.ts'
import { counting, type ExportReport, firstReport, withNote, withState } from './export-report.ts'
import {
  ConfigurationError,
  type ExportBatch,
  type Exporter,
  type ExporterState,
  type Progress,
  RefusedBatch,
} from './exporter.ts'
import { Failures } from './failures.ts'
import { withDeadline } from './with-deadline.ts'

const settleEveryMs = 1_000
const closeMsMax = 10_000

export interface ExportRunnerDeps extends Omit<BatchReaderDeps, 'signal'> {
  readonly exporter: Exporter
  readonly callTimeoutMs: number
  /** First offset not yet delivered, and what was saved with it. */
  readonly position: bigint
  readonly state: ExporterState | undefined
  savePosition(position: bigint, state: ExporterState | undefined): Promise<void>
  /** Puts records that the destination can never take where a person finds them. Durable when it resolves; told twice of
   *  the same record (by `at`) it keeps one. Always called before the position passes them. */
  keepRejected(letters: readonly DeadLetter[]): Promise<void>
  /** Called with every change, soon after it. */
  onReport(report: ExportReport): void
  readonly clock: Clock
  readonly logger: Logger
  /** 0 <= n < 1 */
  random(): number
}

/**
 * Runs one export, whatever its type, until `signal` fires or everything before `until` is delivered: reads, writes, saves
 * the position when it has moved, calls settle() about once a second, and after a failure waits, opens the exporter again
 * and repeats the same records. Resolves when the exporter is closed; never rejects.
 */
export async function runExport(deps: ExportRunnerDeps, signal: AbortSignal): Promise<void> {
  await new Run(deps, signal).run()
}

class Run {
  readonly #deps: ExportRunnerDeps
  readonly #signal: AbortSignal
  readonly #reader: BatchReader
  readonly #failures: Failures
  readonly #size = new BatchSize()
  #report: ExportReport
  #state: ExporterState | undefined
  /** What the check at the start found, while it is the last error. */
  #finding: ExportReport['lastError']
  #hasDelivered = false

  constructor(deps: ExportRunnerDeps, signal: AbortSignal) {
    this.#deps = deps
    this.#signal = signal
    this.#reader = new BatchReader({ ...deps, signal }, deps.position)
    this.#failures = new Failures(deps.random)
    this.#report = firstReport(deps.position)
    this.#state = deps.state
  }

  async run(): Promise<void> {
    this.#tell(this.#report)
    void this.#check()
    while (!this.#signal.aborted && this.#report.state !== 'done') {
      try {
        await this.#deliver()
      } catch (error) {
        if (!this.#signal.aborted) await this.#recover(error)
      }
    }
    await this.#close()
    if (this.#report.state !== 'done') this.#tell(withState(this.#report, 'stopped'))
  }

  /** Opens the exporter and moves records to the end of a bounded run, or until something throws: a failure, or the
   *  signal. */
  async #deliver(): Promise<void> {
    const { exporter, clock } = this.#deps
    await this.#call((signal) => exporter.open(this.#state, signal))
    if (this.#report.state === 'starting') this.#tell(withState(this.#report, 'running'))
    let settledAtMs = clock.monotonicMs()
    while (!this.#reader.atEnd) {
      this.#signal.throwIfAborted()
      const batch = await this.#next(settledAtMs + settleEveryMs - clock.monotonicMs())
      if (batch) await this.#write(batch)
      if (clock.monotonicMs() - settledAtMs < settleEveryMs) continue
      settledAtMs = clock.monotonicMs()
      await this.#settle((signal) => exporter.settle(signal))
    }
    await this.#settle(async (signal) => await exporter.finish?.(signal))
    this.#tell(withState(this.#report, 'done'))
  }

  async #write(whole: ExportBatch): Promise<void> {
    this.#reader.readAhead()
    if (whole.count === 0) return await this.#passOver(whole)
    const batch = head(whole, this.#size.recordsMax)
    try {
      const progress = await this.#call((signal) => this.#deps.exporter.write(batch, signal))
      await this.#written(batch, progress)
      this.#size.passed()
    } catch (error) {
      if (!(error instanceof RefusedBatch)) throw error
      const rejected = [{ index: 0, reason: error.message }]
      if (this.#size.refused(batch.count, error))
        await this.#written(batch, { delivered: batch.nextOffset, rejected })
    }
  }

  async #written(batch: ExportBatch, progress: Progress): Promise<void> {
    const { taken = batch.count, omitted = 0 } = progress
    const letters = deadLetters(batch, progress)
    if (letters.length > 0) await this.#deps.keepRejected(letters)
    this.#reader.advance(taken)
    this.#report = counting(this.#report, {
      batches: taken > 0 ? 1 : 0,
      recordsOut: taken - letters.length - omitted,
      bytesOut: head(batch, taken).lines.length,
      rejected: letters.length,
      omitted,
    })
    this.#noteRejected(batch, letters)
    await this.#take(progress)
  }

  /** Records that are none of this run's business. What is gathered before them keeps the position where it is. */
  async #passOver({ firstOffset, nextOffset }: ExportBatch): Promise<void> {
    this.#reader.advance(0)
    if (this.#report.position === firstOffset) await this.#take({ delivered: nextOffset })
  }

  async #settle(call: (signal: AbortSignal) => Promise<Progress | undefined>): Promise<void> {
    const progress = await this.#call(call)
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
    if (advanced > 0n) this.#delivered()
  }

  /** What a delivery met stays the last error; what the check found was no more than a doubt, and is settled. */
  #delivered(): void {
    this.#failures.delivered()
    this.#hasDelivered = true
    const { lastError, ...report } = this.#report
    if (lastError && lastError === this.#finding) this.#report = report
    this.#finding = undefined
  }

  async #recover(error: unknown): Promise<void> {
    const { state, waitMs } = this.#failures.after(error)
    const message = messageOf(error)
    this.#report = counting(this.#report, { failures: 1 })
    this.#deps.logger.warn(
      { position: String(this.#report.position), waitMs, error: message },
      `export ${state}`,
    )
    this.#reader.goTo(this.#report.position)
    this.#tell(this.#withError(withState(this.#report, state), message))
    await this.#sleep(waitMs)
    if (state === 'paused') await this.#untilMended()
  }

  /** Looks again and again, at growing intervals, whether the destination passes its check. */
  async #untilMended(): Promise<void> {
    while (!this.#signal.aborted) {
      const problem = await this.#problem()
      if (problem === undefined) return
      this.#tell(this.#withError(this.#report, problem))
      await this.#sleep(this.#failures.after(new ConfigurationError(problem)).waitMs)
    }
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

  /** Tells of a destination that is down or wrong while the export tries all the same; not when it took something meanwhile. */
  async #check(): Promise<void> {
    const problem = await this.#problem()
    if (problem === undefined || this.#signal.aborted) return
    this.#deps.logger.warn({ error: problem }, 'the destination did not pass its check')
    if (this.#hasDelivered) return
    const report = this.#withError(this.#report, problem)
    this.#finding = report.lastError
    this.#tell(report)
  }

  async #problem(): Promise<string | undefined> {
    const { exporter, clock } = this.#deps
    return await checkDestination(exporter, clock, this.#signal)
  }

  async #close(): Promise<void> {
    try {
      await withDeadline(() => this.#deps.exporter.close(), closeMsMax, this.#deps.clock)
    } catch (error) {
      this.#deps.logger.warn({ error: String(error) }, 'the exporter did not close cleanly')
    }
  }

  #noteRejected(batch: ExportBatch, letters: readonly DeadLetter[]): void {
    const [first] = letters
    if (!first) return
    const note = `${letters.length} of ${batch.count} records refused, the first at offset ${first.offset}: ${first.reason}`
    this.#deps.logger.warn({ offset: String(first.offset), rejected: letters.length }, note)
    this.#report = withNote(this.#report, note)
  }

  #withError(report: ExportReport, message: string): ExportReport {
    return { ...report, lastError: { message, atMs: this.#deps.clock.nowMs() } }
  }

  #call<T>(call: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return withDeadline(call, this.#deps.callTimeoutMs, this.#deps.clock, this.#signal)
  }

  async #sleep(ms: number): Promise<void> {
    await this.#deps.clock.sleep(ms, this.#signal).catch(() => {})
  }

  #tell(report: ExportReport): void {
    this.#report = report
    this.#deps.onReport(report)
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function sameState(a: ExporterState | undefined, b: ExporterState | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
