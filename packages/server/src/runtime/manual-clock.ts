import type { Clock } from './clock.ts'

/** A clock for tests: time moves only when `advance` is called. */
export class ManualClock implements Clock {
  #nowMs: number
  #sleepers: Sleeper[] = []
  #watchers: (() => void)[] = []

  constructor(nowMs = Date.UTC(2017, 0, 12, 7, 30)) {
    this.#nowMs = nowMs
  }

  nowMs(): number {
    return this.#nowMs
  }

  monotonicMs(): number {
    return this.#nowMs
  }

  sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      const sleeper: Sleeper = { untilMs: this.#nowMs + durationMs, wake: resolve }
      this.#sleepers.push(sleeper)
      for (const look of this.#watchers) look()
      signal?.addEventListener('abort', () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper)
        reject(signal.reason)
      })
    })
  }

  /** How many wait for time to pass. */
  get sleeping(): number {
    return this.#sleepers.length
  }

  /** Resolves as soon as that many wait at once: the moment to advance, when real I/O comes in between. */
  asleep(count = 1): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (this.#sleepers.length < count) return
        this.#watchers = this.#watchers.filter((other) => other !== look)
        resolve()
      }
      this.#watchers.push(look)
      look()
    })
  }

  /** Moves time on, waking sleepers in order of their time, each with whatever it does next before the following one. */
  async advance(durationMs: number): Promise<void> {
    const endMs = this.#nowMs + durationMs
    for (;;) {
      await settled()
      const [next] = this.#sleepers
        .filter(({ untilMs }) => untilMs <= endMs)
        .sort((a, b) => a.untilMs - b.untilMs)
      if (!next) break
      this.#nowMs = Math.max(this.#nowMs, next.untilMs)
      this.#sleepers = this.#sleepers.filter((sleeper) => sleeper !== next)
      next.wake()
    }
    this.#nowMs = endMs
    await settled()
  }
}

interface Sleeper {
  readonly untilMs: number
  readonly wake: () => void
}

/** Lets everything that is ready to run do so: promise chains, and callbacks of finished I/O. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
}
