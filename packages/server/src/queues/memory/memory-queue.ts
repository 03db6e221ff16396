import type { Schema } from '@sluice/model'
import type { Appended, Batch, Bounds, Once, ReadLimits, StoredBatch } from '../record-log.ts'

const LF = 0x0a

/** One queue in memory. Offsets are checked by the caller. */
export class MemoryQueue {
  schema: Schema
  readonly writers = new Map<string, bigint>()
  /** In offset order, none of them empty. */
  #batches: StoredBatch[] = []
  #nextOffset = 0n
  #lastArrivedAtMs = 0

  constructor(schema: Schema) {
    this.schema = schema
  }

  get firstOffset(): bigint {
    return this.#batches[0]?.firstOffset ?? this.#nextOffset
  }

  get nextOffset(): bigint {
    return this.#nextOffset
  }

  bounds(): Bounds {
    const bytes = this.#batches.reduce((sum, { lines }) => sum + lines.byteLength, 0)
    return { firstOffset: this.firstOffset, nextOffset: this.#nextOffset, bytes }
  }

  append({ lines, count }: Batch, nowMs: number, once?: Once): Appended {
    const firstOffset = this.#nextOffset
    if (count > 0 && lines.at(-1) !== LF) throw new Error(`a batch of ${count} records does not end with LF`)
    const lastTo = once && this.writers.get(once.writer)
    if (once && lastTo !== undefined && lastTo >= once.to)
      return { firstOffset, nextOffset: firstOffset, repeated: true }
    if (once && lastTo !== undefined && lastTo !== once.from)
      throw new Error(
        `writer ${once.writer} appends its work from ${once.from}, but its last ended at ${lastTo}`,
      )
    const nextOffset = firstOffset + BigInt(count)
    this.#lastArrivedAtMs = Math.max(this.#lastArrivedAtMs, nowMs)
    if (count > 0)
      this.#batches.push({ lines, count, firstOffset, nextOffset, arrivedAtMs: this.#lastArrivedAtMs })
    if (once) this.writers.set(once.writer, once.to)
    this.#nextOffset = nextOffset
    return { firstOffset, nextOffset, repeated: false }
  }

  arrivedAtMs(offset: bigint): number | undefined {
    if (offset >= this.#nextOffset) return undefined
    const found = this.#batches.findLast(({ firstOffset }) => firstOffset <= offset)
    return (found ?? this.#batches[0])?.arrivedAtMs
  }

  read(from: bigint, { recordsMax, bytesMax }: ReadLimits): StoredBatch[] {
    const read: StoredBatch[] = []
    let records = recordsMax
    let bytes = bytesMax
    for (const batch of this.#batchesFrom(from)) {
      const count = linesThatFit(batch.lines, records, bytes, read.length === 0)
      if (count === 0) break
      const part =
        count < batch.count ? cut(batch, batch.firstOffset, batch.firstOffset + BigInt(count)) : batch
      read.push(part)
      records -= count
      bytes -= part.lines.byteLength
      if (count < batch.count || records === 0) break
    }
    return read
  }

  /** The records [from, to); without `to` as many whole batches as have about bytesMax, at least one. */
  batchesOf(from: bigint, to: bigint | undefined, bytesMax = Number.POSITIVE_INFINITY): StoredBatch[] {
    const batches = this.#batchesFrom(from)
    if (to !== undefined)
      return batches
        .filter(({ firstOffset }) => firstOffset < to)
        .map((batch) => (batch.nextOffset > to ? cut(batch, batch.firstOffset, to) : batch))
    let bytes = 0
    return batches.filter(({ lines }, i) => {
      bytes += lines.byteLength
      return i === 0 || bytes <= bytesMax
    })
  }

  trim(arrivedBeforeMs: number): bigint {
    const kept = this.#batches.findIndex(({ arrivedAtMs }) => arrivedAtMs >= arrivedBeforeMs)
    this.#batches = kept < 0 ? [] : this.#batches.slice(kept)
    return this.firstOffset
  }

  #batchesFrom(from: bigint): StoredBatch[] {
    return this.#batches
      .filter(({ nextOffset }) => nextOffset > from)
      .map((batch) => (batch.firstOffset < from ? cut(batch, from, batch.nextOffset) : batch))
  }
}

function linesThatFit(lines: Uint8Array, recordsMax: number, bytesMax: number, atLeastOne: boolean): number {
  let count = 0
  for (let end = lines.indexOf(LF) + 1; end > 0 && count < recordsMax; end = lines.indexOf(LF, end) + 1) {
    if (end > bytesMax && !(atLeastOne && count === 0)) break
    count++
  }
  return count
}

/** The records [from, to) of a batch that has them. */
function cut(batch: StoredBatch, from: bigint, to: bigint): StoredBatch {
  const start = skipLines(batch.lines, 0, Number(from - batch.firstOffset))
  const end = skipLines(batch.lines, start, Number(to - from))
  const lines = batch.lines.subarray(start, end)
  return { ...batch, lines, count: Number(to - from), firstOffset: from, nextOffset: to }
}

function skipLines(lines: Uint8Array, at: number, count: number): number {
  let start = at
  for (let i = 0; i < count; i++) start = lines.indexOf(LF, start) + 1
  return start
}
