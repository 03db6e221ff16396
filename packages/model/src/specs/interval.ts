import { SluiceError } from '../errors.ts'

const second = 1000
const minute = 60 * second

/** The intervals at which a transform may run, in ms (seed: create transform). */
const intervals: ReadonlyMap<string, number> = new Map([
  ['5s', 5 * second],
  ['10s', 10 * second],
  ['20s', 20 * second],
  ['30s', 30 * second],
  ['1m', minute],
  ['5m', 5 * minute],
  ['10m', 10 * minute],
])

/** Milliseconds of a documented interval. Errors: E18208. */
export function intervalMs(interval: string): number {
  const ms = intervals.get(interval)
  if (ms !== undefined) return ms
  throw new SluiceError(
    'E18208',
    `interval '${interval}' is invalid: use one of ${[...intervals.keys()].join(', ')}`,
  )
}
