import { SluiceError } from '../errors.ts'

/** How often a transform may run (seed: create transform), in ms. */
export const intervals = {
  '5s': 5_000,
  '10s': 10_000,
  '20s': 20_000,
  '30s': 30_000,
  '1m': 60_000,
  '5m': 300_000,
  '10m': 600_000,
} as const

/** Length of a transform's interval in ms. Errors: E18208. */
export function intervalMs(text: string): number {
  const found = Object.entries(intervals).find(([name]) => name === text)
  if (found) return found[1]
  const list = Object.keys(intervals).join(', ')
  throw new SluiceError('E18208', `interval '${text.slice(0, 40)}' is not supported: use one of ${list}`)
}
