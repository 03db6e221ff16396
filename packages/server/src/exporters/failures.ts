import { backOffMs } from '../runtime/retry.ts'
import { Busy, ConfigurationError } from './exporter.ts'

const retries = { delayMsFirst: 1_000, delayMsMax: 60_000 }
const probeDelay = { msFirst: 10_000, msMax: 300_000 }
const busyMsMax = 600_000

/** What comes after a failure: `retrying` tries the same again by itself, `paused` waits until the destination passes its
 *  check, because only a person can mend it. */
export interface Recovery {
  readonly state: 'retrying' | 'paused'
  /** Until the same is tried again, or until the next check. */
  readonly waitMs: number
}

/** Failures of one export since something was delivered for good: waits grow with them. */
export class Failures {
  readonly #random: () => number
  #retries = 0
  #pauses = 0

  constructor(random: () => number) {
    this.#random = random
  }

  delivered(): void {
    this.#retries = 0
    this.#pauses = 0
  }

  after(error: unknown): Recovery {
    if (error instanceof ConfigurationError) {
      const waitMs = Math.min(probeDelay.msMax, probeDelay.msFirst * 2 ** this.#pauses++)
      return { state: 'paused', waitMs }
    }
    const waitMs = Math.ceil(backOffMs(retries, ++this.#retries, this.#random))
    const askedMs = error instanceof Busy ? Math.min(busyMsMax, error.retryAfterMs) : 0
    return { state: 'retrying', waitMs: Math.max(waitMs, askedMs) }
  }
}
