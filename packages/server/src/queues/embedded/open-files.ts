/** Somebody who keeps a file open to be quick, and can open it again. */
export interface FileHolder {
  /** Lets the file be closed unless it is in use; says whether it did. */
  releaseFile(): boolean
}

/**
 * Bounds how many queues keep their file open: beyond it, the one that has not been written for the longest time closes its.
 * Files being written at this moment do not count against anybody, so the bound may be passed by as many.
 */
export class OpenFiles {
  readonly #filesMax: number
  /** The least recently used first. */
  readonly #holders = new Set<FileHolder>()

  constructor(filesMax: number) {
    this.#filesMax = filesMax
  }

  get count(): number {
    return this.#holders.size
  }

  used(holder: FileHolder): void {
    this.#holders.delete(holder)
    this.#holders.add(holder)
    if (this.#holders.size <= this.#filesMax) return
    for (const other of this.#holders) {
      if (this.#holders.size <= this.#filesMax) break
      if (other !== holder && other.releaseFile()) this.#holders.delete(other)
    }
  }

  closed(holder: FileHolder): void {
    this.#holders.delete(holder)
  }
}
