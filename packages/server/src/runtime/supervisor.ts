import type { Clock } from './clock.ts'
import type { Logger } from './logger.ts'
import { type BackOff, backOffMs } from './retry.ts'

/** Something that runs as long as the server does. */
export interface Service {
  readonly name: string
  /** Called by the supervisor, never twice at once. Resolves soon after the signal fires, everything released. Resolving
   *  or rejecting before that is a failure: it is called again after a while. */
  run(signal: AbortSignal): Promise<void>
  /** A short sentence for people; '' when there is nothing to say. */
  status(): string
}

export interface ServiceStatus {
  readonly name: string
  readonly state: 'running' | 'restarting' | 'stopped'
  readonly restarts: number
  readonly lastError?: { readonly message: string; readonly atMs: number }
  readonly detail: string
}

export interface Supervisor {
  /** Runs the service from now on, until stop. */
  start(service: Service): void
  /** In order of their start. */
  status(): readonly ServiceStatus[]
  /**
   * Stops the services one after another, the last started first, waiting for each to end, `deadlineMs` for all of them
   * together. Resolves with the names of those that had not ended by then.
   */
  stop(deadlineMs: number): Promise<readonly string[]>
}

export interface SupervisorDeps {
  readonly clock: Clock
  readonly logger: Logger
  random(): number
}

const backOff: BackOff = { delayMsFirst: 1000, delayMsMax: 60_000 }
/** A service that ran this long had recovered: its next failure counts as its first. */
const healthyMs = 5 * 60_000

export function createSupervisor(deps: SupervisorDeps): Supervisor {
  const supervised: Supervised[] = []
  let stopping = false
  return {
    start: (service) => {
      if (stopping) throw new Error(`service ${service.name} cannot start: the server is stopping`)
      supervised.push(new Supervised(service, deps))
    },
    status: () => supervised.map((one) => one.status()),
    stop: async (deadlineMs) => {
      stopping = true
      const untilMs = deps.clock.monotonicMs() + deadlineMs
      const late: string[] = []
      for (const one of supervised.toReversed()) if (!(await one.stop(untilMs))) late.push(one.name)
      return late
    },
  }
}

class Supervised {
  readonly #service: Service
  readonly #deps: SupervisorDeps
  readonly #stop = new AbortController()
  readonly #ended: Promise<void>
  #state: ServiceStatus['state'] = 'running'
  #restarts = 0
  #lastError: ServiceStatus['lastError']

  constructor(service: Service, deps: SupervisorDeps) {
    this.#service = service
    this.#deps = deps
    this.#ended = this.#run()
  }

  get name(): string {
    return this.#service.name
  }

  status(): ServiceStatus {
    return {
      name: this.name,
      state: this.#state,
      restarts: this.#restarts,
      ...(this.#lastError ? { lastError: this.#lastError } : {}),
      detail: this.#service.status(),
    }
  }

  async #run(): Promise<void> {
    const { clock, random } = this.#deps
    const { signal } = this.#stop
    let failures = 0
    while (!signal.aborted) {
      this.#state = 'running'
      const startedAtMs = clock.monotonicMs()
      const error = await this.#runOnce(signal)
      if (signal.aborted) break
      failures = clock.monotonicMs() - startedAtMs >= healthyMs ? 1 : failures + 1
      const delayMs = backOffMs(backOff, failures, random)
      this.#failed(error, delayMs)
      await clock.sleep(delayMs, signal).catch(() => {})
    }
    this.#state = 'stopped'
  }

  async #runOnce(signal: AbortSignal): Promise<unknown> {
    try {
      await this.#service.run(signal)
      return new Error('it ended by itself')
    } catch (error) {
      // Once it was told to stop, stopping by an AbortError is as good as returning.
      if (signal.aborted && error !== signal.reason)
        this.#deps.logger.warn({ service: this.name, err: error }, 'service failed while it stopped')
      return error
    }
  }

  #failed(error: unknown, delayMs: number): void {
    this.#state = 'restarting'
    this.#restarts++
    const message = error instanceof Error ? error.message : String(error)
    this.#lastError = { message, atMs: this.#deps.clock.nowMs() }
    this.#deps.logger.error({ service: this.name, err: error, delayMs }, 'service failed; it starts again')
  }

  /** Whether it ended in time. */
  async stop(untilMs: number): Promise<boolean> {
    const { clock, logger } = this.#deps
    this.#stop.abort()
    const enough = new AbortController()
    const late = clock.sleep(Math.max(0, untilMs - clock.monotonicMs()), enough.signal).then(
      () => false,
      () => true,
    )
    const inTime = await Promise.race([this.#ended.then(() => true), late])
    enough.abort()
    if (!inTime) logger.error({ service: this.name }, 'service did not stop in time and is cut off')
    return inTime
  }
}
