import type { Field, PushSource } from '@sluice/sdk'
import { UsageError } from '../command.ts'
import { csvAsJsonLines } from './csv.ts'
import { jsonObjectLines } from './json-objects.ts'
import type { Input } from './open-input.ts'

export const formats = ['text', 'json', 'csv'] as const
export type Format = (typeof formats)[number]

export function parseFormat(text: string): Format {
  const format = formats.find((known) => known === text)
  if (format) return format
  throw new UsageError(`format '${text}' is none of ${formats.join(', ')}`)
}

export interface FormatOptions {
  /** Absent: by the file's name, else by its first byte. */
  readonly format?: Format | undefined
  readonly delimiter?: string | undefined
  /** Asked for only when the input is CSV. */
  schema(): Promise<readonly Field[]>
}

/** The input as something to push. */
export async function pushSource(input: Input, options: FormatOptions): Promise<PushSource> {
  const { start, chunks } = await peek(input.chunks)
  const format = options.format ?? formatByName(input.name) ?? formatByStart(start)
  if (format === 'text') return { text: chunks }
  if (format === 'json') return { jsonLines: oneObjectALine(start) ? chunks : jsonObjectLines(chunks) }
  const delimiter = options.delimiter ?? (/\.tsv(\.gz)?$/i.test(input.name) ? '\t' : ',')
  return { jsonLines: csvAsJsonLines(chunks, await options.schema(), delimiter) }
}

function formatByName(name: string): Format | undefined {
  if (/\.[ct]sv(\.gz)?$/i.test(name)) return 'csv'
  return /\.(json|jsonl|ndjson)(\.gz)?$/i.test(name) ? 'json' : undefined
}

function formatByStart(start: string): Format {
  return /^\s*[[{]/.test(start) ? 'json' : 'text'
}

/** The usual case, which needs no looking at every byte. A first line longer than the first chunk counts as not so. */
function oneObjectALine(start: string): boolean {
  const [line = ''] = start.trimStart().split('\n', 1)
  if (!line.startsWith('{')) return false
  try {
    JSON.parse(line)
    return true
  } catch {
    return false
  }
}

/** The first chunk as text, and all chunks still to be read. */
async function peek(
  chunks: AsyncIterable<Uint8Array>,
): Promise<{ start: string; chunks: AsyncIterable<Uint8Array> }> {
  const iterator = chunks[Symbol.asyncIterator]()
  const first = await iterator.next()
  const start = first.done ? new Uint8Array() : first.value
  async function* all(): AsyncGenerator<Uint8Array> {
    yield start
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value
  }
  return { start: Buffer.from(start).toString('utf8'), chunks: all() }
}
