import type { Clock } from '../../runtime/clock.ts'
import { type Appended, type Batch, type Once, QueueGone, type QueueId } from '../record-log.ts'
import { writerPattern } from './block.ts'
import { GroupPlan, type Waiting } from './group-plan.ts'
import { syncDirectory } from './manifest.ts'
import type { FileHolder, OpenFiles } from './open-files.ts'
import type { SegmentList } from './segment-list.ts'
import { WalSegment } from './segments.ts'
import { WalFile } from './wal-file.ts'

export interface WriterDeps {
  readonly queue: QueueId
  readonly directory: string
  readonly clock: Clock
  readonly segments: SegmentList
  readonly segmentBytesMax: number
  readonly openFiles: OpenFiles
  /** After every group that became durable, before it is answered. */
  onStored(appends: number, bytes: number, seconds: number): void
}

/** Where a queue ends, as recovery found it. */
export interface QueueEnd {
  readonly nextOffset: bigint
  readonly writers: ReadonlyMap<string, bigint>
  readonly lastArrivedAtMs: number
}

/** Bytes of one write: what waits longer than it takes to write them goes into the next group. */
const groupBytesMax = 16 * 1024 * 1024

const LF = 0x0a

/** Appends to one queue. Whatever waits when the disk is free shares the next write and fsync: group commit. */
export class QueueWriter implements FileHolder {
  readonly #deps: WriterDeps
  readonly #writers: Map<string, bigint>
  #nextOffset: bigint
  #lastArrivedAtMs: number
  #file: WalFile | undefined
  /** A write failed and what it left could not be cut off: nothing happens to the file before that. */
  #damaged = false
  #waiting: Waiting[] = []
  /** Work on the file that waits for the group in flight. */
  #between: (() => Promise<void>)[] = []
  #running: Promise<void> | undefined
  #ended: string | undefined

  constructor(end: QueueEnd, deps: WriterDeps) {
    this.#deps = deps
    this.#writers = new Map(end.writers)
    this.#nextOffset = end.nextOffset
    this.#lastArrivedAtMs = end.lastArrivedAtMs
  }

  /** Of what is durable. */
  get end(): QueueEnd {
    const [nextOffset, writers, lastArrivedAtMs] = [this.#nextOffset, this.#writers, this.#lastArrivedAtMs]
    return { nextOffset, writers, lastArrivedAtMs }
  }

  get nextOffset(): bigint {
    return this.#nextOffset
  }

  append(batch: Batch, once?: Once): Promise<Appended> {
    if (this.#ended === 'deleted') return Promise.reject(new QueueGone(this.#deps.queue))
    const wrong = this.#ended ? `queue ${this.#deps.queue} is ${this.#ended}` : wrongAppend(batch, once)
    if (wrong) return Promise.reject(new Error(wrong))
    const at = this.#nextOffset
    if (batch.count === 0 && !once)
      return Promise.resolve({ firstOffset: at, nextOffset: at, repeated: false })
    return new Promise((resolve, reject) => {
      this.#waiting.push({ batch, once, resolve, reject })
      this.#running ??= this.#run()
    })
  }

  /** Ends the segment being written, if it has records, after the group in flight. */
  roll(): Promise<void> {
    return this.#betweenGroups(() => this.#finishActive())
  }

  /** Empties a segment of at least `bytesMin` that has blocks but no records, once `save` has saved what they say. */
  clearEmpty(bytesMin: number, save: () => Promise<void>): Promise<void> {
    const isDue = () => {
      const active = this.#deps.segments.active
      return active && active.index.length === 0 && active.bytes >= bytesMin ? active : undefined
    }
    if (!isDue()) return Promise.resolve()
    return this.#betweenGroups(async () => {
      const segment = isDue()
      if (!segment) return
      await save()
      const file = await this.#openActive(segment)
      segment.bytes = 0
      await file.clear()
    })
  }

