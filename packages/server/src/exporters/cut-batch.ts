import type { ExportBatch } from './exporter.ts'

const lineFeed = 0x0a

/** The first `count` records of a batch. */
export function head(batch: ExportBatch, count: number): ExportBatch {
  if (count >= batch.count) return batch
  return {
    ...batch,
    lines: batch.lines.subarray(0, endOfLines(batch.lines, count)),
    count,
    nextOffset: batch.firstOffset + BigInt(count),
    arrivals: batch.arrivals.filter(({ index }) => index < count),
    ...(batch.offsets && { offsets: batch.offsets.slice(0, count) }),
  }
}

/** The first records of a batch that follow one another in their repo: all of them, but for dead letters. */
export function contiguous(batch: ExportBatch): ExportBatch {
  const [first = 0n] = batch.offsets ?? []
  const end = batch.offsets?.findIndex((offset, index) => offset !== first + BigInt(index)) ?? -1
  return end < 0 ? batch : head(batch, end)
}

/** The batch without its first `count` records. */
export function behind(batch: ExportBatch, count: number): ExportBatch {
  const before = batch.arrivals.findLastIndex(({ index }) => index <= count)
  return {
    ...batch,
    lines: batch.lines.subarray(endOfLines(batch.lines, count)),
    count: batch.count - count,
    firstOffset: batch.firstOffset + BigInt(count),
    arrivals: batch.arrivals
      .slice(before)
      .map(({ index, arrivedAtMs }) => ({ index: Math.max(0, index - count), arrivedAtMs })),
    ...(batch.offsets && { offsets: batch.offsets.slice(count) }),
  }
}

/** The canonical lines at the given indices, ascending, without their LF. */
export function linesAt({ lines }: ExportBatch, indices: readonly number[]): string[] {
  const found: string[] = []
  let line = 0
  let at = 0
  for (const index of indices) {
    at += endOfLines(lines.subarray(at), index - line)
    line = index
    found.push(Buffer.from(lines.subarray(at, lines.indexOf(lineFeed, at))).toString())
  }
  return found
}

function endOfLines(lines: Uint8Array, count: number): number {
  let at = 0
  for (let line = 0; line < count; line++) at = lines.indexOf(lineFeed, at) + 1
  return at
}
