import type { Clock } from './clock.ts'

/** A clock that stands still until it is advanced by hand, for tests of what waits. */
export class ManualClock implements Clock {
  #nowMs: number
  #elapsedMs = 0
  readonly #sleepers = new Set<Sleeper>()
  readonly #watchers = new Set<Watcher>()

  constructor(startMs: number = Date.UTC(2017, 0, 2)) {
    this.#nowMs = startMs
  }

  nowMs(): number {
    return this.#nowMs
  }

  monotonicMs(): number {
    return this.#elapsedMs
  }

  sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason)
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        this.#sleepers.delete(sleeper)
        reject(signal?.reason)
      }
      const sleeper: Sleeper = {
        wakeAtMs: this.#elapsedMs + durationMs,
        wake: () => {
          this.#sleepers.delete(sleeper)
          signal?.removeEventListener('abort', onAbort)
          resolve()
        },
      }
      signal?.addEventListener('abort', onAbort, { once: true })
      this.#sleepers.add(sleeper)
      this.#tellWatchers()
    })
  }

  /** Moves both clocks on and wakes, in order of time, everything that is due by then. */
  advance(durationMs: number): void {
    this.#nowMs += durationMs
    this.#elapsedMs += durationMs
    const due = [...this.#sleepers].filter(({ wakeAtMs }) => wakeAtMs <= this.#elapsedMs)
    for (const { wake } of due.sort((a, b) => a.wakeAtMs - b.wakeAtMs)) wake()
  }

  /** Resolves as soon as that many sleep at once: the moment to advance. */
  asleep(count = 1): Promise<void> {
    return new Promise((resolve) => {
      this.#watchers.add({ count, resolve })
      this.#tellWatchers()
    })
  }

  /** How long the next sleeper still has; undefined when nobody sleeps. */
  nextWakeMs(): number | undefined {
    const wakes = [...this.#sleepers].map(({ wakeAtMs }) => wakeAtMs)
    return wakes.length === 0 ? undefined : Math.min(...wakes) - this.#elapsedMs
  }

  #tellWatchers(): void {
    for (const watcher of this.#watchers) {
      if (this.#sleepers.size < watcher.count) continue
      this.#watchers.delete(watcher)
      watcher.resolve()
    }
  }
}

interface Sleeper {
  readonly wakeAtMs: number
  wake(): void
}

interface Watcher {
  readonly count: number
  resolve(): void
}
