import type { ExportBatch, Exporter, ExporterState, Progress } from '../exporter.ts'
import { idsIn } from './records.ts'

/** Called before each call does its work; may throw, or wait for the signal. */
export type Obstacle = (call: 'open' | 'write' | 'settle', signal: AbortSignal) => Promise<void> | void

/** A destination in memory. With `gathers` it delivers only when told to, as file exports do. */
export class MemoryExporter implements Exporter {
  readonly written: number[][] = []
  readonly opened: (ExporterState | undefined)[] = []
  settled = 0
  closed = 0
  problem: string | undefined
  obstacle: Obstacle = () => {}
  /** Overrides parts of what a write says. */
  progress: (batch: ExportBatch) => Partial<Progress> = () => ({})
  settleProgress: () => Progress | undefined = () => undefined

  async check(): Promise<string | undefined> {
    return this.problem
  }

  async open(state: ExporterState | undefined, signal: AbortSignal): Promise<void> {
    this.opened.push(state)
    await this.obstacle('open', signal)
  }

  async write(batch: ExportBatch, signal: AbortSignal): Promise<Progress> {
    await this.obstacle('write', signal)
    const progress = this.progress(batch)
    const ids = idsIn(Buffer.from(batch.lines).toString())
    this.written.push(ids.slice(0, progress.taken))
    const taken = BigInt(progress.taken ?? batch.count)
    return { delivered: batch.firstOffset + taken, ...progress }
  }

  async settle(signal: AbortSignal): Promise<Progress | undefined> {
    await this.obstacle('settle', signal)
    this.settled++
    return this.settleProgress()
  }

  async close(): Promise<void> {
    this.closed++
  }

  get ids(): number[] {
    return this.written.flat()
  }
}
