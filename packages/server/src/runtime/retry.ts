export interface BackOff {
  /** Longest delay after the first failure. */
  readonly delayMsFirst: number
  /** Bound of all later ones, each of which may be twice as long as the one before. */
  readonly delayMsMax: number
}

/**
 * How long to wait after `failures` failures in a row (1 = the first): exponential with full jitter, from 0 up to the
 * bound, so that those who failed together do not come back together.
 */
export function backOffMs(
  { delayMsFirst, delayMsMax }: BackOff,
  failures: number,
  random: () => number,
): number {
  return random() * Math.min(delayMsMax, delayMsFirst * 2 ** (failures - 1))
}
