import { rm } from 'node:fs/promises'
import type { Schema } from '@sluice/model'
import type { Compute } from '../../compute/compute.ts'
import type { Clock } from '../../runtime/clock.ts'
import type { Logger } from '../../runtime/logger.ts'
import {
  type Appended,
  type Batch,
  type Bounds,
  OffsetOutOfRange,
  type Once,
  type QueueId,
  type ReadLimits,
  type Scan,
  type ScanLimits,
  type StoredBatch,
} from '../record-log.ts'
import { writerPattern } from './block.ts'
import { cutBatch } from './cut-batch.ts'
import { GroupPlan, type Waiting } from './group-plan.ts'
import { type Manifest, syncDirectory, writeManifest } from './manifest.ts'
import { type Piece, pieceOf, scanFile } from './piece.ts'
import { readParquet, readWal } from './segment-read.ts'
import {
  arrivalBounds,
  arrivalsOf,
  arrivedAt,
  indexAt,
  type ParquetSegment,
  parquetSegment,
  type Segment,
  thinned,
  type WalSegment,
  walSegment,
} from './segments.ts'
import { WalFile } from './wal-file.ts'

export interface QueueDeps {
  readonly directory: string
  readonly clock: Clock
  readonly logger: Logger
  /** Seals and reads Parquet. Without it segments stay as they are. */
  readonly compute: Compute | undefined
  readonly limits: QueueLimits
  /** Told after every write of the files: metrics. */
  onAppended(appends: number, bytes: number, seconds: number): void
}

export interface QueueLimits {
  /** A segment that has grown past this takes no more blocks. */
  readonly segmentBytesMax: number
  /** A segment whose first record is older than this takes no more blocks. */
  readonly segmentAgeMsMax: number
  /** Finished segments are sealed together when they reach this … */
  readonly sealBytesMin: number
  /** … or when their first record is older than this. */
  readonly sealAgeMsMax: number
}

/** A scan of a tail larger than this ends the segment first, so that engines read whole files. */
const scanRollBytesMin = 1024 * 1024

/** Records decoded at once when reading sealed segments. */
const unsealRecords = 20_000n

/**
 * One queue: a folder with sealed Parquet segments, then write-ahead segments, the last of which is being written. All
 * state that decides anything is in memory; files are what it is rebuilt from (recovery.ts).
 */
export class Queue {
  readonly id: QueueId
  readonly #deps: QueueDeps
  #schema: Schema
  /** In offset order; gaps only where damage was cut out. */
  #segments: Segment[]
  #firstOffset: bigint
  #nextOffset: bigint
  readonly #writers: Map<string, bigint>
  #file: WalFile | undefined
  #waiting: Waiting[] = []
  #writing: Promise<void> | undefined
  #rollWanted = false
  #sealing: Promise<void> | undefined
  readonly #wakers = new Set<() => void>()
  #slice: { path: string; batch: StoredBatch } | undefined
  /** Deletions of files that nothing leases any more. */
  #removing: Promise<void> = Promise.resolve()
  #ended: string | undefined

  constructor(id: QueueId, manifest: Manifest, segments: Segment[], nextOffset: bigint, deps: QueueDeps) {
    this.id = id
    this.#deps = deps
    this.#schema = manifest.schema
    this.#segments = segments
    this.#firstOffset = manifest.firstOffset
    this.#nextOffset = nextOffset
    this.#writers = new Map(manifest.writers)
    for (const segment of segments) if (segment.kind === 'wal') this.#noteWriters(segment.blocks)
  }

  get schema(): Schema {
    return this.#schema
  }

  get active(): boolean {
    return this.#file !== undefined || this.#writing !== undefined
  }

