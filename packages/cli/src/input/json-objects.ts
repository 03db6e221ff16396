import { UsageError } from '../command.ts'

const [brace, braceEnd, bracket, bracketEnd, quote, backslash, comma, lineFeed] = Buffer.from('{}[]"\\,\n')
const blanks = new Set(Buffer.from(' \t\r\n'))

/**
 * Cuts JSON text into its objects, one a line, whether they stand in a list, one after the other, or over several lines.
 * Works on bytes and never looks at values, so digits stay as they are.
 */
export async function* jsonObjectLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const scanner = new ObjectScanner()
  for await (const chunk of chunks) yield scanner.add(chunk)
  scanner.end()
}

class ObjectScanner {
  /** Open braces and brackets within the object; 0 = between objects. */
  #depth = 0
  #inString = false
  #escaped = false
  #inList = false
  #listEnded = false
  #objects = 0

  /** The chunk with every object on a line of its own; what stands between objects is gone. */
  add(chunk: Uint8Array): Uint8Array {
    // Between two objects there is at least a comma or white space, or nothing: one byte more for each brace is enough.
    const lines = Buffer.allocUnsafe(chunk.length * 2)
    let length = 0
    for (const byte of chunk) {
      if (this.#depth === 0 && (byte !== brace || this.#listEnded)) {
        this.#between(byte)
        continue
      }
      const broken = byte === lineFeed && !this.#inString
      lines[length++] = broken ? 0x20 : byte
      this.#within(byte)
      if (this.#depth === 0) lines[length++] = lineFeed ?? 0
    }
    return lines.subarray(0, length)
  }

  end(): void {
    if (this.#depth > 0 || (this.#inList && !this.#listEnded))
      throw new UsageError(
        `the JSON input ends within ${this.#depth > 0 ? 'a record' : 'the list of records'}`,
      )
  }

  #within(byte: number): void {
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false
      else if (byte === backslash) this.#escaped = true
      else if (byte === quote) this.#inString = false
    } else if (byte === quote) this.#inString = true
    else if (byte === brace || byte === bracket) this.#depth++
    else if (byte === braceEnd || byte === bracketEnd) this.#depth--
    if (this.#depth === 0) this.#objects++
  }

  #between(byte: number): void {
    if (blanks.has(byte)) return
    if (this.#inList && !this.#listEnded && byte === comma) return
    if (this.#inList && !this.#listEnded && byte === bracketEnd) this.#listEnded = true
    else if (!this.#inList && this.#objects === 0 && byte === bracket) this.#inList = true
    else
      throw new UsageError(
        `record ${this.#objects + 1} of the JSON input begins with ${JSON.stringify(String.fromCharCode(byte))}`,
        'records are objects: in one list, or one after the other',
      )
  }
}
