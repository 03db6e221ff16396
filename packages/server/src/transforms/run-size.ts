import type { ContainerSize } from '@sluice/model'

/** How many bytes of its source one run of a transform takes at most, learnt from the runs before. */
export interface RunSize {
  readonly bytes: number
  /** A run that took as much as it may came to a good end with so many bytes of output. */
  fitted(outputBytes: number): void
  /** A run met a limit: half as much may fit where this did not. */
  exceeded(): void
}

const MiB = 1024 ** 2
/** What a first run takes: nothing is known of the query yet. */
const bytesFirst = 256 * MiB
/** Less is never tried. */
const bytesMin = MiB
/** The server holds a run's output until it is stored. */
const outputBytesWanted = 128 * MiB
/** Larger runs are hardly faster: 20 ms of each are its own, at 5 GB/s 1 GB takes 200. */
const bytesMost = 4096 * MiB
const growthMax = 2
/** After a limit was met, runs come back to that size little by little. */
const ceilingGrowth = 1.25

/** A query that sorts or joins may hold several times what it reads; most hold next to nothing. */
export function bytesMaxOf({ memoryBytes }: ContainerSize): number {
  return Math.min(bytesMost, Math.max(bytesFirst, memoryBytes / 2))
}

/** Grows from run to run while the output stays small, so that a transform that is far behind catches up in few runs. */
export function createRunSize(bytesMax: number): RunSize {
  let ceiling = bytesMax
  let bytes = Math.min(bytesMax, bytesFirst)
  return {
    get bytes() {
      return bytes
    },
    fitted: (outputBytes) => {
      ceiling = Math.min(bytesMax, ceiling * ceilingGrowth)
      const growth = Math.min(growthMax, outputBytesWanted / Math.max(1, outputBytes))
      bytes = Math.min(ceiling, Math.max(bytesMin, bytes * growth))
    },
    exceeded: () => {
      ceiling = Math.min(bytesMax, Math.max(bytesMin, bytes / 2))
      bytes = ceiling
    },
  }
}
