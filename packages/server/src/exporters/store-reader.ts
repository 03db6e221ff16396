import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { SluiceError } from '@sluice/model'
import type { Clock } from '../runtime/clock.ts'
import type { StoreAnswer, StoreRequest, StoreThreadSettings } from './store-thread.ts'
import { withDeadline } from './with-deadline.ts'

/**
 * Reads what destinations keep on this machine. In threads of their own: a query must hold up neither the server nor the
 * exports, and one that runs away ends with its thread.
 */
export interface StoreReader {
  /** The answer of the type's store, as JSON text. Errors: those of the store; E18007 it takes too long, too much memory,
   *  or its answer is too large; E9002 too many queries wait. */
  read(type: string, account: string, query: unknown, signal: AbortSignal): Promise<string>
  /** Deletes everything that destinations keep here for an account which has no exports any more. */
  drop(account: string): Promise<void>
  close(): Promise<void>
}

export interface StoreReaderDeps {
  readonly storesDirectory: string
  /** IANA name */
  readonly timeZone: string
  readonly clock: Clock
  readonly limits?: Partial<typeof limitsDefault>
  /** What a thread runs; default: store-worker.ts. */
  readonly script?: URL
}

const limitsDefault = {
  /** Queries at once, each in a thread. */
  threadsMax: 2,
  /** Queries that wait for a thread; one more is refused. */
  waitingMax: 32,
  readMsMax: 60_000,
  /** Of a thread's JavaScript; what a store's library takes beside it, the store bounds. */
  memoryMiBMax: 256,
  answerCharactersMax: 32 * 1024 * 1024,
}

export function createStoreReader(deps: StoreReaderDeps): StoreReader {
  const limits = { ...limitsDefault, ...deps.limits }
  const threads = createStoreThreads(deps, limits)
  const turns = createTurns(limits.threadsMax, limits.waitingMax)
  return {
    async read(type, account, query, signal) {
      await turns.take(signal)
      try {
        const request: StoreRequest = { kind: 'read', type, account, query }
        const answer = await readInThread(threads, request, limits, deps.clock, signal)
        if ('text' in answer) return answer.text
        throw answer.code ? new SluiceError(answer.code, answer.message) : new Error(answer.message)
      } finally {
        turns.giveBack()
      }
    },
    async drop(account) {
      // A folder per type, in it one per account.
      for (const type of await readdir(deps.storesDirectory).catch(() => []))
        await rm(join(deps.storesDirectory, type, account), { recursive: true, force: true })
    },
    close: () => threads.close(),
  }
}

async function readInThread(
  threads: StoreThreads,
  request: StoreRequest,
  { readMsMax, memoryMiBMax }: typeof limitsDefault,
  clock: Clock,
  signal: AbortSignal,
): Promise<StoreAnswer> {
  const worker = threads.take()
  try {
    const ask = (stop: AbortSignal) => askThread(worker, request, stop, memoryMiBMax)
    const answer = await withDeadline(ask, readMsMax, clock, signal)
    threads.giveBack(worker)
    return answer
  } catch (cause) {
    void worker.terminate()
    if (signal.aborted || cause instanceof SluiceError) throw cause
    const message = `the query took longer than ${readMsMax / 1000} s: ask for less`
    throw new SluiceError('E18007', message, { cause })
  }
}

interface StoreThreads {
  /** One that is idle, else a new one. */
  take(): Worker
  /** Idle again. What is not given back has been ended. */
  giveBack(worker: Worker): void
  close(): Promise<void>
}

function createStoreThreads(deps: StoreReaderDeps, limits: typeof limitsDefault): StoreThreads {
  const idle = new Set<Worker>()
  const all = new Set<Worker>()
  const start = (): Worker => {
    const worker = startThread(deps, limits)
    all.add(worker)
    worker.once('exit', () => {
      all.delete(worker)
      idle.delete(worker)
    })
    return worker
  }
  return {
    take() {
      const [worker] = idle
      if (worker) idle.delete(worker)
      return worker ?? start()
    },
    giveBack(worker) {
      if (all.has(worker)) idle.add(worker)
    },
    async close() {
      await Promise.all([...all].map((worker) => worker.terminate()))
    },
  }
}

function startThread(
  { storesDirectory, timeZone, script = new URL('./store-worker.ts', import.meta.url) }: StoreReaderDeps,
  { answerCharactersMax, memoryMiBMax }: typeof limitsDefault,
): Worker {
  const workerData: StoreThreadSettings = { storesDirectory, timeZone, answerCharactersMax }
  const worker = new Worker(script, { workerData, resourceLimits: { maxOldGenerationSizeMb: memoryMiBMax } })
  // Told to whoever waits for it; an idle thread that ends is replaced by the next query.
  worker.on('error', () => {})
  return worker
}

interface Turns {
  /** Resolves when one of the turns is free, first come first served. Errors: E9002 too many wait. */
  take(signal: AbortSignal): Promise<void>
  giveBack(): void
}

function createTurns(count: number, waitingMax: number): Turns {
  const waiting: (() => void)[] = []
  let free = count
  return {
    async take(signal) {
      if (free === 0) await turn(waiting, waitingMax, signal)
      else free--
    },
    giveBack() {
      const next = waiting.shift()
      if (next) next()
      else free++
    },
  }
}

/** Waits until another query hands on its turn. */
function turn(waiting: (() => void)[], waitingMax: number, signal: AbortSignal): Promise<void> {
  if (waiting.length >= waitingMax)
    throw new SluiceError('E9002', 'too many queries of destinations wait: try again in a second')
  return new Promise((resolve, reject) => {
    const go = () => {
      signal.removeEventListener('abort', give)
      resolve()
    }
    const give = () => {
      waiting.splice(waiting.indexOf(go), 1)
      reject(signal.reason)
    }
    waiting.push(go)
    signal.addEventListener('abort', give, { once: true })
  })
}

function askThread(
  worker: Worker,
  request: StoreRequest,
  signal: AbortSignal,
  memoryMiBMax: number,
): Promise<StoreAnswer> {
  return new Promise((resolve, reject) => {
    const cancel = () => worker.postMessage({ kind: 'cancel' } satisfies StoreRequest)
    const died = (error: Error & { code?: string }) =>
      reject(
        error.code === 'ERR_WORKER_OUT_OF_MEMORY'
          ? new SluiceError('E18007', `the query needs more than ${memoryMiBMax} MiB: ask for less`)
          : new SluiceError('E9000', `the thread of the query ended: ${error.message}`),
      )
    const ended = () => died(new Error('it was stopped'))
    const answered = (answer: StoreAnswer) => {
      worker.off('error', died).off('exit', ended)
      signal.removeEventListener('abort', cancel)
      if (signal.aborted) reject(signal.reason)
      else resolve(answer)
    }
    worker.once('message', answered).once('error', died).once('exit', ended)
    signal.addEventListener('abort', cancel, { once: true })
    worker.postMessage(request)
  })
}
