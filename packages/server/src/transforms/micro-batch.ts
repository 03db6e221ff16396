import { type ContainerSize, type Schema, SluiceError } from '@sluice/model'
import type { TaskState, TaskStatus } from '../pipelines/task-status.ts'
import { OffsetOutOfRange, type QueueId, type RecordLog, type Scan } from '../queues/record-log.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import { machine } from '../runtime/machine.ts'
import { backOffMs } from '../runtime/retry.ts'
import type { Turns } from '../runtime/turns.ts'
import { bytesMaxOf, createRunSize, type RunSize } from './run-size.ts'
import { type StoredTable, withSnapshots } from './snapshots.ts'
import { type EngineLimits, type SqlEngine, SqlError, type Table } from './sql-engine.ts'
import { nextTick } from './ticks.ts'
import {
  afterFailure,
  afterLoss,
  afterMissed,
  afterRun,
  firstReport,
  type TransformReport,
  withState,
} from './transform-report.ts'

/** One transform as the runner needs it. Functions are asked before every run: their answers may change meanwhile. */
export interface MicroBatch {
  /** The SQL, variables filled in; undefined when the transform has only a plugin. */
  code(): string | undefined
  /** Name of the plugin that runs before the SQL. */
  readonly plugin: string | undefined
  readonly intervalMs: number
  readonly container: ContainerSize
  /** What the SQL may call the source. */
  readonly names: readonly string[]
  readonly source: QueueId
  readonly destination: QueueId
  /** Other repos that the SQL reads, whole and as they are when a run begins: a retry sees them as they are by then. Default:
   *  none. */
  joined?(sql: string): readonly StoredTable[]
  /** The source's schema. */
  schema(): Schema
  /** The destination's schema: results are stored with these fields, in this order. Default: whatever the SQL gives. */
  output?(): Schema
  /** Who appends to the destination, for ever the same. */
  readonly writer: string
  /** Where to begin when the destination has no append of the writer yet. */
  readonly startOffset: bigint
  /** Source bytes that one run takes at most. Default: as the container's memory allows. */
  readonly bytesMax?: number
  /** Runs of the transforms that share a pool take turns. Default: a run begins when it is due. */
  readonly turns?: Turns
}

export interface MicroBatchDeps extends MicroBatch {
  readonly log: RecordLog
  readonly engine: SqlEngine
  readonly clock: Clock
  readonly logger: Logger
  random(): number
}

export interface MicroBatchRunner {
  /** Runs until the signal fires or the transform has failed for good; never rejects. */
  run(signal: AbortSignal): Promise<void>
  status(): Promise<TaskStatus>
}

/** A run that takes longer is stuck, or tries too much at once. */
const runDurationMsMax = 5 * 60_000
/** Failures in a row after which the SQL or its limits are held to be wrong for good. */
const failuresMax = 5
const retryDelayMsFirst = 1_000

/**
 * The runner of one transform: it takes what waits when it starts, and from then on, whenever the clock shows a multiple of
 * the interval, the records that arrived since last time; runs the SQL over them and appends the result together with the
 * range it came from. That range in the destination is the only record of progress, so a crash at any point repeats or
 * skips nothing: each record of the source counts once. Joined repos have no range: what counts is how they were in the run
 * whose result was stored. A run that failed has stored nothing, so that its retry may see newer ones.
 */
export function createMicroBatchRunner(deps: MicroBatchDeps): MicroBatchRunner {
  return new Runner(deps)
}

class Runner implements MicroBatchRunner {
  readonly #deps: MicroBatchDeps
  #report: TransformReport
  /** End of the writer's last append: where the next one must say it comes from. */
  #stored: bigint | undefined
  /** End of the range whose run failed: a retry takes the same records. */
  #retryTo: bigint | undefined
  #failuresInARow = 0
  readonly #size: RunSize
  /** When the turn that comes next, or is under way, was to begin: ms since epoch. */
  #dueMs: number

