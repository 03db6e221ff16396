import { open } from 'node:fs/promises'
import type { Schema } from '@sluice/model'
import type { Compute } from '../../compute/compute.ts'
import type { ReadLimits, StoredBatch } from '../record-log.ts'
import { cutBatch } from './cut-batch.ts'
import type { Block } from './segment-scan.ts'
import { indexAt, type ParquetSegment, type WalSegment } from './segments.ts'

/** Records of a write-ahead segment from `from` on: neighbouring blocks come as one batch, with the first one's arrival.
 *  undefined when only empty blocks are left. */
export async function readWal(
  segment: WalSegment,
  from: bigint,
  limits: ReadLimits,
): Promise<StoredBatch | undefined> {
  const blocks = blocksFrom(segment, from, limits)
  const [first, last] = [blocks[0], blocks.at(-1)]
  if (!first || !last) return undefined
  const file = await open(segment.path, 'r')
  let bytes: Buffer
  try {
    bytes = Buffer.allocUnsafe(last.end - first.at)
    const { bytesRead } = await file.read(bytes, 0, bytes.length, first.at)
    if (bytesRead < bytes.length)
      throw new Error(`${segment.path} ends at ${first.at + bytesRead}, expected ${last.end}`)
  } finally {
    await file.close()
  }
  const batch = {
    lines: payloads(bytes, blocks, first.at),
    count: blocks.reduce((sum, { count }) => sum + count, 0),
    firstOffset: first.firstOffset,
    nextOffset: last.firstOffset + BigInt(last.count),
    arrivedAtMs: first.arrivedAtMs,
  }
  return cutBatch(batch, from, limits)
}

/** Blocks that hold records from `from` on, as many as the limits ask for, at least one with records. */
function blocksFrom({ blocks }: WalSegment, from: bigint, { recordsMax, bytesMax }: ReadLimits): Block[] {
  const start = Math.max(
    0,
    indexAt(blocks, ({ firstOffset }) => firstOffset, from),
  )
  const taken: Block[] = []
  let records = 0
  let bytes = 0
  for (let i = firstWithRecords(blocks, start, from); i < blocks.length; i++) {
    const block = blocks[i] as Block
    if (records >= recordsMax || (records > 0 && bytes >= bytesMax)) break
    taken.push(block)
    records += block.count
    bytes += block.payloadBytes
  }
  return records > 0 ? taken : []
}

/** Several blocks may start at one offset when all but the last are empty; the search found the last of them. */
function firstWithRecords(blocks: readonly Block[], start: number, from: bigint): number {
  for (let i = start; i < blocks.length; i++) {
    const { firstOffset, count } = blocks[i] as Block
    if (firstOffset + BigInt(count) > from) return i
  }
  return blocks.length
}

/** The payloads without their headers. One block needs no copy. */
function payloads(bytes: Buffer, blocks: readonly Block[], at: number): Buffer {
  const parts = blocks.map(({ payloadAt, end }) => bytes.subarray(payloadAt - at, end - at))
  return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts)
}

export async function readParquet(
  compute: Compute,
  { path }: ParquetSegment,
  schema: Schema,
  from: bigint,
  to: bigint,
  signal?: AbortSignal,
): Promise<StoredBatch> {
  const { lines, count, arrivals } = await compute.unseal({ path, schema, from, to }, signal)
  if (BigInt(count) !== to - from) throw new Error(`${path} holds ${count} records of ${from}…${to}`)
  return { lines, count, firstOffset: from, nextOffset: to, arrivedAtMs: arrivals[0]?.arrivedAtMs ?? 0 }
}
