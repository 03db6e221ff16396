import { crc32 } from 'node:zlib'
import { type BlockHeader, headerBytesMax, headerStart, parseHeader } from './block.ts'

/** A block and where it lies in its file. */
export interface PlacedBlock extends BlockHeader {
  /** First byte of the header line. */
  readonly at: number
  /** First byte of the payload. */
  readonly payloadAt: number
  /** First byte after the payload. */
  readonly end: number
}

export interface SegmentScan {
  /** Whole and unharmed blocks, in file order. */
  readonly blocks: readonly PlacedBlock[]
  /** Byte ranges that hold no whole block, in file order. */
  readonly bad: readonly BadBytes[]
}

export interface BadBytes {
  readonly from: number
  readonly to: number
}

const LF = 0x0a

/** Reads a segment file's bytes into blocks, checking every checksum; looks for the next whole block after bad bytes. */
export function scanSegment(bytes: Buffer): SegmentScan {
  const blocks: PlacedBlock[] = []
  const bad: BadBytes[] = []
  let at = 0
  while (at < bytes.length) {
    const block = blockAt(bytes, at)
    if (block) {
      blocks.push(block)
      at = block.end
      continue
    }
    const next = nextBlock(bytes, at + 1)
    bad.push({ from: at, to: next })
    at = next
  }
  return { blocks, bad }
}

function blockAt(bytes: Buffer, at: number): PlacedBlock | undefined {
  const lineEnd = bytes.subarray(at, at + headerBytesMax).indexOf(LF)
  if (lineEnd < 0) return undefined
  const header = parseHeader(bytes.toString('latin1', at, at + lineEnd))
  if (!header) return undefined
  const payloadAt = at + lineEnd + 1
  const end = payloadAt + header.payloadBytes
  if (end > bytes.length) return undefined
  if (crc32(bytes.subarray(payloadAt, end)) !== header.payloadCrc) return undefined
  return { ...header, at, payloadAt, end }
}

/** Start of the next whole block at or after `from`; the end of the file if there is none. */
function nextBlock(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(headerStart, from); at >= 0; at = bytes.indexOf(headerStart, at + 1))
    if (blockAt(bytes, at)) return at
  return bytes.length
}

/**
 * Where the last file's last group was not written whole; undefined if it was. Bad bytes at the end of the file, or among
 * the blocks of the last group, are a write that the stop cut short: the disk may write its parts in any order.
 */
export function tornAt({ blocks, bad }: SegmentScan): number | undefined {
  const last = blocks.at(-1)
  return bad.find(({ from }) => !last || from > last.at || from >= last.groupAt)?.from
}
