import { crc32 } from 'node:zlib'
import { type BlockHeader, headerBytesMax, parseHeader } from './block.ts'

/** Where a block lies in its file. */
export interface Block extends BlockHeader {
  /** First byte of the header line. */
  readonly at: number
  /** First byte of the payload. */
  readonly payloadAt: number
  /** First byte after the payload. */
  readonly end: number
}

export interface SegmentScan {
  /** Whole and unharmed blocks, in file order. */
  readonly blocks: readonly Block[]
  /** Byte ranges that hold no whole block. The one that ends the file is a torn tail, others are damage. */
  readonly bad: readonly { readonly from: number; readonly to: number }[]
}

const LF = 0x0a
const headerStart = Buffer.from('{"#":"sluice1 ')

/** Reads a segment file's bytes into blocks, checking every checksum; looks for the next whole block after a bad one. */
export function scanSegment(bytes: Buffer): SegmentScan {
  const blocks: Block[] = []
  const bad: { from: number; to: number }[] = []
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

export function blockAt(bytes: Buffer, at: number): Block | undefined {
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
