import { join } from 'node:path'
import type { Arrival } from '../../compute/compute.ts'
import { BlockIndex } from './block-index.ts'
import type { SealedSegment } from './manifest.ts'

/** A write-ahead file, being written (only the last one may be) or finished. */
export class WalSegment {
  readonly kind = 'wal'
  readonly path: string
  readonly index: BlockIndex
  /** Durable bytes. */
  bytes = 0
  /** Takes no more blocks. */
  finished = false
  /** Who reads the file now: it stays until they are done. */
  leases = 0
  /** No longer part of the queue: its file goes with the last lease. */
  obsolete = false
  /** Bytes at which lines of some offsets begin, so that readers within a large block need not count lines again. */
  readonly places = new Map<bigint, number>()

  constructor(directory: string, firstOffset: bigint) {
    this.path = join(directory, walName(firstOffset))
    this.index = new BlockIndex(firstOffset)
  }

  get firstOffset(): bigint {
    return this.index.firstOffset
  }

  get nextOffset(): bigint {
    return this.index.nextOffset
  }

  get firstArrivedAtMs(): number | undefined {
    return this.index.firstArrivedAtMs
  }

  get lastArrivedAtMs(): number | undefined {
    return this.index.lastArrivedAtMs
  }
}

export class ParquetSegment {
  readonly kind = 'parquet'
  readonly path: string
  readonly sealed: SealedSegment
  leases = 0
  obsolete = false

  constructor(directory: string, sealed: SealedSegment) {
    this.path = join(directory, sealed.file)
    this.sealed = sealed
  }

  get firstOffset(): bigint {
    return this.sealed.firstOffset
  }

  get nextOffset(): bigint {
    return this.sealed.nextOffset
  }

  get bytes(): number {
    return this.sealed.bytes
  }

  get firstArrivedAtMs(): number {
    return this.sealed.firstArrivedAtMs
  }

  get lastArrivedAtMs(): number {
    return this.sealed.lastArrivedAtMs
  }

  /** How many records fit into `bytes` of lines, by their mean length; at least one. */
  recordsIn(bytes: number): number {
    const { firstOffset, nextOffset, lineBytes } = this.sealed
    return Math.max(1, Math.floor((bytes * Number(nextOffset - firstOffset)) / lineBytes))
  }
}

export type Segment = WalSegment | ParquetSegment

export const walName = (firstOffset: bigint): string => `${padded(firstOffset)}.wal`

export const parquetName = (firstOffset: bigint, nextOffset: bigint): string =>
  `${padded(firstOffset)}-${padded(nextOffset)}.parquet`

const padded = (offset: bigint): string => String(offset).padStart(20, '0')

/** Index of the segment with `offset`, or of the first one behind it; the length when there is none. */
export function segmentIndex(segments: readonly Segment[], offset: bigint): number {
  let low = 0
  let high = segments.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((segments[middle]?.nextOffset ?? 0n) <= offset) low = middle + 1
    else high = middle
  }
  return low
}

/** Arrival times of all records of some segments, one entry for neighbouring blocks of the same time. */
export function arrivalsOf(segments: readonly WalSegment[]): Arrival[] {
  const arrivals: Arrival[] = []
  for (const { index } of segments)
    for (let i = 0; i < index.length; i++) {
      const { firstOffset, arrivedAtMs } = index.get(i)
      if (arrivals.at(-1)?.arrivedAtMs !== arrivedAtMs) arrivals.push({ offset: firstOffset, arrivedAtMs })
    }
  return arrivals
}
