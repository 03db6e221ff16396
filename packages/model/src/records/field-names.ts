/**
 * The names of an object's fields, found by their bytes without making strings. Records of one sender look alike, so the
 * column that followed a column last time is tried first; a hash table finds the others.
 */
export class FieldNames {
  /** Index behind the terminator of the key that `match` found. */
  valueAt = 0
  /** Names back to back; name i is [starts[i], starts[i + 1]). */
  private readonly names: Buffer
  private readonly starts: Int32Array
  /** Hash of a name → column; open addressing, -1 = free. */
  private readonly slots: Int32Array
  /** follow[i + 1]: the column that came after column i last time. */
  private readonly follow: Int32Array

  constructor(keys: readonly string[]) {
    this.names = Buffer.from(keys.join(''), 'latin1')
    this.starts = startsOf(keys)
    this.slots = hashSlots(keys)
    this.follow = Int32Array.from([...keys.keys(), 0])
  }

  /**
   * The column whose name stands at `at`, followed by `terminator`; sets valueAt. `last` is the column before it in the
   * object, -1 for the first. -1 when there is none: the key is unknown, or not ended by the terminator.
   */
  match(src: Buffer, at: number, terminator: number, last: number): number {
    const column = this.follow[last + 1]!
    const names = this.names
    const end = this.starts[column + 1]!
    let i = at
    let j = this.starts[column]!
    while (j < end && src[i] === names[j]) {
      i++
      j++
    }
    if (j === end && src[i] === terminator) {
      this.valueAt = i + 1
      return column
    }
    return this.find(src, at, terminator, last)
  }

  private find(src: Buffer, at: number, terminator: number, last: number): number {
    let hash = 0
    let end = at
    for (let c = src[end]!; c !== terminator; c = src[end]!) {
      if (c < 0x30 || end - at > 128) return -1
      hash = (Math.imul(hash, 31) + c) | 0
      end++
    }
    this.valueAt = end + 1
    const column = this.columnOf(src, at, end, hash)
    if (column >= 0) this.follow[last + 1] = column
    return column
  }

  private columnOf(src: Buffer, from: number, to: number, hash: number): number {
    const mask = this.slots.length - 1
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const column = this.slots[slot]!
      if (column < 0 || this.named(column, src, from, to)) return column
    }
  }

  private named(column: number, src: Buffer, from: number, to: number): boolean {
    const names = this.names
    const start = this.starts[column]!
    if (this.starts[column + 1]! - start !== to - from) return false
    for (let i = from, j = start; i < to; i++, j++) {
      if (src[i] !== names[j]) return false
    }
    return true
  }
}

/** Where each of the texts starts when they stand back to back, and where the last one ends. */
export function startsOf(texts: readonly string[]): Int32Array {
  const starts = new Int32Array(texts.length + 1)
  texts.forEach((text, i) => {
    starts[i + 1] = starts[i]! + text.length
  })
  return starts
}

function hashSlots(keys: readonly string[]): Int32Array {
  const slots = new Int32Array(2 ** Math.ceil(Math.log2(keys.length * 2 + 2))).fill(-1)
  const mask = slots.length - 1
  keys.forEach((key, column) => {
    let hash = 0
    for (let i = 0; i < key.length; i++) hash = (Math.imul(hash, 31) + key.charCodeAt(i)) | 0
    let slot = hash & mask
    while (slots[slot]! >= 0) slot = (slot + 1) & mask
    slots[slot] = column
  })
  return slots
}
