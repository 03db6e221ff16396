// A compute process: takes jobs over IPC, one at a time, each in a fresh DuckDB. It holds nothing worth saving: the parent
// kills it whenever a job overruns its time, and it ends itself when a job outgrows its memory or the parent is gone.
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { keepCompiled } from '../runtime/own-process.ts'
import { isLineTooLong, sqlErrorOf } from './diagnostics.ts'
import { jobHandlers } from './job-handlers.ts'
import type { JobMessage, JobName, JobReply, Jobs } from './jobs.ts'
import { lineTooLongError } from './limit-errors.ts'
import { type Database, openDatabase, startSession } from './session.ts'

/** The parent watches too; this is for systems whose processes' size it cannot see, and for a parent that is busy. */
const memoryCheckIntervalMs = 50

const MiB = 1024 ** 2
/** Longest record line that is read at first: DuckDB takes buffers of twice that for every thread. */
const lineBytesUsual = 16 * MiB
/** Longest record line at all: a request body holds at most a few MB, escaping may double it. */
const lineBytesMax = 64 * MiB

/** The DuckDB of the next job, made while nobody waits for it: that takes as long as a small job. */
let prepared = openDatabase()

preferredByTheKernel()
process.on('disconnect', end)
process.on('message', (message: JobMessage) => void serve(message))
keepCompiled()

async function serve(message: JobMessage): Promise<void> {
  const watch = setInterval(() => {
    if (process.memoryUsage.rss() > message.processBytesMax) end()
  }, memoryCheckIntervalMs)
  const reply = await answer(message)
  clearInterval(watch)
  process.send?.(reply)
  prepared = renewed(prepared)
}

async function answer(message: JobMessage): Promise<JobReply> {
  try {
    return { kind: 'answer', answer: await run(message.job, message) }
  } catch (error) {
    const { kind, message: text, diagnostics } = sqlErrorOf(error)
    return { kind: 'error', errorKind: kind, message: text, diagnostics }
  }
}

async function run<J extends JobName>(job: J, message: JobMessage): Promise<Jobs[J]['answer']> {
  const question = message.question as Jobs[J]['question']
  const runIn = async (database: Database, lineBytes: number) =>
    await jobHandlers[job](await startSession(database, { ...message, lineBytesMax: lineBytes }), question)
  try {
    return await runIn(await prepared, lineBytesUsual)
  } catch (error) {
    if (!isLineTooLong(error)) throw error
  }
  prepared = renewed(prepared)
  // With what the first try left behind there, DuckDB would want another name for its output.
  for (const name of readdirSync(message.scratchDirectory)) rmSync(join(message.scratchDirectory, name))
  try {
    return await runIn(await prepared, lineBytesMax)
  } catch (error) {
    throw isLineTooLong(error) ? lineTooLongError(lineBytesMax) : error
  }
}

/** A fresh database in the place of a used one. */
async function renewed(used: Promise<Database>): Promise<Database> {
  const database = await used.catch(() => undefined)
  database?.close()
  return await openDatabase()
}

/** Leaving in an orderly way would wait for the query that is under way. */
function end(): void {
  process.kill(process.pid, 'SIGKILL')
}

/** When the machine runs out of memory, Linux should end this process and not the server. */
function preferredByTheKernel(): void {
  try {
    writeFileSync('/proc/self/oom_score_adj', '1000')
  } catch {
    // Not Linux, or not allowed to: the checks above still hold.
  }
}
