import type { ReadLimits, StoredBatch } from '../record-log.ts'

/** The records of a batch from `from` on, within the limits, at least one. */
export function cutBatch(
  batch: StoredBatch,
  from: bigint,
  { recordsMax, bytesMax }: ReadLimits,
): StoredBatch {
  const bytes = Buffer.from(batch.lines.buffer, batch.lines.byteOffset, batch.lines.byteLength)
  let start = 0
  for (let skip = from - batch.firstOffset; skip > 0n; skip--) start = bytes.indexOf(0x0a, start) + 1
  const available = Number(batch.nextOffset - from)
  if (available <= recordsMax && bytes.length - start <= bytesMax)
    return { ...batch, lines: bytes.subarray(start), count: available, firstOffset: from }
  let end = start
  let count = 0
  while (count < Math.min(available, recordsMax)) {
    const next = bytes.indexOf(0x0a, end) + 1
    if (count > 0 && next - start > bytesMax) break
    end = next
    count++
  }
  return {
    lines: bytes.subarray(start, end),
    count,
    firstOffset: from,
    nextOffset: from + BigInt(count),
    arrivedAtMs: batch.arrivedAtMs,
  }
}
