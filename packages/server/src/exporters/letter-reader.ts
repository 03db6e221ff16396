import type { ExportBatch } from './exporter.ts'
import type { QueueReader } from './queue-reader.ts'

/** A dead letter as its repo stores it (pipelines/dead-letters.ts). */
interface StoredLetter {
  readonly repo: string
  readonly export: string
  readonly offset: bigint
  readonly record: string
}

/**
 * A dead-letter repo read for sending its letters again: batches hold the records as they were when they were refused,
 * with the offsets they have in their own repo. Exports of one name share a dead-letter repo: letters of others, and
 * records that are no letters, come as batches without records, to be passed over.
 */
export function letterReader(queue: QueueReader, owner: { repo: string; name: string }): QueueReader {
  const isOwn = (letter: StoredLetter | undefined) =>
    letter !== undefined && letter.repo === owner.repo && letter.export === owner.name
  return {
    ...queue,
    async read(from, limits, signal) {
      const batch = await queue.read(from, limits, signal)
      if (!batch) return undefined
      const letters = storedLetters(batch)
      const own = isOwn(letters[0])
      const end = letters.findIndex((letter) => isOwn(letter) !== own)
      return unwrapped(batch, letters.slice(0, end < 0 ? letters.length : end), own)
    },
  }
}

function unwrapped(
  { firstOffset, arrivals }: ExportBatch,
  letters: readonly (StoredLetter | undefined)[],
  own: boolean,
): ExportBatch {
  const found = own ? letters.filter((letter) => letter !== undefined) : []
  return {
    lines: Buffer.from(found.map(({ record }) => `${record}\n`).join('')),
    count: found.length,
    firstOffset,
    nextOffset: firstOffset + BigInt(letters.length),
    arrivals: arrivals.filter(({ index }) => index < letters.length),
    offsets: found.map(({ offset }) => offset),
  }
}

function storedLetters({ lines }: ExportBatch): (StoredLetter | undefined)[] {
  const text = Buffer.from(lines.buffer, lines.byteOffset, lines.length).toString()
  return text.trimEnd().split('\n').map(storedLetter)
}

function storedLetter(line: string): StoredLetter | undefined {
  const { repo, export: name, record } = JSON.parse(line)
  // Not from the parsed number: offsets are 64-bit. No text value can hold this: its quotes would be escaped.
  const offset = /"offset":(\d+)/.exec(line)?.[1]
  if (typeof record !== 'string' || offset === undefined) return undefined
  return { repo, export: name, record, offset: BigInt(offset) }
}
