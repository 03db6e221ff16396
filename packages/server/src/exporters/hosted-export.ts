import type { Compute } from '../compute/compute.ts'
import { OffsetOutOfRange, type RecordLog } from '../queues/record-log.ts'
import type { DeadLetter } from './dead-letter.ts'
import type { ExportJob } from './export-host.ts'
import type { ExportMemory } from './export-memory.ts'
import { counting, type ExportReport, firstReport } from './export-report.ts'
import type { ExportBatch, ExporterState } from './exporter.ts'
import { type BatchLimits, type QueueReader, queueReader } from './queue-reader.ts'
import type { Answer, Request } from './worker-messages.ts'

export interface HostedExportDeps {
  readonly log: RecordLog
  readonly compute: Pick<Compute, 'parquet'>
  readonly memory: ExportMemory
  savePosition(run: string, position: bigint, state: ExporterState | undefined): Promise<void>
  keepRejected(job: ExportJob, letters: readonly DeadLetter[]): Promise<void>
}

/** One export as the server's thread knows it: what it last reported, and what it asks of the server. */
export class HostedExport {
  /** Resolves with `end()`: the export writes and saves no more. */
  readonly ended: Promise<void>
  readonly end: () => void
  stopping = false
  readonly #deps: HostedExportDeps
  readonly #queue: QueueReader
  readonly #calls = new Map<number, AbortController>()
  /** Where a worker begins: moves with every saved position. */
  #job: ExportJob
  #saving: Promise<unknown> = Promise.resolve()
  #report: ExportReport
  /** As the thread counts them: with each one its runner lets go of the records it holds. */
  #failures = 0
  #timesLetGo = 0
  /** What threads that are gone had counted; what one had not yet told when it died is missing. */
  #countedBefore: ExportReport['counters']
  /** Told while the thread that runs now has none. */
  #lastErrorBefore: ExportReport['lastError']

  constructor(job: ExportJob, deps: HostedExportDeps) {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.ended = promise
    this.end = () => {
      deps.memory.leave(job.run)
      resolve()
    }
    deps.memory.join(job.run)
    this.#job = job
    this.#deps = deps
    this.#queue = queueReader(deps.log, job.queue)
    this.#report = firstReport(job.position)
    this.#countedBefore = this.#report.counters
  }

  get run(): string {
    return this.#job.run
  }

  /** With the last saved position: where a worker begins. */
  get job(): ExportJob {
    return this.#job
  }

  get report(): ExportReport {
    return this.#report
  }

  /** The first report of a new thread knows nothing of the ones before it. */
  take(report: ExportReport): void {
    const lastError = report.lastError ?? this.#lastErrorBefore
    const { counters } = counting({ ...report, counters: this.#countedBefore }, report.counters)
    if (report.counters.failures > this.#failures) this.#letGo()
    this.#failures = report.counters.failures
    this.#report = { ...report, counters, ...(lastError && { lastError }) }
  }

  /** The thread that ran this export is gone. Resolves when no save is under way any more. */
  async threadLost(message: string, atMs: number): Promise<void> {
    for (const call of this.#calls.values()) call.abort(new Error(message))
    this.#letGo()
    this.#failures = 0
    this.#countedBefore = this.#report.counters
    const state = this.#report.state === 'failed' ? 'failed' : 'retrying'
    this.#lastErrorBefore = { message, atMs }
    this.#report = { ...this.#report, state, lastError: this.#lastErrorBefore }
    await this.#saving
    this.#report = { ...this.#report, position: this.#job.position }
  }

  cancel(call: number): void {
    this.#calls.get(call)?.abort(new Error('the export no longer waits for this'))
  }

  /** Never rejects. */
  async answer(call: number, request: Request): Promise<Answer> {
    const abort = new AbortController()
    this.#calls.set(call, abort)
    try {
      return await this.#do(request, abort.signal)
    } catch (error) {
      const bounds = error instanceof OffsetOutOfRange ? error.bounds : undefined
      return { error: error instanceof Error ? error.message : String(error), bounds }
    } finally {
      this.#calls.delete(call)
    }
  }

  async #do(request: Request, signal: AbortSignal): Promise<Answer> {
    switch (request.method) {
      case 'read':
        return { batch: await this.#read(request.from, request.limits, signal) }
      case 'waitFor':
        return { arrived: await this.#queue.waitFor(request.from, request.waitMs, signal) }
      case 'savePosition':
        await this.#save(request.position, request.state)
        return { done: true }
      case 'keepRejected':
        await this.#deps.keepRejected(this.#job, request.letters)
        return { done: true }
      case 'parquet':
        await this.#deps.compute.parquet(request.linesPath, request.schema, request.targetPath, signal)
        return { done: true }
    }
  }

  async #read(from: bigint, limits: BatchLimits, signal: AbortSignal): Promise<ExportBatch | undefined> {
    const { memory } = this.#deps
    const { holdsBytes } = limits
    const bytesMax = memory.reserve(this.run, holdsBytes, limits.bytesMax)
    if (bytesMax === 0) return undefined
    const before = this.#timesLetGo
    let readBytes = 0
    try {
      const batch = await this.#queue.read(from, { ...limits, bytesMax }, signal)
      readBytes = batch?.lines.byteLength ?? 0
      return batch
    } finally {
      if (before === this.#timesLetGo) memory.settle(this.run, holdsBytes + readBytes)
    }
  }

  #letGo(): void {
    this.#timesLetGo++
    this.#deps.memory.settle(this.run, 0)
  }

  async #save(position: bigint, state: ExporterState | undefined): Promise<void> {
    const saving = this.#deps.savePosition(this.run, position, state)
    const saved = saving.then(() => {
      this.#job = { ...this.#job, position, state }
    })
    this.#saving = saved.catch(() => {})
    await saved
  }
}
