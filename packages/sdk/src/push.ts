import { base64 } from './base64.ts'
import { type Batch, batchesOf, type Chunks } from './batches.ts'
import { RequestError } from './errors.ts'
import { jsonPrinter } from './json.ts'
import type { DataRecord } from './resources.ts'
import { pathOf, type Transport } from './transport.ts'

/** What is pushed: objects, or ready text, one record a line. */
export type PushSource =
  | { readonly records: Iterable<DataRecord> | AsyncIterable<DataRecord> }
  /** The push text format: `key=value`, fields separated by TAB (protocol §8.1). */
  | { readonly text: Chunks }
  /** One JSON object a line. Digits pass untouched. */
  | { readonly jsonLines: Chunks }
  /** Raw text, of which parse rules make records: those that are named, else those of the repo. */
  | { readonly rawLines: Chunks; readonly rules?: readonly string[] }

export type PushOptions = PushSource & {
  readonly repo: string
  /** Fields to add to every record, in the push text format. */
  readonly tags?: string
  /** Compress bodies: worth it on slow lines, not on this machine. */
  readonly gzip?: boolean
  /** Records and bytes of one request at most. */
  readonly batchRecordsMax?: number
  readonly batchBytesMax?: number
  /** Requests under way at once. With 1, the default, records are stored in order, and a push that fails has stored
   *  exactly the first `storedRecords`. */
  readonly inFlightMax?: number
  readonly onProgress?: (progress: PushProgress) => void
  readonly signal?: AbortSignal
}

/** What the server has confirmed as stored. */
export interface PushProgress {
  readonly records: number
  /** Of the bodies before compression. */
  readonly bytes: number
  readonly requests: number
}

const batchRecordsDefault = 10_000
const batchBytesDefault = 2 * 1024 * 1024

/**
 * Pushes any number of records in as many requests as needed; the next is prepared while one is under way. At least once:
 * a request whose answer got lost is sent again. Resolves when everything is stored. Rejects with the first ApiError or
 * NetworkError, whose `push` says how far it came.
 */
export async function push(transport: Transport, options: PushOptions): Promise<PushProgress> {
  const stored = { records: 0, bytes: 0, requests: 0 }
  const inFlightMax = options.inFlightMax ?? 1
  const inFlight = new Set<Promise<void>>()
  let failure: { error: unknown } | undefined
  let firstRecord = 0
  try {
    for await (const batch of batches(options)) {
      while (inFlight.size >= inFlightMax) await Promise.race(inFlight)
      if (failure) break
      const sending: Promise<void> = store(batch, firstRecord)
        .catch((error: unknown) => {
          failure ??= { error }
        })
        .finally(() => inFlight.delete(sending))
      inFlight.add(sending)
      firstRecord += batch.records
    }
  } finally {
    // Also when the source itself throws: nothing may still be under way when the caller hears of it.
    await Promise.all(inFlight)
  }
  if (failure) throw failure.error
  return stored

  async function store(batch: Batch, first: number): Promise<void> {
    try {
      await sendBatch(transport, options, batch)
    } catch (error) {
      if (error instanceof RequestError)
        error.push = { firstRecord: first, records: batch.records, storedRecords: stored.records }
      throw error
    }
    stored.records += batch.records
    stored.bytes += batch.body.length
    stored.requests++
    options.onProgress?.({ ...stored })
  }
}

function batches(options: PushOptions): AsyncGenerator<Batch> {
  const limits = {
    recordsMax: options.batchRecordsMax ?? batchRecordsDefault,
    bytesMax: options.batchBytesMax ?? batchBytesDefault,
  }
  if ('records' in options) return batchesOf(linesOf(options.records), limits)
  if ('rawLines' in options) return batchesOf(options.rawLines, limits)
  return batchesOf('text' in options ? options.text : options.jsonLines, limits)
}

async function* linesOf(records: Iterable<DataRecord> | AsyncIterable<DataRecord>): AsyncGenerator<string> {
  const print = jsonPrinter()
  for await (const record of records) yield `${print(record)}\n`
}

async function sendBatch(transport: Transport, options: PushOptions, batch: Batch): Promise<void> {
  const raw = 'rawLines' in options
  await transport.send({
    method: 'POST',
    path: pathOf(raw ? 'streams' : 'repos', options.repo, 'data'),
    query: {
      tags: options.tags ? base64(new TextEncoder().encode(options.tags)) : undefined,
      rules: raw && options.rules ? options.rules.join(',') : undefined,
    },
    body: options.gzip ? await gzip(batch.body) : batch.body,
    contentEncoding: options.gzip ? 'gzip' : undefined,
    contentType: raw || 'text' in options ? 'text/plain' : 'application/json',
    safeToRepeat: true,
    signal: options.signal,
  })
}

async function gzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('gzip'))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}
