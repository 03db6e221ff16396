import { ConfigurationError, type RefusedBatch } from './exporter.ts'

/** So many records refused one by one, and none taken in between, are hardly all bad: something else is wrong. */
const refusedInRowMax = 1_000

/**
 * How many records the next write gets. A refused batch is halved until the bad record is alone; then the size doubles
 * with every write that passes, until nothing is cut any more.
 */
export class BatchSize {
  #recordsMax = Number.POSITIVE_INFINITY
  #refusedInRow = 0

  get recordsMax(): number {
    return this.#recordsMax
  }

  passed(): void {
    this.#recordsMax *= 2
    this.#refusedInRow = 0
  }

  /** True: the batch was one record, which is to be kept as a dead letter. Throws ConfigurationError after too many. */
  refused(count: number, error: RefusedBatch): boolean {
    this.#recordsMax = Math.max(1, Math.floor(count / 2))
    if (count > 1) return false
    if (++this.#refusedInRow % refusedInRowMax !== 0) return true
    throw new ConfigurationError(
      `the destination has refused ${this.#refusedInRow} records in a row, one by one; the last one with: ${error.message}. What was refused is kept as dead letters. If the records are right, mend the destination or the export's spec, then send the dead letters again`,
    )
  }
}