  releaseFile(): boolean {
    if (this.#running) return false
    this.#closeFile()
    return true
  }

  /** Waits for what is in flight; refuses everything from now on. */
  async close(why: string): Promise<void> {
    this.#ended = why
    await this.#running
    this.#deps.openFiles.closed(this)
    await this.#closeFile()
  }

  #betweenGroups(work: () => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#between.push(() => work().then(resolve, reject))
      this.#running ??= this.#run()
    })
  }

  async #run(): Promise<void> {
    // Appends of this moment join the group: their promises are all made before the next microtask.
    await Promise.resolve()
    while (this.#waiting.length > 0 || this.#between.length > 0) {
      for (const work of this.#between.splice(0)) await work()
      const group = this.#takeGroup()
      if (group.length > 0) await this.#writeGroup(group)
      if (this.#isFull && !this.#damaged) await this.#finishActive()
    }
    this.#running = undefined
  }

  #takeGroup(): Waiting[] {
    let bytes = 0
    let count = 0
    while (count < this.#waiting.length && (count === 0 || bytes < groupBytesMax))
      bytes += this.#waiting[count++]?.batch.lines.byteLength ?? 0
    return this.#waiting.splice(0, count)
  }

  async #writeGroup(group: readonly Waiting[]): Promise<void> {
    try {
      const segment = await this.#segmentForAppend()
      const arrivedAtMs = Math.max(this.#deps.clock.nowMs(), this.#lastArrivedAtMs)
      const plan = new GroupPlan(segment.bytes, this.#nextOffset, this.#writers, arrivedAtMs)
      for (const waiting of group) plan.add(waiting)
      plan.finish()
      if (plan.bytes > 0) await this.#store(segment, plan)
      plan.settle()
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      const failure = new Error(
        `queue ${this.#deps.queue} could not be written and nothing was stored: ${reason}`,
        {
          cause: error,
        },
      )
      // Those that were answered already do not notice.
      for (const { reject } of group) reject(failure)
    }
  }

  async #store(segment: WalSegment, plan: GroupPlan): Promise<void> {
    const file = await this.#openActive(segment)
    const startedMs = this.#deps.clock.monotonicMs()
    await file.append(plan.buffers, plan.bytes, () => {
      this.#damaged = true
      this.#closeFile()
    })
    for (const block of plan.blocks)
      if (block.count > 0) segment.index.push({ ...block, arrivedAtMs: plan.arrivedAtMs })
    segment.bytes += plan.bytes
    this.#nextOffset = plan.nextOffset
    this.#lastArrivedAtMs = plan.arrivedAtMs
    for (const [writer, to] of plan.writers) this.#writers.set(writer, to)
    this.#deps.onStored(plan.appends, plan.bytes, (this.#deps.clock.monotonicMs() - startedMs) / 1000)
  }

  get #isFull(): boolean {
    const { segments, segmentBytesMax } = this.#deps
    return (segments.active?.bytes ?? 0) >= segmentBytesMax
  }

  async #segmentForAppend(): Promise<WalSegment> {
    const { segments, directory } = this.#deps
    if (this.#isFull) await this.#finishActive()
    if (segments.active) return segments.active
    const segment = new WalSegment(directory, this.#nextOffset)
    const file = await WalFile.create(segment.path)
    try {
      await syncDirectory(directory)
    } catch (error) {
      await file.close()
      throw error
    }
    this.#file = file
    segments.push(segment)
    return segment
  }

  async #openActive(segment: WalSegment): Promise<WalFile> {
    if (!this.#file) this.#file = await WalFile.reopen(segment.path, segment.bytes)
    this.#damaged = false
    this.#deps.openFiles.used(this)
    return this.#file
  }

  async #finishActive(): Promise<void> {
    const segment = this.#deps.segments.active
    // Without records it keeps its name, which is that of the segment that would follow.
    if (!segment || segment.index.length === 0) return
    if (this.#damaged) await this.#openActive(segment)
    segment.finished = true
    this.#deps.openFiles.closed(this)
    await this.#closeFile()
  }

  async #closeFile(): Promise<void> {
    const file = this.#file
    this.#file = undefined
    // All that counts was fsynced: a failing close loses nothing.
    await file?.close().catch(() => undefined)
  }
}

function wrongAppend({ lines, count }: Batch, once?: Once): string | undefined {
  if (count > 0 && lines.at(-1) !== LF)
    return `a batch of ${count} records does not end with LF: records are whole lines`
  if (count === 0 && lines.byteLength > 0)
    return `a batch of no records has ${lines.byteLength} bytes of lines`
  if (once && !writerPattern.test(once.writer))
    return `writer '${once.writer}' cannot be kept: use 1 to 200 of letters, digits, and : _ . -`
  if (once && once.to < once.from) return `writer ${once.writer} appends work from ${once.from} to ${once.to}`
  return undefined
}
