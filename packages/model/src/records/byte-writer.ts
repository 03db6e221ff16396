/** Above this size copying is left to the runtime's memcpy; below it a loop is faster than the call (measured: the two
 *  cross between 30 and 60 bytes). */
const loopCopyBytesMax = 40
const firstBytes = 64 * 1024
/** A writer that once had to hold more than this gives the memory back when its content is taken. */
const keptBytesMax = 8 * 1024 * 1024

/**
 * A growing byte buffer, reused from call to call. Hot loops take `bytes` and `length` into locals, write, and store
 * `length` back; they call `ensure` first, which may replace `bytes`.
 */
export class ByteWriter {
  bytes: Buffer = Buffer.allocUnsafeSlow(firstBytes)
  length = 0

  /** Makes room for `room` more bytes. */
  ensure(room: number): void {
    if (this.length + room > this.bytes.length) this.grow(this.length + room)
  }

  /** Appends src[from, to). */
  copy(src: Buffer, from: number, to: number): void {
    this.ensure(to - from)
    const bytes = this.bytes
    let length = this.length
    if (to - from <= loopCopyBytesMax) {
      for (let i = from; i < to; i++) bytes[length++] = src[i]!
      this.length = length
    } else {
      src.copy(bytes, length, from, to)
      this.length = length + to - from
    }
  }

  byte(value: number): void {
    this.ensure(1)
    this.bytes[this.length++] = value
  }

  /** Appends text that is known to be ASCII. */
  ascii(text: string): void {
    this.ensure(text.length)
    this.length += this.bytes.write(text, this.length, 'latin1')
  }

  /** The content as a buffer of its own; the writer is empty afterwards. */
  take(): Buffer {
    const taken = Buffer.allocUnsafeSlow(this.length)
    this.bytes.copy(taken, 0, 0, this.length)
    this.length = 0
    if (this.bytes.length > keptBytesMax) this.bytes = Buffer.allocUnsafeSlow(firstBytes)
    return taken
  }

  private grow(need: number): void {
    const bigger = Buffer.allocUnsafeSlow(Math.max(need, 2 * this.bytes.length))
    this.bytes.copy(bigger, 0, 0, this.length)
    this.bytes = bigger
  }
}

/** The same bytes as a Buffer: hot loops see one class of array only. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** The bytes with LF as the last one. Scanning loops stop at LF and need no check for the end. */
export function endWithLine(bytes: Uint8Array): Buffer {
  const source = asBuffer(bytes)
  if (source.length > 0 && source[source.length - 1] === 0x0a) return source
  const ended = Buffer.allocUnsafe(source.length + 1)
  source.copy(ended, 0)
  ended[source.length] = 0x0a
  return ended
}
