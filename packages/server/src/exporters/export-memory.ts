/**
 * Shares what all exports together may hold of their queues' records. Half of it is divided evenly, so that a destination
 * that hangs with its hands full starves nobody; the other half is lent to whoever reads first. An export that has borrowed
 * gets no more until it has given back, so the largest give way first. What is held is never waited for: the queue still
 * has it, so a runner lets go of everything as soon as something fails.
 * Not counted are the parts of uploads (kodo/s3-file-store.ts): they cannot be let go of, and if they were waited for, a store
 * that hangs would hold up the uploads to others.
 */
export class ExportMemory {
  readonly #bytesMax: number
  readonly #held = new Map<string, number>()

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax
  }

  /** Of all exports. */
  get bytes(): number {
    return [...this.#held.values()].reduce((sum, bytes) => sum + bytes, 0)
  }

  join(run: string): void {
    this.#held.set(run, 0)
  }

  leave(run: string): void {
    this.#held.delete(run)
  }

  /**
   * Reserves memory for a read of up to `wanted` bytes by an export that holds `holds` bytes; how many it may read. 0: it
   * reads when it holds less. One that holds nothing always gets some. `settle` says what came of it.
   */
  reserve(run: string, holds: number, wanted: number): number {
    const share = this.#bytesMax / (2 * Math.max(1, this.#held.size))
    const lent = [...this.#held].reduce(
      (sum, [other, bytes]) => sum + (other === run ? 0 : Math.max(0, bytes - share)),
      0,
    )
    const room = share + Math.max(0, this.#bytesMax / 2 - lent) - holds
    // The other half of it is for what is read while this is being written.
    const granted = Math.floor(Math.min(wanted, holds === 0 ? room / 2 : room))
    // Reading in crumbs costs more than waiting.
    const bytes = holds > 0 && granted < Math.min(wanted, share / 2) ? 0 : granted
    this.settle(run, holds + bytes)
    return bytes
  }

  /** What the export holds now. */
  settle(run: string, bytes: number): void {
    if (this.#held.has(run)) this.#held.set(run, bytes)
  }
}
