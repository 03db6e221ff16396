import type { Schema } from '@sluice/model'
import type { Arrival, Compute } from '../../compute/compute.ts'
import type { StoredBatch } from '../record-log.ts'
import type { ParquetSegment } from './segments.ts'
import type { SliceCache } from './slice-cache.ts'
import { bytesOf, skipLines, type TakeLimits, takeRecords } from './take-records.ts'

/** Records decoded at once: enough to make the 10 ms that a job costs small … */
const sliceRecordsMax = 20_000
/** … and few enough that many readers at once fit into memory. */
const sliceBytes = 4 * 1024 * 1024

export interface SealedReading {
  readonly compute: Compute
  readonly slices: SliceCache
  readonly schema: Schema
}

/** Records of a sealed segment from `from` on, which it must hold; possibly fewer than the limits would allow. */
export async function readSealed(
  reading: SealedReading,
  segment: ParquetSegment,
  from: bigint,
  limits: TakeLimits,
  signal?: AbortSignal,
): Promise<StoredBatch[]> {
  return takeRecords(await sliceAt(reading, segment, from, signal), from, limits)
}

/** Arrival time of a record that the segment must hold. */
export async function sealedArrivalMs(
  reading: SealedReading,
  segment: ParquetSegment,
  offset: bigint,
): Promise<number> {
  const { firstArrivedAtMs, lastArrivedAtMs, nextOffset } = segment
  if (offset === segment.firstOffset || firstArrivedAtMs === lastArrivedAtMs) return firstArrivedAtMs
  if (offset === nextOffset - 1n) return lastArrivedAtMs
  const slice = await sliceAt(reading, segment, offset)
  return slice.findLast(({ firstOffset }) => firstOffset <= offset)?.arrivedAtMs ?? lastArrivedAtMs
}

async function sliceAt(
  { compute, slices, schema }: SealedReading,
  segment: ParquetSegment,
  from: bigint,
  signal?: AbortSignal,
): Promise<readonly StoredBatch[]> {
  const cached = slices.get(segment.path, from)
  if (cached) return cached
  const { path, nextOffset } = segment
  const until = from + BigInt(Math.min(sliceRecordsMax, segment.recordsIn(sliceBytes)))
  const to = until < nextOffset ? until : nextOffset
  const { lines, count, arrivals } = await compute.unseal({ path, schema, from, to }, signal)
  if (BigInt(count) !== to - from)
    throw new Error(`${path} has ${count} records between ${from} and ${to}: it is damaged`)
  const batches = batchesByArrival(bytesOf(lines), from, to, arrivals)
  slices.put(path, batches)
  return batches
}

/** `arrivals` has an entry where the arrival time changes; the first is that of the record at `from`. */
function batchesByArrival(
  bytes: Buffer,
  from: bigint,
  to: bigint,
  arrivals: readonly Arrival[],
): StoredBatch[] {
  const batches: StoredBatch[] = []
  let at = 0
  for (const [i, { arrivedAtMs }] of arrivals.entries()) {
    const firstOffset = i === 0 ? from : (arrivals[i]?.offset ?? from)
    const nextOffset = arrivals[i + 1]?.offset ?? to
    const count = Number(nextOffset - firstOffset)
    const end = nextOffset === to ? bytes.length : skipLines(bytes, at, count)
    batches.push({ lines: bytes.subarray(at, end), count, firstOffset, nextOffset, arrivedAtMs })
    at = end
  }
  return batches
}
