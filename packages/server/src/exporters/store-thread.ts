import { join } from 'node:path'
import type { MessagePort } from 'node:worker_threads'
import { type ErrorCode, SluiceError } from '@sluice/model'
import type { ExporterType } from './exporter.ts'

/** What the server's thread asks of a store thread: one read at a time. */
export type StoreRequest =
  | { readonly kind: 'read'; readonly type: string; readonly account: string; readonly query: unknown }
  | { readonly kind: 'cancel' }

/** What comes back, once for every read: the answer as JSON text, or why not. */
export type StoreAnswer =
  | { readonly text: string }
  /** Without a code: not the caller's fault. */
  | { readonly code: ErrorCode | undefined; readonly message: string }

export interface StoreThreadSettings {
  /** Embedded stores of destinations: a folder per type, in it one per account. */
  readonly storesDirectory: string
  /** IANA name */
  readonly timeZone: string
  readonly answerCharactersMax: number
}

/** Serves reads of embedded stores in a thread of its own, for store-reader.ts. */
export function serveStoreReads(
  port: MessagePort,
  settings: StoreThreadSettings,
  types: readonly ExporterType[],
): void {
  let reading = new AbortController()
  port.on('message', (request: StoreRequest) => {
    if (request.kind === 'cancel') return reading.abort(new Error('the query was given up'))
    reading = new AbortController()
    void answer(request, reading.signal).then((message) => port.postMessage(message))
  })

  async function answer(
    { type: kind, account, query }: Extract<StoreRequest, { kind: 'read' }>,
    signal: AbortSignal,
  ): Promise<StoreAnswer> {
    const { storesDirectory, timeZone, answerCharactersMax } = settings
    try {
      const store = types.find((type) => type.kind === kind)?.store
      if (!store) throw new Error(`export type '${kind}' has no store`)
      const storeDirectory = join(storesDirectory, kind, account)
      const text = await store.read(query, { account, storeDirectory, timeZone }, signal)
      if (text.length <= answerCharactersMax) return { text }
      const message = `the answer has ${text.length} characters, more than ${answerCharactersMax}: ask for fewer rows`
      return { code: 'E18007', message }
    } catch (error) {
      const code = error instanceof SluiceError ? error.code : undefined
      return { code, message: error instanceof Error ? error.message : String(error) }
    }
  }
}
