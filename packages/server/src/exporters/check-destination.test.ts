import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManualClock } from '../runtime/manual-clock.ts'
import { checkDestination } from './check-destination.ts'
import { concealSecrets } from './conceal-secrets.ts'
import type { Exporter } from './exporter.ts'
import { MemoryExporter } from './testing/memory-exporter.ts'

/** Answers its check once the time has come, or gives up with the signal. */
class Slow extends MemoryExporter {
  readonly #clock: ManualClock
  readonly #answersAfterMs: number
  readonly startMsMax: number | undefined

  constructor(clock: ManualClock, answersAfterMs: number, startMsMax?: number) {
    super()
    this.#clock = clock
    this.#answersAfterMs = answersAfterMs
    this.startMsMax = startMsMax
  }

  override async check(signal?: AbortSignal): Promise<string | undefined> {
    await this.#clock.sleep(this.#answersAfterMs, signal)
    return undefined
  }
}

async function problemAfter(ms: number, make: (clock: ManualClock) => Exporter): Promise<string | undefined> {
  const clock = new ManualClock()
  const problem = checkDestination(make(clock), clock)
  await clock.advance(ms)
  return await problem
}

test('a destination has 10 s to answer', async () => {
  assert.equal(await problemAfter(10_000, (clock) => new Slow(clock, 9_000)), undefined)
  assert.equal(await problemAfter(11_000, (clock) => new Slow(clock, 11_000)), 'no answer within 10 s')
})

test('what the exporter must start first has its own time beside that', async () => {
  const started = (clock: ManualClock) => concealSecrets(() => new Slow(clock, 39_000, 30_000), [])
  assert.equal(await problemAfter(40_000, started), undefined)
  assert.equal(
    await problemAfter(41_000, (clock) => new Slow(clock, 41_000, 30_000)),
    'no answer within 40 s',
  )
})
