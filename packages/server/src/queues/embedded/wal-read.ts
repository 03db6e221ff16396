import { type FileHandle, open } from 'node:fs/promises'
import type { StoredBatch } from '../record-log.ts'
import type { IndexedBlock } from './block-index.ts'
import type { WalSegment } from './segments.ts'
import { type TakeLimits, takeRecords } from './take-records.ts'

const LF = 0x0a
/** Smallest piece of a file that is read at once. */
const windowBytesMin = 64 * 1024
/** Piece of a file in which lines are counted. */
const countingBytes = 1024 * 1024
/** Known places kept per segment: as many readers within large blocks go on without counting lines. */
const placesMax = 16

/** Records of a write-ahead segment from `from` on, which it must hold, within the limits: one batch a block. */
export async function readWal(segment: WalSegment, from: bigint, limits: TakeLimits): Promise<StoredBatch[]> {
  const file = await open(segment.path, 'r')
  try {
    const start = await placeIn(file, segment, from)
    const blocks = blocksFrom(segment, from, start, limits)
    const end = blocks.at(-1)?.end ?? start
    const enough = limits.atLeastOne ? end - start : Math.min(end - start, limits.bytesMax)
    for (let window = firstWindow(blocks, limits); ; window *= 8) {
      const bytes = await readBytes(file, segment.path, start, Math.min(end, start + window))
      const taken = takeRecords(batchesIn(bytes, start, from, blocks), from, limits)
      if (taken.length === 0 && window < enough) continue
      rememberEnd(segment, bytes, start, taken.at(-1))
      return taken
    }
  } finally {
    await file.close()
  }
}

/** The block that holds `from` and those behind it that the limits reach. */
function blocksFrom({ index }: WalSegment, from: bigint, start: number, limits: TakeLimits): IndexedBlock[] {
  const blocks: IndexedBlock[] = []
  let end = start
  let records = 0n
  for (let i = index.find(from); i < index.length; i++) {
    if (blocks.length > 0 && (end - start >= limits.bytesMax || records >= limits.recordsMax)) break
    const block = index.get(i)
    blocks.push(block)
    end = block.end
    records = block.nextOffset - from
  }
  return blocks
}

/** Bytes that will probably hold what the limits ask for: a large block is not read whole for a few records. */
function firstWindow(blocks: readonly IndexedBlock[], { recordsMax, bytesMax }: TakeLimits): number {
  const bytes = blocks.reduce((sum, { at, end }) => sum + end - at, 0)
  const records = blocks.reduce((sum, { count }) => sum + count, 0)
  const meanBytes = bytes / Math.max(1, records)
  return Math.max(windowBytesMin, Math.min(bytesMax, Math.ceil(2 * recordsMax * meanBytes)))
}

/** The whole records of each block that lie in `bytes`, which were read from `start` on, where the record `from` begins. */
function* batchesIn(
  bytes: Buffer,
  start: number,
  from: bigint,
  blocks: readonly IndexedBlock[],
): Generator<StoredBatch> {
  for (const block of blocks) {
    const firstOffset = from > block.firstOffset ? from : block.firstOffset
    const lineFrom = Math.max(0, block.payloadAt - start)
    if (lineFrom >= bytes.length) return
    const whole = block.end - start <= bytes.length
    const lineTo = whole ? block.end - start : bytes.lastIndexOf(LF) + 1
    if (lineTo <= lineFrom) return
    const lines = bytes.subarray(lineFrom, lineTo)
    const count = whole ? Number(block.nextOffset - firstOffset) : countLines(lines)
    const { arrivedAtMs } = block
    yield { lines, count, firstOffset, nextOffset: firstOffset + BigInt(count), arrivedAtMs }
  }
}

function countLines(bytes: Buffer): number {
  let count = 0
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) count++
  return count
}

/** Byte of the file at which the record at `offset` begins; the segment must hold it. */
export async function placeOf(segment: WalSegment, offset: bigint): Promise<number> {
  const file = await open(segment.path, 'r')
  try {
    return await placeIn(file, segment, offset)
  } finally {
    await file.close()
  }
}

async function placeIn(file: FileHandle, segment: WalSegment, offset: bigint): Promise<number> {
  const block = segment.index.get(segment.index.find(offset))
  const known = knownPlace(segment, block, offset)
  let { at } = known
  let skip = Number(offset - known.offset)
  while (skip > 0) {
    const bytes = await readBytes(file, segment.path, at, Math.min(block.end, at + countingBytes))
    let end = 0
    for (let next = bytes.indexOf(LF) + 1; next > 0 && skip > 0; next = bytes.indexOf(LF, end) + 1) {
      end = next
      skip--
    }
    at += end > 0 ? end : await unbrokenLine(file, segment.path, at, block.end)
    if (end === 0) skip--
  }
  if (offset > known.offset) remember(segment, offset, at)
  return at
}

/** Length of a line that is longer than what is read at once. */
async function unbrokenLine(file: FileHandle, path: string, from: number, end: number): Promise<number> {
  for (let window = countingBytes * 8; ; window *= 8) {
    const length = (await readBytes(file, path, from, Math.min(end, from + window))).indexOf(LF) + 1
    if (length > 0) return length
    if (from + window >= end) throw new Error(`${path} has no line end between ${from} and ${end}`)
  }
}

/** The nearest place at or before `offset` in its block whose byte is known. */
function knownPlace({ places }: WalSegment, block: IndexedBlock, offset: bigint) {
  let nearest = { offset: block.firstOffset, at: block.payloadAt }
  for (const [place, at] of places)
    if (place <= offset && place > nearest.offset) nearest = { offset: place, at }
  return nearest
}

function rememberEnd(segment: WalSegment, bytes: Buffer, start: number, last: StoredBatch | undefined): void {
  if (!last || last.nextOffset >= segment.nextOffset) return
  remember(segment, last.nextOffset, start + last.lines.byteOffset + last.lines.byteLength - bytes.byteOffset)
}

function remember({ places, index }: WalSegment, offset: bigint, at: number): void {
  // Where a block begins is known anyway.
  if (index.get(index.find(offset)).firstOffset === offset) return
  places.delete(offset)
  places.set(offset, at)
  for (const oldest of places.keys()) {
    if (places.size <= placesMax) break
    places.delete(oldest)
  }
}

async function readBytes(file: FileHandle, path: string, from: number, to: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(to - from)
  let read = 0
  while (read < bytes.length) {
    const { bytesRead } = await file.read(bytes, read, bytes.length - read, from + read)
    if (bytesRead === 0) throw new Error(`${path} ends at byte ${from + read}, but has records up to ${to}`)
    read += bytesRead
  }
  return bytes
}
