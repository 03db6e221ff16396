import { linesAt } from './cut-batch.ts'
import { type ExportBatch, offsetAt, type Progress } from './exporter.ts'

/** A record that a destination can never take, on its way into the export's dead-letter repo. */
export interface DeadLetter {
  /** Where it stood in the queue that the run reads: the source repo's, or for a redrive that of the dead letters. */
  readonly at: bigint
  /** In the source repo. */
  readonly offset: bigint
  readonly reason: string
  /** Canonical JSON, as it was stored. */
  readonly record: string
}

/** The rejected ones among the first `taken` records: those behind are handed over again. */
export function deadLetters(
  batch: ExportBatch,
  { rejected = [], taken = batch.count }: Progress,
): DeadLetter[] {
  const final = rejected.filter(({ index }) => index < taken).toSorted((a, b) => a.index - b.index)
  const records = linesAt(
    batch,
    final.map(({ index }) => index),
  )
  return final.map(({ index, reason }, i) => ({
    at: batch.firstOffset + BigInt(index),
    offset: offsetAt(batch, index),
    reason,
    record: records[i] ?? '',
  }))
}
