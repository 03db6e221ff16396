import type { Socket } from 'node:net'
import type { AnalyticStore, StoreQuery, StoreTable, TableBatch } from './analytic-store.ts'
import { StoreRefusal } from './analytic-store.ts'
import { onFrame, sendFrame } from './framed-socket.ts'
import { connectStore } from './store-connection.ts'
import type { StoreReply, StoreRequest } from './store-messages.ts'

type Question = StoreRequest extends infer R ? (R extends { id: number } ? Omit<R, 'id'> : never) : never

interface Waiting {
  readonly kind: StoreRequest['kind']
  resolve(text: string | undefined): void
  reject(error: Error): void
}

/** One opening of a store: a connection to its process, made with the first call and again after one was lost. Calls share
 *  it while it is being made, too: one that gives up leaves it to the others. */
export class StoreClient implements AnalyticStore {
  readonly #directory: string
  readonly #timeZone: string
  readonly #waiting = new Map<number, Waiting>()
  #connected: Promise<Socket> | undefined
  #closing = new AbortController()
  #lastId = 0

  constructor(directory: string, timeZone: string) {
    this.#directory = directory
    this.#timeZone = timeZone
  }

  async check(table: StoreTable, signal: AbortSignal): Promise<string | undefined> {
    return await this.#ask({ kind: 'check', table }, signal)
  }

  async prepare(table: StoreTable, signal: AbortSignal): Promise<void> {
    await this.#ask({ kind: 'prepare', table }, signal)
  }

  async write(batch: TableBatch, signal: AbortSignal): Promise<void> {
    await this.#ask({ kind: 'write', batch }, signal)
  }

  async query(query: StoreQuery, signal: AbortSignal): Promise<string> {
    return (await this.#ask({ kind: 'query', query }, signal)) ?? ''
  }

  close(): void {
    const connected = this.#connected
    this.#connected = undefined
    this.#closing.abort(new Error('the store was closed'))
    this.#closing = new AbortController()
    void connected?.then((socket) => socket.destroy()).catch(() => {})
  }

  async #ask(question: Question, signal: AbortSignal): Promise<string | undefined> {
    signal.throwIfAborted()
    this.#connected ??= this.#connect()
    const socket = await orGivenUp(this.#connected, signal)
    const id = ++this.#lastId
    return await new Promise((resolve, reject) => {
      const onAbort = () => {
        this.#waiting.delete(id)
        reject(signal.reason)
      }
      const settle = () => signal.removeEventListener('abort', onAbort)
      signal.addEventListener('abort', onAbort, { once: true })
      this.#waiting.set(id, {
        kind: question.kind,
        resolve: (text) => {
          settle()
          resolve(text)
        },
        reject: (error) => {
          settle()
          reject(error)
        },
      })
      sendFrame(socket, { ...question, id })
    })
  }

  #connect(): Promise<Socket> {
    const connected = connectStore(this.#directory, this.#timeZone, this.#closing.signal)
    const lost = (error?: Error) => {
      if (this.#connected === connected) this.#connected = undefined
      for (const { kind, reject } of this.#waiting.values()) reject(lostError(kind, error))
      this.#waiting.clear()
    }
    connected.then((socket) => {
      onFrame(socket, (message) => this.#take(message as StoreReply))
      socket.once('error', () => {})
      socket.once('close', () => lost())
    }, lost)
    return connected
  }

  #take(reply: StoreReply): void {
    const waiting = this.#waiting.get(reply.id)
    this.#waiting.delete(reply.id)
    if (reply.kind === 'done') waiting?.resolve(reply.text)
    else
      waiting?.reject(reply.kind === 'refused' ? new StoreRefusal(reply.message) : new Error(reply.message))
  }
}

async function orGivenUp<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: givenUp, reject } = Promise.withResolvers<never>()
  const onAbort = () => reject(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([promise, givenUp])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

/** A process that grows too large is ended; nearly always that is a query's doing. */
function lostError(kind: StoreRequest['kind'], cause: Error | undefined): Error {
  return kind === 'query'
    ? new StoreRefusal('the query was ended with its process: it, or one beside it, took too much memory')
    : new Error('the process of the store ended; what it was doing is taken up again', { cause })
}
