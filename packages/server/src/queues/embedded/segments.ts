import { join } from 'node:path'
import type { Arrival } from '../../compute/compute.ts'
import type { SealedSegment } from './manifest.ts'
import type { Block } from './segment-scan.ts'

/** A write-ahead file, being written (the last one may be) or finished. */
export interface WalSegment {
  readonly kind: 'wal'
  readonly path: string
  readonly firstOffset: bigint
  nextOffset: bigint
  /** Durable bytes. */
  bytes: number
  /** In offset order. */
  readonly blocks: Block[]
  /** Takes no more blocks. */
  finished: boolean
  leases: number
  /** Its file goes when the last lease ends. */
  obsolete: boolean
}

export interface ParquetSegment extends SealedSegment {
  readonly kind: 'parquet'
  readonly path: string
  leases: number
  obsolete: boolean
}

export type Segment = WalSegment | ParquetSegment

export function walSegment(directory: string, firstOffset: bigint): WalSegment {
  return {
    kind: 'wal',
    path: join(directory, `${String(firstOffset).padStart(20, '0')}.wal`),
    firstOffset,
    nextOffset: firstOffset,
    bytes: 0,
    blocks: [],
    finished: false,
    leases: 0,
    obsolete: false,
  }
}

export function parquetSegment(directory: string, sealed: SealedSegment): ParquetSegment {
  return { kind: 'parquet', ...sealed, path: join(directory, sealed.file), leases: 0, obsolete: false }
}

/** When the first and the last record of the segment arrived; undefined when it has none. */
export function arrivalBounds(segment: Segment): { firstMs: number; lastMs: number } | undefined {
  const arrivals = segment.kind === 'wal' ? segment.blocks : segment.arrivals
  const [first, last] = [arrivals[0], arrivals.at(-1)]
  return first && last && { firstMs: first.arrivedAtMs, lastMs: last.arrivedAtMs }
}

/** Index of the last element whose start is <= offset; -1 when all start later. */
export function indexAt<T>(sorted: readonly T[], start: (element: T) => bigint, offset: bigint): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (start(sorted[middle] as T) <= offset) low = middle + 1
    else high = middle
  }
  return low - 1
}

export function arrivedAt(segment: Segment, offset: bigint): number | undefined {
  if (segment.kind === 'wal') {
    const block = segment.blocks[indexAt(segment.blocks, ({ firstOffset }) => firstOffset, offset)]
    return block?.arrivedAtMs
  }
  return segment.arrivals[indexAt(segment.arrivals, (arrival) => arrival.offset, offset)]?.arrivedAtMs
}

/** Arrival times of all records of some segments, one entry a block. */
export function arrivalsOf(segments: readonly WalSegment[]): Arrival[] {
  return segments.flatMap(({ blocks }) =>
    blocks
      .filter(({ count }) => count > 0)
      .map(({ firstOffset, arrivedAtMs }) => ({ offset: firstOffset, arrivedAtMs })),
  )
}

/** Arrival entries kept of a sealed segment: lag is then exact to about a 200th of its time span. */
const keptArrivalsMax = 200

export function thinned(arrivals: readonly Arrival[]): Arrival[] {
  if (arrivals.length <= keptArrivalsMax) return [...arrivals]
  const step = (arrivals.length - 1) / (keptArrivalsMax - 1)
  return Array.from({ length: keptArrivalsMax }, (_, i) => arrivals[Math.round(i * step)] as Arrival)
}
