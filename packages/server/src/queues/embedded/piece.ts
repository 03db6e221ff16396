import type { ScanFile } from '../record-log.ts'
import type { Block } from './segment-scan.ts'
import { indexAt, type Segment } from './segments.ts'

/** The part of one segment that a scan covers. */
export interface Piece {
  readonly segment: Segment
  readonly from: bigint
  readonly to: bigint
  readonly bytes: number
  readonly byteFrom?: number
  readonly byteTo?: number
}

/** The part of a segment within [from, end) and about `bytesMax`; of a write-ahead segment whole blocks, at least one. */
export function pieceOf(segment: Segment, from: bigint, end: bigint, bytesMax: number): Piece {
  if (segment.kind === 'parquet') {
    const start = from > segment.firstOffset ? from : segment.firstOffset
    const stop = end < segment.nextOffset ? end : segment.nextOffset
    return { segment, from: start, to: stop, bytes: segment.bytes }
  }
  const { blocks } = segment
  const first = Math.max(
    0,
    indexAt(blocks, ({ firstOffset }) => firstOffset, from),
  )
  const byteFrom = blocks[first]?.at ?? 0
  let last = first
  for (let i = first + 1; i < blocks.length; i++) {
    const block = blocks[i] as Block
    if (block.firstOffset >= end || block.end - byteFrom > bytesMax) break
    last = i
  }
  const block = blocks[last] as Block
  const to = block.firstOffset + BigInt(block.count)
  const whole = first === 0 && last === blocks.length - 1 && segment.finished
  const range = whole ? {} : { byteFrom, byteTo: block.end }
  return { segment, from, to, bytes: block.end - byteFrom, ...range }
}

export function scanFile({ segment, from, to, byteFrom, byteTo }: Piece): ScanFile {
  if (segment.kind === 'parquet') return { kind: 'parquet', path: segment.path, from, to }
  if (byteFrom === undefined || byteTo === undefined) return { kind: 'lines', path: segment.path }
  return { kind: 'lines', path: segment.path, byteFrom, byteTo }
}
