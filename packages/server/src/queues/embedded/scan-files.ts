import type { ScanFile, ScanLimits } from '../record-log.ts'
import type { Segment, WalSegment } from './segments.ts'
import { placeOf } from './wal-read.ts'

/** The part of one segment that a scan covers: the records [from, to). */
export interface Piece {
  readonly segment: Segment
  readonly from: bigint
  readonly to: bigint
}

/** Parts of neighbouring segments from `from` on: up to limits.to, else about bytesMax of lines but at least one block. */
export function piecesOf(segments: readonly Segment[], from: bigint, limits: ScanLimits): Piece[] {
  const pieces: Piece[] = []
  let bytesLeft = limits.to === undefined ? (limits.bytesMax ?? Number.POSITIVE_INFINITY) : undefined
  for (const segment of segments) {
    if (segment.nextOffset === segment.firstOffset) continue
    const start = from > segment.firstOffset ? from : segment.firstOffset
    if (pieces.length > 0 && bytesLeft !== undefined && bytesLeft <= 0) break
    const cut =
      bytesLeft === undefined ? { to: segment.nextOffset, bytes: 0 } : cutAt(segment, start, bytesLeft)
    const to = limits.to !== undefined && limits.to < cut.to ? limits.to : cut.to
    pieces.push({ segment, from: start, to })
    if (bytesLeft !== undefined) bytesLeft -= cut.bytes
    if (to < segment.nextOffset) break
  }
  return pieces
}

/** As much of the segment from `start` on as has about `bytesMax` of lines; of a write-ahead segment whole blocks. */
function cutAt(segment: Segment, start: bigint, bytesMax: number): { to: bigint; bytes: number } {
  if (segment.kind === 'parquet') {
    const { lineBytes, nextOffset, firstOffset } = segment.sealed
    const bytes = (lineBytes * Number(nextOffset - start)) / Number(nextOffset - firstOffset)
    if (bytes <= bytesMax) return { to: nextOffset, bytes }
    return {
      to: start + BigInt(Math.min(segment.recordsIn(bytesMax), Number(nextOffset - start))),
      bytes: bytesMax,
    }
  }
  const { index } = segment
  const first = index.find(start)
  const { at } = index.get(first)
  let last = first
  while (last + 1 < index.length && index.get(last + 1).end - at <= bytesMax) last++
  const block = index.get(last)
  // A block more would not fit: nothing of a later segment is wanted either.
  const bytes = last + 1 < index.length ? bytesMax : block.end - at
  return { to: block.nextOffset, bytes }
}

export async function scanFile({ segment, from, to }: Piece): Promise<ScanFile> {
  const isWhole = from === segment.firstOffset && to === segment.nextOffset
  if (segment.kind === 'parquet')
    return { kind: 'parquet', path: segment.path, ...(isWhole ? {} : { from, to }) }
  if (segment.finished && isWhole) return { kind: 'lines', path: segment.path }
  const byteFrom = await startOf(segment, from)
  return { kind: 'lines', path: segment.path, byteFrom, byteTo: await endOf(segment, to) }
}

async function startOf(segment: WalSegment, from: bigint): Promise<number> {
  const block = segment.index.get(segment.index.find(from))
  return block.firstOffset === from ? block.at : await placeOf(segment, from)
}

async function endOf(segment: WalSegment, to: bigint): Promise<number> {
  const block = segment.index.get(segment.index.find(to - 1n))
  return block.nextOffset === to ? block.end : await placeOf(segment, to)
}
