import { crc32 } from 'node:zlib'
import type { Appended, Batch, Once } from '../record-log.ts'
import { printHeader } from './block.ts'

/** An append that has not been answered. */
export interface Waiting {
  readonly batch: Batch
  readonly once: Once | undefined
  readonly resolve: (appended: Appended) => void
  readonly reject: (error: unknown) => void
}

export interface PlannedBlock {
  readonly count: number
  readonly payloadAt: number
  readonly end: number
}

/** Small appends share a block until it has this many bytes: fewer headers to store, check and remember. */
const sharedBlockBytesMax = 1024 * 1024

/** The blocks of one group: checks `once` in order, gives offsets, and answers everybody at the end. */
export class GroupPlan {
  /** What to write, in order. */
  readonly buffers: Uint8Array[] = []
  readonly blocks: PlannedBlock[] = []
  readonly writers = new Map<string, bigint>()
  bytes = 0
  nextOffset: bigint
  readonly arrivedAtMs: number
  readonly #at: number
  readonly #stored: ReadonlyMap<string, bigint>
  readonly #answers: { waiting: Waiting; appended: Appended }[] = []
  /** Appends that will share the next block. */
  #shared: Uint8Array[] = []
  #sharedBytes = 0
  #sharedFrom = 0n

  /** `at`: bytes in the file so far. `stored`: last `to` of every writer. */
  constructor(at: number, nextOffset: bigint, stored: ReadonlyMap<string, bigint>, arrivedAtMs: number) {
    this.#at = at
    this.nextOffset = nextOffset
    this.#stored = stored
    this.arrivedAtMs = arrivedAtMs
  }

  get appends(): number {
    return this.#answers.length
  }

  add(waiting: Waiting): void {
    const { batch, once } = waiting
    const firstOffset = this.nextOffset
    const lastTo = once && (this.writers.get(once.writer) ?? this.#stored.get(once.writer))
    if (once && lastTo !== undefined && lastTo >= once.to) {
      this.#answers.push({ waiting, appended: { firstOffset, nextOffset: firstOffset, repeated: true } })
      return
    }
    if (once && lastTo !== undefined && lastTo !== once.from) {
      waiting.reject(
        new Error(
          `writer ${once.writer} appends its work from ${once.from}, but its last ended at ${lastTo}: ` +
            'read its last position again',
        ),
      )
      return
    }
    if (once) this.#addAlone(batch, once)
    else this.#addShared(batch)
    this.#answers.push({ waiting, appended: { firstOffset, nextOffset: this.nextOffset, repeated: false } })
  }

  /** To be called after the last add. */
  finish(): void {
    if (this.#shared.length === 0) return
    this.#addBlock(this.#shared, this.#sharedBytes, this.#sharedFrom, undefined)
    this.#shared = []
    this.#sharedBytes = 0
  }

  settle(): void {
    for (const { waiting, appended } of this.#answers) waiting.resolve(appended)
  }

  fail(error: unknown): void {
    for (const { waiting } of this.#answers) waiting.reject(error)
  }

  #addAlone({ lines, count }: Batch, once: Once): void {
    this.finish()
    const from = this.nextOffset
    this.nextOffset += BigInt(count)
    this.#addBlock([lines], lines.byteLength, from, once)
    this.writers.set(once.writer, once.to)
  }

  #addShared({ lines, count }: Batch): void {
    if (this.#shared.length === 0) this.#sharedFrom = this.nextOffset
    this.#shared.push(lines)
    this.#sharedBytes += lines.byteLength
    this.nextOffset += BigInt(count)
    if (this.#sharedBytes >= sharedBlockBytesMax) this.finish()
  }

  /** The records [from, nextOffset). */
  #addBlock(
    payloads: readonly Uint8Array[],
    payloadBytes: number,
    from: bigint,
    once: Once | undefined,
  ): void {
    const count = Number(this.nextOffset - from)
    const header = printHeader({
      firstOffset: from,
      groupAt: this.#at,
      count,
      payloadBytes,
      arrivedAtMs: this.arrivedAtMs,
      payloadCrc: payloads.reduce((crc, payload) => crc32(payload, crc), 0),
      ...(once ? { once } : {}),
    })
    const payloadAt = this.#at + this.bytes + header.byteLength
    this.buffers.push(header, ...payloads)
    this.bytes += header.byteLength + payloadBytes
    this.blocks.push({ count, payloadAt, end: payloadAt + payloadBytes })
  }
}
