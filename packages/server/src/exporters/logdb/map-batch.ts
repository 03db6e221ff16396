import type { ExportBatch } from '../exporter.ts'
import type { Documents } from './document.ts'
import type { LogdbSpec } from './logdb-spec.ts'

export interface MappedDocument {
  /** In the batch. */
  readonly index: number
  readonly json: string
  readonly arrivedAtMs: number
}

export interface MappedBatch {
  readonly mapped: readonly MappedDocument[]
  readonly rejected: readonly { readonly index: number; readonly reason: string }[]
  readonly omitted: number
}

/** The documents of a batch, sorted by what the spec says about empty and invalid ones. An empty document that is not to be
 *  left out is delivered all the same. */
export function mapBatch(
  documents: Documents,
  { lines, arrivals }: ExportBatch,
  { omitEmpty, omitInvalid }: Pick<LogdbSpec, 'omitEmpty' | 'omitInvalid'>,
): MappedBatch {
  const mapped: MappedDocument[] = []
  const rejected: { index: number; reason: string }[] = []
  let omitted = 0
  let index = -1
  let run = -1
  for (const document of documents.of(lines)) {
    index++
    while ((arrivals[run + 1]?.index ?? Number.POSITIVE_INFINITY) <= index) run++
    if ('json' in document) {
      if (document.empty && omitEmpty) omitted++
      else mapped.push({ index, json: document.json, arrivedAtMs: arrivals[run]?.arrivedAtMs ?? 0 })
    } else if (omitInvalid) omitted++
    else rejected.push({ index, reason: document.reason })
  }
  return { mapped, rejected, omitted }
}
