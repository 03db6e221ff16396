// A compute process: takes jobs over IPC, one at a time, each in a fresh DuckDB. It holds nothing worth saving: the parent
// kills it whenever a job overruns its time, and it ends itself when a job outgrows its memory or the parent is gone.
import { writeFileSync } from 'node:fs'
import { sqlErrorOf } from './diagnostics.ts'
import { jobHandlers } from './job-handlers.ts'
import type { JobMessage, JobName, JobReply, Jobs } from './jobs.ts'
import { openSession } from './session.ts'

/** The parent watches too; this is for systems whose processes' size it cannot see, and for a parent that is busy. */
const memoryCheckIntervalMs = 50

preferredByTheKernel()
process.on('disconnect', end)
process.on('message', (message: JobMessage) => {
  void answer(message).then((reply) => process.send?.(reply))
})

async function answer(message: JobMessage): Promise<JobReply> {
  const watch = setInterval(() => {
    if (process.memoryUsage.rss() > message.processBytesMax) end()
  }, memoryCheckIntervalMs)
  try {
    return { kind: 'answer', answer: await run(message.job, message) }
  } catch (error) {
    const { kind, message: text, diagnostics } = sqlErrorOf(error)
    return { kind: 'error', errorKind: kind, message: text, diagnostics }
  } finally {
    clearInterval(watch)
  }
}

async function run<J extends JobName>(job: J, message: JobMessage): Promise<Jobs[J]['answer']> {
  const session = await openSession(message)
  try {
    return await jobHandlers[job](session, message.question as Jobs[J]['question'])
  } finally {
    session.close()
  }
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
