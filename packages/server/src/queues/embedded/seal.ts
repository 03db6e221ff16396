import { rename, rm } from 'node:fs/promises'
import type { Schema } from '@sluice/model'
import type { Compute } from '../../compute/compute.ts'
import { plainHeaderBytes } from './block.ts'
import { type SealedSegment, syncDirectory } from './manifest.ts'
import { arrivalsOf, parquetName, type Segment, type WalSegment } from './segments.ts'

export interface SealDue {
  readonly bytesMin: number
  /** A first record that arrived before this is reason enough. */
  readonly arrivedBeforeMs: number
}

/** Bytes of lines sealed into one file: bounds the work and memory of a job when much has piled up. */
const sealBytesMax = 256 * 1024 * 1024

/** The oldest finished segments, without a gap between them, when it is time to seal them; else none. */
export function segmentsToSeal(segments: readonly Segment[], due: SealDue): WalSegment[] {
  const run: WalSegment[] = []
  let bytes = 0
  for (const segment of segments) {
    if (segment.kind === 'parquet') continue
    const last = run.at(-1)
    if (!segment.finished || (last && last.nextOffset !== segment.firstOffset)) break
    if (last && bytes + segment.bytes > sealBytesMax) break
    run.push(segment)
    bytes += segment.bytes
  }
  const isOld = (run[0]?.firstArrivedAtMs ?? Number.POSITIVE_INFINITY) < due.arrivedBeforeMs
  return bytes >= due.bytesMin || isOld ? run : []
}

/**
 * Writes one Parquet file of the segments, complete and durable under its name; it counts only once the manifest lists it.
 * Rejects, leaving nothing, when compute fails or the file does not have every record.
 */
export async function writeSealed(
  compute: Compute,
  directory: string,
  schema: Schema,
  segments: readonly [WalSegment, ...WalSegment[]],
  signal: AbortSignal,
): Promise<SealedSegment> {
  const [first] = segments
  const last = segments.at(-1) ?? first
  const { firstOffset } = first
  const { nextOffset } = last
  const file = parquetName(firstOffset, nextOffset)
  const target = `${directory}/${file}`
  const arrivals = arrivalsOf(segments)
  const files = segments.map(({ path }) => ({ kind: 'lines' as const, path }))
  try {
    const job = { files, schema, target: `${target}.part`, firstOffset, arrivals }
    const { bytes, count } = await compute.seal(job, signal)
    if (BigInt(count) !== nextOffset - firstOffset)
      throw new Error(`${file} got ${count} of the records ${firstOffset} to ${nextOffset}`)
    await rename(`${target}.part`, target)
    await syncDirectory(directory)
    return {
      file,
      firstOffset,
      nextOffset,
      bytes,
      lineBytes: segments.reduce((sum, segment) => sum + lineBytes(segment), 0),
      firstArrivedAtMs: first.firstArrivedAtMs ?? 0,
      lastArrivedAtMs: last.lastArrivedAtMs ?? 0,
    }
  } catch (error) {
    await rm(`${target}.part`, { force: true })
    throw error
  }
}

/** Bytes of the records, about: longer headers than the plain ones count as records. */
const lineBytes = ({ bytes, index }: WalSegment): number => bytes - index.length * plainHeaderBytes
