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
  const idle: Worker[] = []
  const all = new Set<Worker>()
  const waiting: (() => void)[] = []
  let free = limits.threadsMax

  const start = (): Worker => {
    const { storesDirectory, timeZone, script = new URL('./store-worker.ts', import.meta.url) } = deps
    const workerData: StoreThreadSettings = {
      storesDirectory,
      timeZone,
      answerCharactersMax: limits.answerCharactersMax,
    }
    const resourceLimits = { maxOldGenerationSizeMb: limits.memoryMiBMax }
    const worker = new Worker(script, { workerData, resourceLimits })
    all.add(worker)
    worker.once('exit', () => {
      all.delete(worker)
      const at = idle.indexOf(worker)
      if (at >= 0) idle.splice(at, 1)
    })
    // Told to whoever waits for it; an idle thread that ends is replaced by the next query.
    worker.on('error', () => {})
    return worker
  }

  const readIn = async (worker: Worker, request: StoreRequest, signal: AbortSignal): Promise<StoreAnswer> => {
    try {
      const ask = (stop: AbortSignal) => askThread(worker, request, stop, limits.memoryMiBMax)
      const answer = await withDeadline(ask, limits.readMsMax, deps.clock, signal)
      idle.push(worker)
      return answer
    } catch (error) {
      void worker.terminate()
      if (signal.aborted || error instanceof SluiceError) throw error
      const seconds = limits.readMsMax / 1000
      throw new SluiceError('E18007', `the query took longer than ${seconds} s: ask for less`, {
        cause: error,
      })
    }
  }

  return {
    async read(type, account, query, signal) {
      if (free === 0) await turn(waiting, limits.waitingMax, signal)
      else free--
      try {
        const request: StoreRequest = { kind: 'read', type, account, query }
        const answer = await readIn(idle.pop() ?? start(), request, signal)
        if ('text' in answer) return answer.text
        throw answer.code ? new SluiceError(answer.code, answer.message) : new Error(answer.message)
      } finally {
        const next = waiting.shift()
        if (next) next()
        else free++
      }
    },
    async drop(account) {
      // A folder per type, in it one per account.
      for (const type of await readdir(deps.storesDirectory).catch(() => []))
        await rm(join(deps.storesDirectory, type, account), { recursive: true, force: true })
    },
    async close() {
      await Promise.all([...all].map((worker) => worker.terminate()))
    },
  }
}

/** Waits until another query hands on its thread. */
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
