import { rm } from 'node:fs/promises'
import type { Logger } from '../../runtime/logger.ts'
import { type Segment, segmentIndex, type WalSegment } from './segments.ts'

/** The segments of a queue in offset order, who reads them, and the deletion of those that are no longer part of it. */
export class SegmentList {
  #segments: Segment[]
  readonly #logger: Logger
  /** Deletions under way. */
  readonly #removals = new Set<Promise<void>>()

  constructor(segments: readonly Segment[], logger: Logger) {
    this.#segments = [...segments]
    this.#logger = logger
  }

  get all(): readonly Segment[] {
    return this.#segments
  }

  /** The write-ahead file that takes the next block, if there is one. */
  get active(): WalSegment | undefined {
    const last = this.#segments.at(-1)
    return last?.kind === 'wal' && !last.finished ? last : undefined
  }

  get bytes(): number {
    return this.#segments.reduce((sum, { bytes }) => sum + bytes, 0)
  }

  /** The segment with the record at `offset`, or the next one where damage was cut out. */
  at(offset: bigint): Segment | undefined {
    return this.#segments[segmentIndex(this.#segments, offset)]
  }

  /** The segments with records of [from, to). */
  within(from: bigint, to: bigint): Segment[] {
    const first = segmentIndex(this.#segments, from)
    const end = this.#segments.findIndex(({ firstOffset }, i) => i >= first && firstOffset >= to)
    return this.#segments.slice(first, end < 0 ? undefined : end)
  }

  push(segment: WalSegment): void {
    this.#segments.push(segment)
  }

  holds(segments: readonly Segment[]): boolean {
    return segments.every((segment) => this.#segments.includes(segment))
  }

  /** What `all` would be with neighbouring segments replaced. */
  replaced(old: readonly Segment[], by: readonly Segment[]): Segment[] {
    const [oldest] = old
    const first = oldest ? this.#segments.indexOf(oldest) : 0
    return this.#segments.toSpliced(first, old.length, ...by)
  }

  /** Replaces neighbouring segments and deletes their files as soon as nobody reads them; resolves when those are gone
   *  that nobody reads now. */
  async replace(old: readonly Segment[], by: readonly Segment[]): Promise<void> {
    this.#segments = this.replaced(old, by)
    for (const segment of old) {
      segment.obsolete = true
      if (segment.leases === 0) this.#remove(segment)
    }
    await this.settled()
  }

  /** Keeps the files until the answer is called. */
  lease(segments: readonly Segment[]): () => void {
    for (const segment of segments) segment.leases++
    let held = true
    return () => {
      if (!held) return
      held = false
      for (const segment of segments) {
        segment.leases--
        if (segment.obsolete && segment.leases === 0) this.#remove(segment)
      }
    }
  }

  #remove({ path }: Segment): void {
    const removal = rm(path, { force: true }).catch((error) =>
      // It takes room until the next start, which deletes it.
      this.#logger.warn({ path, err: error }, 'could not delete a segment that is no longer needed'),
    )
    this.#removals.add(removal)
    removal.finally(() => this.#removals.delete(removal))
  }

  /** Resolves when no deletion is under way. */
  async settled(): Promise<void> {
    await Promise.all(this.#removals)
  }
}
