/** The bounds of one push request. */
export interface BatchLimits {
  readonly recordsMax: number
  /** Of the body before compression; the server's own bound (setting body-bytes-max) is 2 MiB by default. */
  readonly bytesMax: number
}

/** The body of one push request: whole lines. */
export interface Batch {
  readonly body: Uint8Array<ArrayBuffer>
  readonly records: number
}

/** Text in pieces of any size. */
export type Chunks = string | Uint8Array | Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>

const lineFeed = 0x0a

/** Cuts text into batches at line ends. Lines of nothing but white space are no records. Throws RangeError when one line
 *  alone is longer than a batch may be. */
export async function* batchesOf(chunks: Chunks, limits: BatchLimits): AsyncGenerator<Batch> {
  const batcher = new LineBatcher(limits)
  const encoder = new TextEncoder()
  const whole = typeof chunks === 'string' || chunks instanceof Uint8Array
  for await (const chunk of whole ? [chunks] : chunks) {
    yield* batcher.add(typeof chunk === 'string' ? encoder.encode(chunk) : chunk)
  }
  yield* batcher.end()
}

class LineBatcher {
  readonly #limits: BatchLimits
  /** Whole lines up to #lineStart, then the line that is still coming in, up to #length. */
  readonly #buffer: Uint8Array<ArrayBuffer>
  #lineStart = 0
  #length = 0
  #lineBlank = true
  #records = 0
  #recordsBefore = 0

  constructor(limits: BatchLimits) {
    this.#limits = limits
    this.#buffer = new Uint8Array(limits.bytesMax)
  }

  *add(chunk: Uint8Array): Generator<Batch> {
    for (let at = 0; at < chunk.length; ) {
      const lineFeedAt = chunk.indexOf(lineFeed, at)
      const end = lineFeedAt < 0 ? chunk.length : lineFeedAt + 1
      yield* this.#append(chunk.subarray(at, end))
      if (lineFeedAt >= 0) this.#endLine()
      if (this.#records === this.#limits.recordsMax) yield this.#cut()
      at = end
    }
  }

  *end(): Generator<Batch> {
    this.#endLine()
    if (this.#records > 0) yield this.#cut()
  }

  *#append(piece: Uint8Array): Generator<Batch> {
    if (this.#length + piece.length > this.#limits.bytesMax && this.#records > 0) yield this.#cut()
    if (this.#length + piece.length > this.#limits.bytesMax)
      throw new RangeError(
        `record ${this.#recordsBefore + 1} is longer than a request may be (${this.#limits.bytesMax} bytes)`,
      )
    this.#buffer.set(piece, this.#length)
    this.#length += piece.length
    this.#lineBlank &&= blank(piece)
  }

  #endLine(): void {
    if (this.#lineBlank) this.#length = this.#lineStart
    else this.#records++
    this.#lineStart = this.#length
    this.#lineBlank = true
  }

  #cut(): Batch {
    const batch = { body: this.#buffer.slice(0, this.#lineStart), records: this.#records }
    this.#buffer.copyWithin(0, this.#lineStart, this.#length)
    this.#length -= this.#lineStart
    this.#lineStart = 0
    this.#recordsBefore += this.#records
    this.#records = 0
    return batch
  }
}

function blank(piece: Uint8Array): boolean {
  return piece.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d || byte === lineFeed)
}
