import type { QueueId, ReadLimits, RecordLog, StoredBatch } from '../queues/record-log.ts'
import type { ExportBatch } from './exporter.ts'

export interface BatchLimits extends ReadLimits {
  /** Bytes that the reader holds already. */
  readonly holdsBytes: number
}

/** One queue as an export runner sees it. Both reject with OffsetOutOfRange as RecordLog.read does. */
export interface QueueReader {
  /** Records from `from` on as one batch whose `lines` nobody else holds; undefined when `from` is the end, or when memory
   *  is short and the reader holds some. */
  read(from: bigint, limits: BatchLimits, signal: AbortSignal): Promise<ExportBatch | undefined>
  /** Resolves true as soon as there are records at or after `from`, false when `waitMs` has passed first. */
  waitFor(from: bigint, waitMs: number, signal: AbortSignal): Promise<boolean>
}

export function queueReader(log: RecordLog, queue: QueueId): QueueReader {
  return {
    read: async (from, limits, signal) => joined(await log.read(queue, from, limits, signal)),
    waitFor: (from, waitMs, signal) => log.waitFor(queue, from, waitMs, signal),
  }
}

/** Always a copy: what the log returned may be its own memory, and the copy can be handed to another thread whole. */
function joined(batches: readonly StoredBatch[]): ExportBatch | undefined {
  const first = batches[0]
  const last = batches.at(-1)
  if (!first || !last) return undefined
  const lines = new Uint8Array(batches.reduce((bytes, batch) => bytes + batch.lines.length, 0))
  let at = 0
  for (const batch of batches) {
    lines.set(batch.lines, at)
    at += batch.lines.length
  }
  return {
    lines,
    count: Number(last.nextOffset - first.firstOffset),
    firstOffset: first.firstOffset,
    nextOffset: last.nextOffset,
    arrivals: batches.map(({ firstOffset, arrivedAtMs }) => ({
      index: Number(firstOffset - first.firstOffset),
      arrivedAtMs,
    })),
  }
}