  constructor(deps: MicroBatchDeps) {
    this.#deps = deps
    this.#report = firstReport(deps.startOffset, containerNotes(deps.container))
    this.#size = createRunSize(deps.bytesMax ?? bytesMaxOf(deps.container))
    this.#dueMs = deps.clock.nowMs()
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock } = this.#deps
    while (!signal.aborted && this.#report.state !== 'failed') {
      const delayMs = await this.#turn(signal)
      // Rejects only because the signal has fired: then the loop ends.
      if (delayMs > 0) await clock.sleep(delayMs, signal).catch(() => undefined)
    }
    if (this.#report.state !== 'failed') this.#report = withState(this.#report, 'stopped')
  }

  /** One turn, well or not; returns how long to wait for the next one. */
  async #turn(signal: AbortSignal): Promise<number> {
    const startedMs = this.#deps.clock.monotonicMs()
    try {
      await this.#start()
      const behind = await this.#inTurn(() => this.#takeNew(signal), signal)
      this.#report = withState(this.#report, 'running')
      this.#failuresInARow = 0
      return behind ? 0 : this.#untilNextTick()
    } catch (error) {
      if (signal.aborted) return 0
      return this.#failed(error) - (this.#deps.clock.monotonicMs() - startedMs)
    }
  }

  #inTurn(work: () => Promise<boolean>, signal: AbortSignal): Promise<boolean> {
    const { turns } = this.#deps
    return turns ? turns(work, signal) : work()
  }

  #untilNextTick(): number {
    const { clock, intervalMs } = this.#deps
    const nowMs = clock.nowMs()
    const { dueMs, missed } = nextTick(this.#dueMs, nowMs, intervalMs)
    this.#dueMs = dueMs
    if (missed > 0) this.#report = afterMissed(this.#report, missed)
    return dueMs - nowMs
  }

  /** Finds out what is stored; again after a failure, whose append may have come through. */
  async #start(): Promise<void> {
    if (this.#stored !== undefined) return
    const { log, destination, writer, startOffset } = this.#deps
    this.#stored = (await log.lastTo(destination, writer)) ?? startOffset
    if (this.#stored > this.#report.position) this.#moveTo(this.#stored)
  }

  #moveTo(position: bigint): void {
    this.#report = { ...this.#report, position }
    this.#retryTo = undefined
  }

  /** Takes the records from the position on. True when there are more than one run may take. */
  async #takeNew(signal: AbortSignal): Promise<boolean> {
    const { log, source } = this.#deps
    const { nextOffset } = await log.bounds(source)
    if (nextOffset === this.#report.position) return false
    const scan = await this.#scan(signal)
    try {
      if (scan.to > scan.from) await this.#takeScanned(scan, scan.to < nextOffset, signal)
    } finally {
      scan.release()
    }
    return scan.to < nextOffset
  }

  async #scan(signal: AbortSignal): Promise<Scan> {
    const { log, source } = this.#deps
    const limits = this.#retryTo === undefined ? { bytesMax: this.#size.bytes } : { to: this.#retryTo }
    try {
      return await log.scan(source, this.#report.position, limits, signal)
    } catch (error) {
      if (!(error instanceof OffsetOutOfRange) || error.bounds.firstOffset <= this.#report.position)
        throw error
      this.#skipTo(error.bounds.firstOffset)
      return await log.scan(source, this.#report.position, { bytesMax: this.#size.bytes }, signal)
    }
  }

  #skipTo(firstOffset: bigint): void {
    const { clock, logger } = this.#deps
    const from = this.#report.position
    this.#report = afterLoss(this.#report, firstOffset, new Date(clock.nowMs()).toISOString())
    this.#retryTo = undefined
    logger.warn(
      { from: String(from), to: String(firstOffset) },
      'records were removed by retention before the transform read them: let the repo keep them longer, or give the transform a larger container',
    )
  }

  async #takeScanned(scan: Scan, isFull: boolean, signal: AbortSignal): Promise<void> {
    const { log, engine, clock, names, destination, container, writer } = this.#deps
    const atMs = clock.nowMs()
    const startedMs = clock.monotonicMs()
    this.#retryTo = scan.to
    const output = this.#deps.output?.()
    const limits: EngineLimits = {
      threads: container.threads,
      memoryBytesMax: container.memoryBytes,
      timeoutMs: runDurationMsMax,
      ...(output ? { output } : {}),
    }
    const source: Table = { names, schema: this.#deps.schema(), files: scan.files }
    const sql = this.#sql()
    const result = await withSnapshots(log, this.#deps.joined?.(sql) ?? [], signal, (joined) =>
      engine.execute(sql, [source, ...joined], limits, signal),
    )
    const recordsIn = Number(scan.to - scan.from)
    const recordsOut = result.count
    const outputBytes = result.lines.byteLength
    await log.append(destination, result, { writer, from: this.#stored ?? scan.from, to: scan.to })
    this.#stored = scan.to
    this.#retryTo = undefined
    if (isFull) this.#size.fitted(outputBytes)
    const durationMs = clock.monotonicMs() - startedMs
    this.#report = afterRun(this.#report, { atMs, durationMs, recordsIn, recordsOut }, scan.to)
  }

  #sql(): string {
    const { code, plugin } = this.#deps
    if (plugin !== undefined)
      throw new SluiceError('E9001', `plugin '${plugin}' cannot run: this server has no plugin host`)
    const sql = code()
    if (sql === undefined) throw new SluiceError('E18207', 'the transform has neither SQL nor a plugin')
    return sql
  }

  /** Notes the failure; returns the delay before the next try. */
  #failed(error: unknown): number {
    const { clock, logger, random, intervalMs } = this.#deps
    const failures = ++this.#failuresInARow
    this.#stored = undefined
    const failed = failures >= failuresMax && isOfTheTransform(error)
    const message = error instanceof Error ? error.message : String(error)
    this.#report = afterFailure(
      this.#report,
      { message, atMs: clock.nowMs() },
      failed ? 'failed' : 'retrying',
    )
    if (error instanceof SqlError && error.kind === 'limit') {
      // Nothing of the range is stored, so it may be cut anew.
      this.#retryTo = undefined
      this.#size.exceeded()
    }
    const fields = {
      error: message,
      failures,
      from: String(this.#report.position),
      to: this.#retryTo?.toString(),
    }
    if (failed) {
      logger.error(fields, 'the transform has failed: it stands still until it is updated or restarted')
      return 0
    }
    logger.warn(fields, 'a run of the transform failed and will be tried again')
    return backOffMs({ delayMsFirst: retryDelayMsFirst, delayMsMax: intervalMs }, failures, random)
  }

  async status(): Promise<TaskStatus> {
    const { log, clock, source } = this.#deps
    const report = this.#report
    const { position } = report
    const end = (await log.bounds(source)).nextOffset
    const waitingSinceMs = await log.arrivedAtMs(source, position)
    return {
      ...report,
      end,
      lagRecords: end > position ? end - position : 0n,
      lateSeconds: isGoing(report.state) ? Math.max(0, clock.nowMs() - this.#dueMs) / 1000 : 0,
      lagSeconds: waitingSinceMs === undefined ? 0 : Math.max(0, clock.nowMs() - waitingSinceMs) / 1000,
    }
  }
}

const isGoing = (state: TaskState): boolean => state !== 'failed' && state !== 'stopped'

/** Trying for ever helps against a full disk, not against wrong SQL or too small a container. */
function isOfTheTransform(error: unknown): boolean {
  return error instanceof SqlError || error instanceof SluiceError
}

function containerNotes({ threads, memoryBytes }: ContainerSize): string[] {
  const { cores, memoryBytes: bytes } = machine()
  if (threads <= cores && memoryBytes <= bytes) return []
  const gigabytes = (value: number) => `${Math.round(value / 1024 ** 3)} GB`
  return [
    `the container (${threads} cores, ${gigabytes(memoryBytes)}) is larger than this machine ` +
      `(${cores} cores, ${gigabytes(bytes)}): runs use what there is`,
  ]
}
