import { type ChildProcess, fork } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { bareEnvironment } from '../runtime/own-process.ts'
import { SqlError } from '../transforms/sql-engine.ts'
import type { JobBounds, JobMessage, JobName, JobReply, Jobs } from './jobs.ts'
import { memoryError, outputError, timeError } from './limit-errors.ts'

/** A process that has had nothing to do for this long ends, and with it its memory. */
const idleMsMax = 30_000

/** How often a working process is looked at: its memory and its output grow by a few hundred MB a second. */
const checkIntervalMs = 50

const pageBytes = 4096

/**
 * Compute processes of one kind of work: at most `size` at once, started when needed, kept warm for a while. A job has a
 * process to itself. More jobs wait in order.
 */
export class ChildPool {
  readonly #size: number
  readonly #idle: { child: ChildProcess; timer: NodeJS.Timeout }[] = []
  #waiting: (() => void)[] = []
  #busy = 0
  #closed = false
  readonly #children = new Set<ChildProcess>()

  constructor(size: number) {
    this.#size = size
  }

  async run<J extends JobName>(
    message: JobMessage<J>,
    bounds: JobBounds,
    signal: AbortSignal | undefined,
  ): Promise<Jobs[J]['answer']> {
    await this.#turn(signal)
    try {
      if (this.#closed) throw new SqlError('engine', 'the server is stopping')
      signal?.throwIfAborted()
      return await this.#runIn(this.#take(), message, bounds, signal)
    } finally {
      // Whoever waits longest takes over the slot; nobody can come in between.
      const next = this.#waiting.shift()
      if (next) next()
      else this.#busy--
    }
  }

  #turn(signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason)
    if (this.#busy < this.#size) {
      this.#busy++
      return Promise.resolve()
    }
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        this.#waiting = this.#waiting.filter((other) => other !== enter)
        reject(signal?.reason)
      }
      const enter = () => {
        signal?.removeEventListener('abort', onAbort)
        resolve()
      }
      signal?.addEventListener('abort', onAbort, { once: true })
      this.#waiting.push(enter)
    })
  }

  #take(): ChildProcess {
    for (let entry = this.#idle.pop(); entry; entry = this.#idle.pop()) {
      clearTimeout(entry.timer)
      if (entry.child.connected) return entry.child
    }
    const child = fork(join(import.meta.dirname, 'child.ts'), {
      serialization: 'advanced',
      // What is large is DuckDB's: JavaScript has little to do here, and need not keep room for much.
      execArgv: ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=1'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: bareEnvironment(),
    })
    // A process that dies while idle is noticed when it is taken; an 'error' that nobody hears would end the server.
    child.on('error', () => undefined)
    this.#children.add(child)
    child.once('exit', () => this.#children.delete(child))
    return child
  }

  #runIn<J extends JobName>(
    child: ChildProcess,
    message: JobMessage<J>,
    bounds: JobBounds,
    signal: AbortSignal | undefined,
  ): Promise<Jobs[J]['answer']> {
    // An idle process does not keep this one alive; one that owes an answer does.
    child.ref()
    child.channel?.ref()
    return new Promise((resolve, reject) => {
      const settle = (finish: () => void, keep: boolean) => {
        clearTimeout(timer)
        clearInterval(watch)
        signal?.removeEventListener('abort', onAbort)
        child.off('message', onMessage).off('error', onError).off('exit', onExit)
        if (keep) this.#keep(child)
        else child.kill('SIGKILL')
        finish()
      }
      const onAbort = () => settle(() => reject(signal?.reason), false)
      const onExit = (code: number | null, killed: string | null) =>
        settle(() => reject(endError(code, killed, message.memoryBytesMax)), false)
      const stop = (error: SqlError) => settle(() => reject(error), false)
      const timer = setTimeout(() => stop(timeError(bounds.timeoutMs)), bounds.timeoutMs)
      const watch = setInterval(() => {
        if (residentBytes(child.pid) > message.processBytesMax) stop(memoryError(message.memoryBytesMax))
        else if (isTooLarge(bounds.output)) stop(outputError(bounds.output.bytesMax))
      }, checkIntervalMs)
      const onMessage = (reply: JobReply<J>) =>
        settle(
          () => (reply.kind === 'answer' ? resolve(reply.answer) : reject(replyError(reply, message))),
          true,
        )
      const onError = (error: Error) => stop(new SqlError('engine', error.message))
      child.once('message', onMessage).once('error', onError).once('exit', onExit)
      signal?.addEventListener('abort', onAbort, { once: true })
      child.send(message, (error) => {
        if (error) onError(error)
      })
    })
  }

  #keep(child: ChildProcess): void {
    if (this.#closed) {
      child.kill('SIGKILL')
      return
    }
    child.unref()
    child.channel?.unref()
    const entry = {
      child,
      timer: setTimeout(() => {
        const at = this.#idle.indexOf(entry)
        if (at >= 0) this.#idle.splice(at, 1)
        child.kill('SIGKILL')
      }, idleMsMax).unref(),
    }
    this.#idle.push(entry)
  }

  close(): void {
    this.#closed = true
    for (const { timer } of this.#idle.splice(0)) clearTimeout(timer)
    for (const child of this.#children) child.kill('SIGKILL')
  }
}

/** Resident size of a process, where the system tells (Linux); else 0, and the child's own check must do. */
function residentBytes(pid: number | undefined): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1]) * pageBytes
  } catch {
    return 0
  }
}

function isTooLarge(output: JobBounds['output']): output is NonNullable<JobBounds['output']> {
  if (!output) return false
  return (statSync(output.path, { throwIfNoEntry: false })?.size ?? 0) > output.bytesMax
}

/** Nobody but the kernel, when memory runs out, and the process itself, for the same reason, kills what works here. */
function endError(code: number | null, signal: string | null, memoryBytesMax: number): SqlError {
  if (signal === 'SIGKILL') return memoryError(memoryBytesMax)
  const how = signal ? `signal ${signal}` : `exit code ${code}`
  return new SqlError(
    'engine',
    `the process that ran the query ended with ${how}: this is a fault of the engine`,
  )
}

/** Within the process there is one limit: DuckDB's memory. */
function replyError(reply: Extract<JobReply, { kind: 'error' }>, message: JobMessage): SqlError {
  if (reply.errorKind === 'limit') return memoryError(message.memoryBytesMax)
  return new SqlError(reply.errorKind, reply.message, reply.diagnostics)
}
