import type { ReadLimits, StoredBatch } from '../record-log.ts'

export interface TakeLimits extends ReadLimits {
  /** Whether the first record is taken even when it is longer than bytesMax. */
  readonly atLeastOne: boolean
}

const LF = 0x0a

/** The records of the batches from `from` on, as many as the limits allow. No bytes are copied. */
export function takeRecords(batches: Iterable<StoredBatch>, from: bigint, limits: TakeLimits): StoredBatch[] {
  const taken: StoredBatch[] = []
  let { recordsMax, bytesMax, atLeastOne } = limits
  for (const batch of batches) {
    if (batch.nextOffset <= from || batch.count === 0) continue
    const cut = cutBatch(batch, from, { recordsMax, bytesMax, atLeastOne })
    if (!cut) break
    taken.push(cut)
    recordsMax -= cut.count
    bytesMax -= cut.lines.byteLength
    atLeastOne = false
    if (cut.nextOffset < batch.nextOffset || recordsMax <= 0 || bytesMax <= 0) break
  }
  return taken
}

/** The part of one batch; undefined when not a single record fits. */
function cutBatch(batch: StoredBatch, from: bigint, limits: TakeLimits): StoredBatch | undefined {
  const bytes = bytesOf(batch.lines)
  const skip = from > batch.firstOffset ? Number(from - batch.firstOffset) : 0
  const start = skipLines(bytes, 0, skip)
  const available = batch.count - skip
  const { end, count } =
    available <= limits.recordsMax && bytes.length - start <= limits.bytesMax
      ? { end: bytes.length, count: available }
      : linesWithin(bytes, start, available, limits)
  if (count === 0) return undefined
  const firstOffset = batch.firstOffset + BigInt(skip)
  const nextOffset = firstOffset + BigInt(count)
  return { ...batch, lines: bytes.subarray(start, end), count, firstOffset, nextOffset }
}

function linesWithin(bytes: Buffer, start: number, available: number, limits: TakeLimits) {
  let end = start
  let count = 0
  while (count < Math.min(available, limits.recordsMax)) {
    const next = bytes.indexOf(LF, end) + 1
    if (next - start > limits.bytesMax && !(limits.atLeastOne && count === 0)) break
    end = next
    count++
  }
  return { end, count }
}

/** Where the line `count` lines behind `at` begins. */
export function skipLines(bytes: Buffer, at: number, count: number): number {
  let start = at
  for (let i = 0; i < count; i++) start = bytes.indexOf(LF, start) + 1
  return start
}

export const bytesOf = (lines: Uint8Array): Buffer =>
  Buffer.from(lines.buffer, lines.byteOffset, lines.byteLength)
