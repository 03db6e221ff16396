import { rm } from 'node:fs/promises'
import { growSchema, type Schema } from '@sluice/model'
import type { Compute } from '../../compute/compute.ts'
import type { Clock } from '../../runtime/clock.ts'
import type { Logger } from '../../runtime/logger.ts'
import { backOffMs } from '../../runtime/retry.ts'
import type {
  Appended,
  Batch,
  Bounds,
  Once,
  QueueId,
  ReadLimits,
  Scan,
  ScanLimits,
  StoredBatch,
} from '../record-log.ts'
import { writeManifest } from './manifest.ts'
import type { OpenFiles } from './open-files.ts'
import type { QueueLimits } from './queue-limits.ts'
import { QueueReader } from './queue-reader.ts'
import { QueueWriter } from './queue-writer.ts'
import type { Recovered } from './recovery.ts'
import { segmentsToSeal, writeSealed } from './seal.ts'
import { SegmentList } from './segment-list.ts'
import { ParquetSegment, type Segment, type WalSegment } from './segments.ts'
import { Serial } from './serial.ts'
import type { SliceCache } from './slice-cache.ts'

export interface QueueDeps {
  readonly directory: string
  readonly clock: Clock
  readonly logger: Logger
  /** Seals and reads Parquet. Without it segments stay as they are. */
  readonly compute: Compute | undefined
  readonly limits: QueueLimits
  readonly openFiles: OpenFiles
  readonly slices: SliceCache
  /** After every write: how many appends shared it, bytes, and seconds that writing and fsync took. */
  onAppended(appends: number, bytes: number, seconds: number): void
}

/** A segment of nothing but writers' progress is emptied at this size. */
const emptySegmentBytesMax = 64 * 1024

const sealBackOff = { delayMsFirst: 10_000, delayMsMax: 10 * 60_000 }

/**
 * One queue: a folder with sealed Parquet segments, then write-ahead segments, the last of which is being written. All
 * state that decides anything is in memory; files are what it is rebuilt from (recovery.ts).
 */
export class Queue {
  readonly id: QueueId
  readonly #deps: QueueDeps
  readonly #segments: SegmentList
  readonly #writer: QueueWriter
  readonly #reader: QueueReader
  /** Changes of the manifest: one at a time. */
  readonly #changes = new Serial()
  readonly #ending = new AbortController()
  #schema: Schema
  #firstOffset: bigint
  #sealing: Promise<void> = Promise.resolve()
  #sealFailures = 0
  #sealAgainMs = 0