  bounds(): Bounds {
    const bytes = this.#segments.reduce((sum, segment) => sum + segment.bytes, 0)
    return { firstOffset: this.#firstOffset, nextOffset: this.#nextOffset, bytes }
  }

  lastTo(writer: string): bigint | undefined {
    return this.#writers.get(writer)
  }

  async alter(schema: Schema): Promise<void> {
    this.#schema = schema
    await this.#saveManifest()
  }

  // ── Appending ────────────────────────────────────────────────────────────────────────────────────────────────────

  append(batch: Batch, once?: Once): Promise<Appended> {
    if (this.#ended) return Promise.reject(new Error(`queue ${this.id} is ${this.#ended}`))
    if (once && !writerPattern.test(once.writer))
      return Promise.reject(new Error(`writer '${once.writer}' has characters a block header cannot hold`))
    if (batch.count === 0 && !once)
      return Promise.resolve({ firstOffset: this.#nextOffset, nextOffset: this.#nextOffset, repeated: false })
    return new Promise((resolve, reject) => {
      this.#waiting.push({ batch, once, resolve, reject })
      this.#writing ??= this.#writeGroups()
    })
  }

  /** Group commit: whatever waits when the disk is free shares the next write and fsync. */
  async #writeGroups(): Promise<void> {
    // One turn of the event loop, so that appends of the same moment form one group.
    await Promise.resolve()
    while (this.#waiting.length > 0 || this.#rollWanted) {
      if (this.#rollWanted) await this.#finishActive()
      const group = this.#waiting
      this.#waiting = []
      if (group.length > 0) await this.#writeGroup(group)
    }
    this.#writing = undefined
  }

  async #writeGroup(group: readonly Waiting[]): Promise<void> {
    const plan = new GroupPlan(this.#nextOffset, this.#writers, this.#deps.clock.nowMs())
    for (const waiting of group) plan.add(waiting)
    try {
      if (plan.buffers.length > 0) await this.#store(plan)
      plan.settle()
    } catch (error) {
      plan.fail(error)
    }
    this.#wake()
  }

  async #store(plan: GroupPlan): Promise<void> {
    const segment = await this.#activeSegment()
    if (!this.#file) this.#file = await WalFile.reopen(segment.path, segment.bytes)
    const startedMs = this.#deps.clock.monotonicMs()
    try {
      await this.#file.append(plan.buffers, plan.bytes)
    } catch (error) {
      // The file may be longer than what is known to be good: the next append opens it anew, which cuts it.
      const file = this.#file
      this.#file = undefined
      await file.close().catch(() => undefined)
      throw error
    }
    segment.blocks.push(...plan.placed(segment.bytes))
    segment.bytes += plan.bytes
    segment.nextOffset = plan.nextOffset
    this.#nextOffset = plan.nextOffset
    this.#noteWriters(plan.blocks)
    this.#deps.onAppended(plan.blocks.length, plan.bytes, (this.#deps.clock.monotonicMs() - startedMs) / 1000)
    if (segment.bytes >= this.#deps.limits.segmentBytesMax) this.#rollWanted = true
  }

  async #activeSegment(): Promise<WalSegment> {
    const last = this.#segments.at(-1)
    if (last?.kind === 'wal' && !last.finished) return last
    const segment = walSegment(this.#deps.directory, this.#nextOffset)
    this.#file = await WalFile.create(segment.path)
    await syncDirectory(this.#deps.directory)
    this.#segments.push(segment)
    return segment
  }

  async #finishActive(): Promise<void> {
    this.#rollWanted = false
    const last = this.#segments.at(-1)
    if (last?.kind === 'wal' && last.blocks.length > 0) last.finished = true
    await this.#releaseFile()
  }

  /** Ends the segment being written after the group in flight. */
  async #roll(): Promise<void> {
    this.#rollWanted = true
    this.#writing ??= this.#writeGroups()
    await this.#writing
  }

  async #releaseFile(): Promise<void> {
    const file = this.#file
    this.#file = undefined
    await file?.close()
  }

  /** Closes the descriptor unless a write is under way; the next append opens it again. */
  async releaseIdleFile(): Promise<void> {
    if (!this.#writing) await this.#releaseFile()
  }

  #noteWriters(blocks: readonly { readonly once?: Once }[]): void {
    for (const { once } of blocks) if (once) this.#writers.set(once.writer, once.to)
  }

  #wake(): void {
    for (const waker of this.#wakers) waker()
  }

  // ── Reading ──────────────────────────────────────────────────────────────────────────────────────────────────────

  async waitFor(from: bigint, waitMs: number, signal?: AbortSignal): Promise<boolean> {
    if (this.#nextOffset > from) return true
    const waited = new AbortController()
    const either = signal ? AbortSignal.any([signal, waited.signal]) : waited.signal
    let waker: () => void = () => undefined
    const arrived = new Promise<void>((resolve) => {
      waker = () => (this.#nextOffset > from || this.#ended) && resolve()
      this.#wakers.add(waker)
    })
    try {
      await Promise.race([arrived, this.#deps.clock.sleep(waitMs, either)])
    } finally {
      this.#wakers.delete(waker)
      waited.abort()
    }
    return this.#nextOffset > from
  }

  arrivedAtMs(offset: bigint): number | undefined {
    if (offset >= this.#nextOffset) return undefined
    const from = offset < this.#firstOffset ? this.#firstOffset : offset
    const index = Math.max(
      0,
      indexAt(this.#segments, ({ firstOffset }) => firstOffset, from),
    )
    const segment = this.#segments[index]
    return segment && arrivedAt(segment, from)
  }

  async read(from: bigint, limits: ReadLimits, signal?: AbortSignal): Promise<StoredBatch[]> {
    this.#checkRange(from)
    const batches: StoredBatch[] = []
    let at = from
    let records = limits.recordsMax
    let bytes = limits.bytesMax
    while (at < this.#nextOffset && records > 0 && (bytes > 0 || batches.length === 0)) {
      signal?.throwIfAborted()
      const segment = this.#segmentAt(at)
      if (!segment) break
      const start = at < segment.firstOffset ? segment.firstOffset : at
      const left = { recordsMax: records, bytesMax: batches.length === 0 ? Math.max(1, bytes) : bytes }
      const batch = await this.#leased([segment], () => this.#readSegment(segment, start, left, signal))
      if (batch) {
        batches.push(batch)
        records -= batch.count
        bytes -= batch.lines.byteLength
        at = batch.nextOffset
      } else at = segment.nextOffset
    }
    return batches
  }

  async #readSegment(
    segment: Segment,
    from: bigint,
    limits: ReadLimits,
    signal?: AbortSignal,
  ): Promise<StoredBatch | undefined> {
    if (segment.kind === 'wal') return await readWal(segment, from, limits)
    const slice = this.#slice
    const cached =
      slice?.path === segment.path && from >= slice.batch.firstOffset && from < slice.batch.nextOffset
    if (!cached) {
      const to = from + unsealRecords < segment.nextOffset ? from + unsealRecords : segment.nextOffset
      const batch = await readParquet(this.#compute(), segment, this.#schema, from, to, signal)
      this.#slice = { path: segment.path, batch }
    }
    return this.#slice && cutBatch(this.#slice.batch, from, limits)
  }

  #compute(): Compute {
    if (this.#deps.compute) return this.#deps.compute
    throw new Error(`queue ${this.id} has sealed segments, but this log was opened without compute`)
  }

  /** The segment with `offset`, or the next one behind it where damage was cut out. */
  #segmentAt(offset: bigint): Segment | undefined {
    const index = indexAt(this.#segments, ({ firstOffset }) => firstOffset, offset)
    const segment = this.#segments[index]
    return segment && segment.nextOffset > offset ? segment : this.#segments[index + 1]
  }

  #checkRange(from: bigint): void {
    if (this.#ended) throw new Error(`queue ${this.id} is ${this.#ended}`)
    if (from < this.#firstOffset || from > this.#nextOffset)
      throw new OffsetOutOfRange(this.id, from, this.bounds())
  }

  async #leased<T>(segments: readonly Segment[], use: () => Promise<T>): Promise<T> {
    for (const segment of segments) segment.leases++
    try {
      return await use()
    } finally {
      this.#release(segments)
    }
  }

  #release(segments: readonly Segment[]): void {
    for (const segment of segments) {
      segment.leases--
      if (segment.obsolete && segment.leases === 0) this.#remove(segment)
    }
  }

  async scan(from: bigint, limits: ScanLimits): Promise<Scan> {
    this.#checkRange(from)
    const last = this.#segments.at(-1)
    if (last?.kind === 'wal' && !last.finished && from < last.nextOffset && last.bytes > scanRollBytesMin)
      await this.#roll()
    this.#checkRange(from)
    const pieces = this.#pieces(from, limits)
    const to = pieces.at(-1)?.to ?? from
    const segments = pieces.map(({ segment }) => segment)
    for (const segment of segments) segment.leases++
    let released = false
    return {
      from,
      to,
      files: pieces.map(scanFile),
      release: () => {
        if (!released) this.#release(segments)
        released = true
      },
    }
  }

  /** Segments (or parts of them, at block boundaries) that cover [from, …) within the limits. */
  #pieces(from: bigint, { to, bytesMax = Number.MAX_SAFE_INTEGER }: ScanLimits): Piece[] {
    const pieces: Piece[] = []
    const end = to ?? this.#nextOffset
    let bytes = 0
    for (const segment of this.#segments) {
      if (segment.nextOffset <= from || segment.firstOffset >= end) continue
      if (bytes >= bytesMax) break
      const piece = pieceOf(segment, from, end, to === undefined ? bytesMax - bytes : Number.MAX_SAFE_INTEGER)
      pieces.push(piece)
      bytes += piece.bytes
      if (piece.to < segment.nextOffset) break
    }
    return pieces
  }

  // ── Sealing and trimming ─────────────────────────────────────────────────────────────────────────────────────────

  /** Background work that is due: ends an old segment, seals finished ones. Failures are logged and tried again. */
  async maintain(): Promise<void> {
    if (this.#ended) return
    const { limits, clock } = this.#deps
    const last = this.#segments.at(-1)
    const firstMs = last && arrivalBounds(last)?.firstMs
    if (last?.kind === 'wal' && !last.finished && firstMs !== undefined)
      if (clock.nowMs() - firstMs >= limits.segmentAgeMsMax) await this.#roll()
    if (this.#deps.compute && !this.#sealing) {
      this.#sealing = this.#sealDue(this.#deps.compute).catch((error) =>
        this.#deps.logger.warn(
          { queue: this.id, err: error },
          'sealing failed; the segments stay and it is tried again',
        ),
      )
      await this.#sealing
      this.#sealing = undefined
    }
  }

  async #sealDue(compute: Compute): Promise<void> {
    const finished = this.#segments.filter(
      (segment) => segment.kind === 'wal' && segment.finished,
    ) as WalSegment[]
    const bytes = finished.reduce((sum, segment) => sum + segment.bytes, 0)
    const firstMs = finished[0] && arrivalBounds(finished[0])?.firstMs
    const old = firstMs !== undefined && this.#deps.clock.nowMs() - firstMs >= this.#deps.limits.sealAgeMsMax
    if (finished.length > 0 && (bytes >= this.#deps.limits.sealBytesMin || old))
      await this.#seal(compute, finished)
  }

  /**
   * Replaces finished write-ahead segments by one Parquet file. The manifest's entry is the moment of truth: before it, a
   * restart removes the Parquet file; after it, a restart removes the write-ahead files.
   */
  async #seal(compute: Compute, segments: readonly WalSegment[]): Promise<void> {
    const firstOffset = segments[0]?.firstOffset ?? 0n
    const nextOffset = segments.at(-1)?.nextOffset ?? 0n
    const arrivals = arrivalsOf(segments)
    // Segments of nothing but empty blocks leave no file behind, only what the manifest says of their writers.
    let sealed: ParquetSegment | undefined
    if (nextOffset > firstOffset) {
      const file = `${firstOffset}-${nextOffset}.parquet`
      const target = parquetSegment(this.#deps.directory, {
        file,
        firstOffset,
        nextOffset,
        bytes: 0,
        arrivals: thinned(arrivals),
      })
      const { bytes } = await this.#leased(segments, () =>
        compute.seal({
          files: segments.map(({ path }) => ({ kind: 'lines', path })),
          schema: this.#schema,
          target: target.path,
          firstOffset,
          arrivals,
        }),
      )
      await syncDirectory(this.#deps.directory)
      sealed = { ...target, bytes }
    }
    if (this.#ended) return
    const index = this.#segments.indexOf(segments[0] as Segment)
    if (index < 0) return
    this.#segments.splice(index, segments.length, ...(sealed ? [sealed] : []))
    await this.#saveManifest()
    await this.#discard(segments)
    this.#deps.logger.debug(
      { queue: this.id, firstOffset: String(firstOffset), nextOffset: String(nextOffset) },
      'sealed',
    )
  }

  /** Deletes whole segments all of whose records are older. */
  async trim(arrivedBeforeMs: number): Promise<bigint> {
    const last = this.#segments.at(-1)
    const isOld = (segment: Segment) =>
      (arrivalBounds(segment)?.lastMs ?? Number.MAX_SAFE_INTEGER) < arrivedBeforeMs
    if (last?.kind === 'wal' && !last.finished && isOld(last)) await this.#roll()
    await this.#sealing
    let count = 0
    while (count < this.#segments.length) {
      const segment = this.#segments[count] as Segment
      if (!isOld(segment) || (segment.kind === 'wal' && !segment.finished)) break
      count++
    }
    if (count === 0) return this.#firstOffset
    const trimmed = this.#segments.splice(0, count)
    this.#firstOffset = this.#segments[0]?.firstOffset ?? this.#nextOffset
    await this.#saveManifest()
    await this.#discard(trimmed)
    return this.#firstOffset
  }

  async #discard(segments: readonly Segment[]): Promise<void> {
    for (const segment of segments) {
      segment.obsolete = true
      if (segment.leases === 0) this.#remove(segment)
    }
    await this.#removing
  }

  #remove({ path }: Segment): void {
    this.#removing = this.#removing.then(() => rm(path, { force: true }))
  }

  async #saveManifest(): Promise<void> {
    await writeManifest(this.#deps.directory, {
      schema: this.#schema,
      firstOffset: this.#firstOffset,
      writers: this.#writers,
      sealed: this.#segments.filter((segment) => segment.kind === 'parquet'),
    })
  }

  /** Waits for what is in flight, then refuses everything. */
  async end(why: 'closed' | 'deleted'): Promise<void> {
    this.#ended = why
    await this.#writing
    await this.#sealing
    await this.#removing
    await this.#releaseFile()
    this.#wake()
  }
}
