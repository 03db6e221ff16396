import type { Schema } from '@sluice/model'
import { OffsetOutOfRange } from '../queues/record-log.ts'
import type { DeadLetter } from './dead-letter.ts'
import type { ExporterState } from './exporter.ts'
import type { QueueReader } from './queue-reader.ts'
import type { Answer, Request, ToHost } from './worker-messages.ts'

/** The worker's side of the calls an export makes to the host. */
export class HostCalls {
  readonly #post: (message: ToHost) => void
  readonly #open = new Map<number, (answer: Answer) => void>()
  #last = 0

  constructor(post: (message: ToHost) => void) {
    this.#post = post
  }

  answer(call: number, answer: Answer): void {
    this.#open.get(call)?.(answer)
    this.#open.delete(call)
  }

  queueReader(run: string): QueueReader {
    return {
      read: async (from, limits, signal) => {
        const answer = await this.#ask(run, { method: 'read', from, limits }, signal)
        if ('batch' in answer) return answer.batch
        throw failure(answer, from)
      },
      waitFor: async (from, waitMs, signal) => {
        const answer = await this.#ask(run, { method: 'waitFor', from, waitMs }, signal)
        if ('arrived' in answer) return answer.arrived
        throw failure(answer, from)
      },
    }
  }

  async savePosition(run: string, position: bigint, state: ExporterState | undefined): Promise<void> {
    const answer = await this.#ask(run, { method: 'savePosition', position, state })
    if (!('done' in answer)) throw failure(answer, position)
  }

  async keepRejected(run: string, letters: readonly DeadLetter[]): Promise<void> {
    const answer = await this.#ask(run, { method: 'keepRejected', letters })
    if (!('done' in answer)) throw failure(answer, 0n)
  }

  async parquet(
    run: string,
    linesPath: string,
    schema: Schema,
    targetPath: string,
    signal: AbortSignal,
  ): Promise<void> {
    const answer = await this.#ask(run, { method: 'parquet', linesPath, schema, targetPath }, signal)
    if (!('done' in answer)) throw failure(answer, 0n)
  }

  /** A cancelled call still waits for its answer: only then is the host done with it. */
  async #ask(run: string, request: Request, signal?: AbortSignal): Promise<Answer> {
    signal?.throwIfAborted()
    const call = ++this.#last
    const onAbort = () => this.#post({ kind: 'cancel', call, run })
    signal?.addEventListener('abort', onAbort, { once: true })
    const answer = await new Promise<Answer>((resolve) => {
      this.#open.set(call, resolve)
      this.#post({ kind: 'call', call, run, request })
    })
    signal?.removeEventListener('abort', onAbort)
    signal?.throwIfAborted()
    return answer
  }
}

function failure(answer: Answer, from: bigint): Error {
  if (!('error' in answer)) return new Error('BUG: the host answered another call')
  if (!answer.bounds) return new Error(answer.error)
  const error = new OffsetOutOfRange('', from, answer.bounds)
  error.message = answer.error
  return error
}
