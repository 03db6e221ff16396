import { crc32 } from 'node:zlib'
import type { Appended, Batch, Once } from '../record-log.ts'
import { type BlockHeader, printHeader } from './block.ts'
import type { Block } from './segment-scan.ts'

/** An append that has not been answered. */
export interface Waiting {
  readonly batch: Batch
  readonly once: Once | undefined
  readonly resolve: (appended: Appended) => void
  readonly reject: (error: unknown) => void
}

/** The blocks of one group: checks `once` in order, gives offsets, and answers everybody at the end. */
export class GroupPlan {
  readonly buffers: Uint8Array[] = []
  readonly blocks: BlockHeader[] = []
  bytes = 0
  nextOffset: bigint
  readonly #nowMs: number
  readonly #lastTo: Map<string, bigint>
  readonly #stored: ReadonlyMap<string, bigint>
  readonly #headerBytes: number[] = []
  readonly #answers: { waiting: Waiting; appended: Appended }[] = []

  constructor(nextOffset: bigint, stored: ReadonlyMap<string, bigint>, nowMs: number) {
    this.nextOffset = nextOffset
    this.#stored = stored
    this.#lastTo = new Map()
    this.#nowMs = nowMs
  }

  add(waiting: Waiting): void {
    const { batch, once } = waiting
    const firstOffset = this.nextOffset
    const lastTo = once && (this.#lastTo.get(once.writer) ?? this.#stored.get(once.writer))
    if (once && lastTo !== undefined && lastTo >= once.to) {
      this.#answers.push({ waiting, appended: { firstOffset, nextOffset: firstOffset, repeated: true } })
      return
    }
    if (once && lastTo !== undefined && lastTo !== once.from) {
      waiting.reject(
        new Error(`writer ${once.writer} appends from ${once.from}, but its last append ended at ${lastTo}`),
      )
      return
    }
    const payload = batch.lines
    const header = {
      firstOffset,
      count: batch.count,
      payloadBytes: payload.byteLength,
      arrivedAtMs: this.#nowMs,
      payloadCrc: crc32(payload),
      ...(once ? { once } : {}),
    }
    const line = printHeader(header)
    this.buffers.push(line, payload)
    this.#headerBytes.push(line.byteLength)
    this.bytes += line.byteLength + payload.byteLength
    this.nextOffset += BigInt(batch.count)
    this.blocks.push(header)
    if (once) this.#lastTo.set(once.writer, once.to)
    this.#answers.push({ waiting, appended: { firstOffset, nextOffset: this.nextOffset, repeated: false } })
  }

  /** The blocks with their places in a file that was `at` bytes long. */
  placed(at: number): Block[] {
    let start = at
    return this.blocks.map((header, i) => {
      const payloadAt = start + (this.#headerBytes[i] ?? 0)
      const block = { ...header, at: start, payloadAt, end: payloadAt + header.payloadBytes }
      start = block.end
      return block
    })
  }

  settle(): void {
    for (const { waiting, appended } of this.#answers) waiting.resolve(appended)
  }

  fail(error: unknown): void {
    for (const { waiting } of this.#answers) waiting.reject(error)
  }
}
