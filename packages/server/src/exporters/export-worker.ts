import { Worker } from 'node:worker_threads'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import { backOffMs } from '../runtime/retry.ts'
import type { ExportProbe } from './export-host.ts'
import type { HostedExport } from './hosted-export.ts'
import type { Answer, ToHost, ToWorker, WorkerSettings } from './worker-messages.ts'

/** A worker that has lived that long is taken for sound again. */
const soundAfterMs = 60_000
const backOff = { delayMsFirst: 1_000, delayMsMax: 60_000 }

export interface ExportWorkerDeps {
  /** What the thread runs: worker.ts. */
  readonly script: URL
  readonly settings: WorkerSettings
  readonly clock: Clock
  readonly logger: Logger
  random(): number
}

/**
 * One worker thread and the exports it runs, as seen from the server's thread. When the thread dies it is started again
 * after a back-off, and its exports with it.
 */
export class ExportWorker {
  readonly #deps: ExportWorkerDeps
  readonly #exports = new Map<string, HostedExport>()
  readonly #checks = new Map<number, (problem: string | undefined) => void>()
  readonly #closing = new AbortController()
  #thread: Worker | undefined
  #deaths = 0
  #startedAtMs = 0
  #lastCheck = 0

  constructor(deps: ExportWorkerDeps) {
    this.#deps = deps
    this.#startThread()
  }

  get exportCount(): number {
    return this.#exports.size
  }

  start(hosted: HostedExport): void {
    this.#exports.set(hosted.run, hosted)
    this.#post({ kind: 'start', job: hosted.job })
  }

  stop(hosted: HostedExport): void {
    hosted.stopping = true
    if (this.#thread) this.#post({ kind: 'stop', run: hosted.run })
    else this.#ended(hosted.run)
  }

  check(probe: ExportProbe): Promise<string | undefined> {
    const check = ++this.#lastCheck
    return new Promise((resolve) => {
      if (!this.#thread) return resolve('the export worker has died and starts again; try again in a minute')
      this.#checks.set(check, resolve)
      this.#post({ kind: 'check', check, probe })
    })
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await this.#thread?.terminate()
  }

  #post(message: ToWorker, transfer: ArrayBuffer[] = []): void {
    this.#thread?.postMessage(message, transfer)
  }

  #startThread(): void {
    const { script, settings, clock, logger } = this.#deps
    const thread = new Worker(script, { workerData: settings })
    let cause = 'it ended'
    this.#thread = thread
    this.#startedAtMs = clock.monotonicMs()
    thread.on('message', (message: ToHost) => this.#take(message))
    thread.on('messageerror', (error) => logger.error({ error: error.message }, 'export worker unreadable'))
    thread.on('error', (error) => {
      cause = error instanceof Error ? error.message : String(error)
    })
    thread.on('exit', () => void this.#died(cause))
  }

  #take(message: ToHost): void {
    switch (message.kind) {
      case 'call':
        void this.#answer(message)
        break
      case 'cancel':
        this.#exports.get(message.run)?.cancel(message.call)
        break
      case 'report':
        this.#exports.get(message.run)?.take(message.report)
        break
      case 'stopped':
        this.#ended(message.run)
        break
      case 'checked':
        this.#checked(message.check, message.problem)
        break
      case 'log':
        this.#deps.logger[message.level](message.fields, message.message)
    }
  }

  /** The answer goes to the thread that asked: another one counts its calls anew. */
  async #answer({ call, run, request }: Extract<ToHost, { kind: 'call' }>): Promise<void> {
    const thread = this.#thread
    const hosted = this.#exports.get(run)
    if (!hosted) return
    const answer = await hosted.answer(call, request)
    if (this.#thread === thread) this.#post({ kind: 'answer', call, ...answer }, memoryOf(answer))
  }

  #checked(check: number, problem: string | undefined): void {
    this.#checks.get(check)?.(problem)
    this.#checks.delete(check)
  }

  #ended(run: string): void {
    this.#exports.get(run)?.end()
    this.#exports.delete(run)
  }

  async #died(cause: string): Promise<void> {
    this.#thread = undefined
    for (const check of this.#checks.keys()) this.#checked(check, `the export worker ended (${cause})`)
    if (this.#closing.signal.aborted) return
    const { clock, logger, random } = this.#deps
    this.#deaths = clock.monotonicMs() - this.#startedAtMs > soundAfterMs ? 1 : this.#deaths + 1
    const waitMs = Math.ceil(backOffMs(backOff, this.#deaths, random))
    const message = `the export worker died (${cause}); it starts again in ${waitMs} ms`
    logger.error({ cause, waitMs, exports: this.#exports.size }, message)
    await Promise.all([...this.#exports.values()].map((hosted) => this.#threadLost(hosted, message)))
    await clock.sleep(waitMs, this.#closing.signal).catch(() => {})
    if (this.#closing.signal.aborted) return
    this.#startThread()
    for (const hosted of this.#exports.values()) this.start(hosted)
  }

  async #threadLost(hosted: HostedExport, message: string): Promise<void> {
    await hosted.threadLost(message, this.#deps.clock.nowMs())
    if (hosted.stopping) this.#ended(hosted.run)
  }
}

/** The records of a batch move to the worker instead of being copied. */
function memoryOf(answer: Answer): ArrayBuffer[] {
  const memory = 'batch' in answer ? answer.batch?.lines.buffer : undefined
  return memory instanceof ArrayBuffer ? [memory] : []
}
