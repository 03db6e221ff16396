export interface QueueLimits {
  /** A segment that has grown past this takes no more blocks. */
  readonly segmentBytesMax: number
  /** A segment whose first record is older than this takes no more blocks. */
  readonly segmentAgeMsMax: number
  /** A columnar scan of more than this of the segment being written ends it, so that engines read whole files. */
  readonly scanTailBytesMax: number
  /** Finished segments are sealed together when they reach this … */
  readonly sealBytesMin: number
  /** … or when their first record is older than this. */
  readonly sealAgeMsMax: number
}

const MiB = 1024 * 1024
const minute = 60_000

export const defaultQueueLimits: QueueLimits = {
  segmentBytesMax: 64 * MiB,
  segmentAgeMsMax: 10 * minute,
  scanTailBytesMax: MiB,
  sealBytesMin: 32 * MiB,
  sealAgeMsMax: 10 * minute,
}