  constructor(id: QueueId, { schema, firstOffset, segments, end }: Recovered, deps: QueueDeps) {
    this.id = id
    this.#deps = deps
    this.#schema = schema
    this.#firstOffset = firstOffset
    this.#segments = new SegmentList(segments, deps.logger)
    this.#writer = new QueueWriter(end, {
      queue: id,
      directory: deps.directory,
      clock: deps.clock,
      segments: this.#segments,
      segmentBytesMax: deps.limits.segmentBytesMax,
      openFiles: deps.openFiles,
      onStored: (appends, bytes, seconds) => {
        deps.onAppended(appends, bytes, seconds)
        this.#reader.wake()
      },
    })
    this.#reader = new QueueReader({
      queue: id,
      clock: deps.clock,
      compute: deps.compute,
      slices: deps.slices,
      segments: this.#segments,
      schema: () => this.#schema,
      bounds: () => this.bounds(),
    })
  }

  bounds(): Bounds {
    return {
      firstOffset: this.#firstOffset,
      nextOffset: this.#writer.nextOffset,
      bytes: this.#segments.bytes,
    }
  }

  lastTo(writer: string): bigint | undefined {
    return this.#writer.end.writers.get(writer)
  }

  append(batch: Batch, once?: Once): Promise<Appended> {
    return this.#writer.append(batch, once)
  }

  read(from: bigint, limits: ReadLimits, signal?: AbortSignal): Promise<StoredBatch[]> {
    return this.#reader.read(from, limits, signal)
  }

  waitFor(from: bigint, waitMs: number, signal?: AbortSignal): Promise<boolean> {
    return this.#reader.waitFor(from, waitMs, signal)
  }

  arrivedAtMs(offset: bigint): Promise<number | undefined> {
    return this.#reader.arrivedAtMs(offset)
  }

  async scan(from: bigint, limits: ScanLimits): Promise<Scan> {
    const isTailLarge = this.#reader.tailBytes(from) > this.#deps.limits.scanTailBytesMax
    if (limits.to === undefined && isTailLarge) await this.#writer.roll()
    return await this.#reader.scan(from, limits)
  }

  /** Takes the schema if it only gains fields. */
  async takeIfGrown(schema: Schema): Promise<void> {
    try {
      growSchema(this.#schema, schema)
    } catch {
      return
    }
    await this.alter(schema)
  }

  /** Rejects unless the schema only gains fields: sealing would lose what it does not list. */
  alter(schema: Schema): Promise<void> {
    return this.#changes.run(async () => {
      const grown = growSchema(this.#schema, schema)
      await this.#save(this.#segments.all, this.#firstOffset, grown)
      this.#schema = grown
    })
  }

  /** Deletes the oldest segments all of whose records are older; the one being written too, which then ends. */
  async trim(arrivedBeforeMs: number): Promise<bigint> {
    const { active } = this.#segments
    if (active?.lastArrivedAtMs !== undefined && active.lastArrivedAtMs < arrivedBeforeMs)
      await this.#writer.roll()
    return await this.#changes.run(() => this.#trimNow(arrivedBeforeMs))
  }

  async #trimNow(arrivedBeforeMs: number): Promise<bigint> {
    const { all } = this.#segments
    const isOld = (segment: Segment) =>
      (segment.kind === 'parquet' || segment.finished) &&
      (segment.lastArrivedAtMs ?? Number.POSITIVE_INFINITY) < arrivedBeforeMs
    const firstKept = all.findIndex((segment) => !isOld(segment))
    const old = all.slice(0, firstKept < 0 ? all.length : firstKept)
    if (old.length === 0) return this.#firstOffset
    const firstOffset = all[old.length]?.firstOffset ?? this.#writer.nextOffset
    try {
      await this.#save(all.slice(old.length), firstOffset, this.#schema)
    } catch (error) {
      return await this.#trimWithoutRoom(old, arrivedBeforeMs, error)
    }
    await this.#drop(old, firstOffset)
    return firstOffset
  }

  /** A full disk must not keep old records from going: sealed files may go before the manifest says so (recovery.ts takes
   *  them as trimmed), and then there is room for it. */
  async #trimWithoutRoom(old: readonly Segment[], arrivedBeforeMs: number, error: unknown): Promise<bigint> {
    const sealed = old.filter(({ kind }) => kind === 'parquet')
    const last = sealed.at(-1)
    if (!last) throw error
    await this.#drop(sealed, last.nextOffset)
    await this.#save(this.#segments.all, this.#firstOffset, this.#schema)
    return await this.#trimNow(arrivedBeforeMs)
  }

  async #drop(segments: readonly Segment[], firstOffset: bigint): Promise<void> {
    this.#firstOffset = firstOffset
    await this.#segments.replace(segments, [])
  }

  /** Background work that is due: ends an old segment, seals finished ones. Failures are logged and tried again. */
  async maintain(): Promise<void> {
    if (this.#ending.signal.aborted) return
    const { limits, clock } = this.#deps
    const firstMs = this.#segments.active?.firstArrivedAtMs
    if (firstMs !== undefined && clock.nowMs() - firstMs >= limits.segmentAgeMsMax) await this.#writer.roll()
    await this.#writer.clearEmpty(emptySegmentBytesMax, () => this.#saveAsIs())
    if (this.#deps.compute && clock.monotonicMs() >= this.#sealAgainMs && !this.#ending.signal.aborted) {
      this.#sealing = this.#sealDue(this.#deps.compute)
      await this.#sealing
    }
  }

  async #sealDue(compute: Compute): Promise<void> {
    const { limits, clock, logger } = this.#deps
    try {
      for (;;) {
        const due = {
          bytesMin: limits.sealBytesMin,
          arrivedBeforeMs: clock.nowMs() - limits.sealAgeMsMax,
        }
        const [first, ...rest] = segmentsToSeal(this.#segments.all, due)
        if (!first || this.#ending.signal.aborted) break
        await this.#seal(compute, [first, ...rest])
      }
      this.#sealFailures = 0
    } catch (error) {
      if (this.#ending.signal.aborted) return
      const delayMs = backOffMs(sealBackOff, ++this.#sealFailures, () => 1)
      this.#sealAgainMs = clock.monotonicMs() + delayMs
      logger.warn(
        { queue: this.id, err: error, delayMs },
        'sealing failed: the segments stay as they are, and it is tried again',
      )
    }
  }

  async #seal(compute: Compute, segments: readonly [WalSegment, ...WalSegment[]]): Promise<void> {
    const { directory, logger } = this.#deps
    const release = this.#segments.lease(segments)
    try {
      const sealed = await writeSealed(compute, directory, this.#schema, segments, this.#ending.signal)
      const parquet = new ParquetSegment(directory, sealed)
      await this.#changes.run(() => this.#replaceBySealed(segments, parquet))
      const { file, bytes, lineBytes } = sealed
      logger.debug({ queue: this.id, file, bytes, lineBytes }, 'sealed')
    } finally {
      release()
    }
  }

  /** The manifest's entry is the moment of truth: before it a restart removes the Parquet file, after it the others. */
  async #replaceBySealed(segments: readonly WalSegment[], parquet: ParquetSegment): Promise<void> {
    if (!this.#segments.holds(segments)) {
      // Retention was quicker.
      await rm(parquet.path, { force: true })
      return
    }
    await this.#save(this.#segments.replaced(segments, [parquet]), this.#firstOffset, this.#schema)
    await this.#segments.replace(segments, [parquet])
  }

  #saveAsIs(): Promise<void> {
    return this.#changes.run(() => this.#save(this.#segments.all, this.#firstOffset, this.#schema))
  }

  async #save(segments: readonly Segment[], firstOffset: bigint, schema: Schema): Promise<void> {
    const sealed = segments.flatMap((segment) => (segment.kind === 'parquet' ? [segment.sealed] : []))
    await writeManifest(this.#deps.directory, { ...this.#writer.end, schema, firstOffset, sealed })
  }

  /** Waits for what is in flight, then refuses everything. */
  async close(why: 'closed' | 'deleted'): Promise<void> {
    this.#ending.abort()
    this.#reader.close(why)
    await this.#writer.close(why)
    await this.#sealing
    await this.#changes.run(async () => undefined)
    await this.#segments.settled()
  }
}
