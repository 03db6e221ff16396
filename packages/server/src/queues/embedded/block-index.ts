/** Where some records lie in a segment file. */
export interface IndexedBlock {
  readonly firstOffset: bigint
  readonly nextOffset: bigint
  readonly count: number
  /** First byte of the header line. */
  readonly at: number
  /** First byte of the payload. */
  readonly payloadAt: number
  /** First byte after the payload. */
  readonly end: number
  readonly arrivedAtMs: number
}

/**
 * The blocks of one segment that hold records, in offset order and without gaps. Numbers in typed arrays, 32 bytes a
 * block: a segment of single-record pushes has hundreds of thousands of them.
 */
export class BlockIndex {
  readonly firstOffset: bigint
  #length = 0
  /** Records before the block. One more than there are blocks: the last is the count of all. */
  #starts = new Float64Array(8)
  #payloadAts = new Float64Array(8)
  #ends = new Float64Array(8)
  #arrivals = new Float64Array(8)

  constructor(firstOffset: bigint) {
    this.firstOffset = firstOffset
  }

  get length(): number {
    return this.#length
  }

  get nextOffset(): bigint {
    return this.firstOffset + BigInt(this.#starts[this.#length] ?? 0)
  }

  get count(): number {
    return this.#starts[this.#length] ?? 0
  }

  get firstArrivedAtMs(): number | undefined {
    return this.#length > 0 ? this.#arrivals[0] : undefined
  }

  get lastArrivedAtMs(): number | undefined {
    return this.#length > 0 ? this.#arrivals[this.#length - 1] : undefined
  }

  push(block: { count: number; payloadAt: number; end: number; arrivedAtMs: number }): void {
    if (this.#length + 1 >= this.#starts.length) this.#grow()
    const i = this.#length++
    this.#payloadAts[i] = block.payloadAt
    this.#ends[i] = block.end
    this.#arrivals[i] = block.arrivedAtMs
    this.#starts[i + 1] = (this.#starts[i] ?? 0) + block.count
  }

  #grow(): void {
    const wider = (numbers: Float64Array<ArrayBuffer>) => {
      const copy = new Float64Array(numbers.length * 2)
      copy.set(numbers)
      return copy
    }
    this.#starts = wider(this.#starts)
    this.#payloadAts = wider(this.#payloadAts)
    this.#ends = wider(this.#ends)
    this.#arrivals = wider(this.#arrivals)
  }

  /** 0 <= i < length. `at` counts what lies between two blocks (empty ones) to the later one. */
  get(i: number): IndexedBlock {
    const start = this.#starts[i] ?? 0
    const next = this.#starts[i + 1] ?? 0
    return {
      firstOffset: this.firstOffset + BigInt(start),
      nextOffset: this.firstOffset + BigInt(next),
      count: next - start,
      at: i === 0 ? 0 : (this.#ends[i - 1] ?? 0),
      payloadAt: this.#payloadAts[i] ?? 0,
      end: this.#ends[i] ?? 0,
      arrivedAtMs: this.#arrivals[i] ?? 0,
    }
  }

  /** Index of the block with the record at `offset`, which the segment must hold. */
  find(offset: bigint): number {
    const wanted = Number(offset - this.firstOffset)
    let low = 0
    let high = this.#length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#starts[middle] ?? 0) <= wanted) low = middle + 1
      else high = middle
    }
    return low - 1
  }
}
