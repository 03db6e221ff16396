import type { ExportBatch } from './exporter.ts'

/**
 * The position in its run of each record of a batch, ascending: a destination that keeps the run's position in the
 * transaction of its rows passes over records before it. Dead letters that are sent again have gaps between them that the
 * batch does not tell: all of them get the batch's last position, so that none is passed over which was not written.
 */
export function runPositions({ firstOffset, nextOffset, count, offsets }: ExportBatch): BigInt64Array {
  if (offsets) return new BigInt64Array(count).fill(nextOffset - 1n)
  return BigInt64Array.from({ length: count }, (_, index) => firstOffset + BigInt(index))
}
