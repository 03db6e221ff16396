import type { StoredBatch } from '../record-log.ts'

interface Slice {
  readonly batches: readonly StoredBatch[]
  readonly bytes: number
}

/** The last decoded piece of each sealed file, shared by all queues: for readers that go through a file in small steps. */
export class SliceCache {
  readonly #bytesMax: number
  /** By path of the file, the least recently used first. */
  readonly #slices = new Map<string, Slice>()
  #bytes = 0

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax
  }

  /** The piece of the file that has the record at `offset`. */
  get(path: string, offset: bigint): readonly StoredBatch[] | undefined {
    const slice = this.#slices.get(path)
    const [first, last] = [slice?.batches[0], slice?.batches.at(-1)]
    if (!slice || !first || !last || offset < first.firstOffset || offset >= last.nextOffset) return undefined
    this.#slices.delete(path)
    this.#slices.set(path, slice)
    return slice.batches
  }

  put(path: string, batches: readonly StoredBatch[]): void {
    this.delete(path)
    const bytes = batches.reduce((sum, { lines }) => sum + lines.byteLength, 0)
    this.#slices.set(path, { batches, bytes })
    this.#bytes += bytes
    for (const oldest of this.#slices.keys()) {
      if (this.#bytes <= this.#bytesMax) break
      this.delete(oldest)
    }
  }

  delete(path: string): void {
    this.#bytes -= this.#slices.get(path)?.bytes ?? 0
    this.#slices.delete(path)
  }
}
