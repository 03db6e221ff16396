import type { SearchWorkflowBody } from '@sluice/model'
import type { taskStatus } from './status.ts'

type TaskAnswer = Awaited<ReturnType<typeof taskStatus>>

const tasksDefault = 100

/** The status words of the client libraries. Source: protocol §7.6. */
export function memberStatus(state: TaskAnswer['state']): string {
  if (state === 'stopped') return 'Stopped'
  return state === 'starting' ? 'Starting' : state === 'failed' ? 'Unknown' : 'Started'
}

/** What a search of a workflow answers about its tasks: empty conditions are none, as the client libraries send them. */
export function searchTasks(tasks: readonly TaskAnswer[], asked: SearchWorkflowBody, nowMs: number) {
  const timestamp = new Date(nowMs).toISOString()
  const found = tasks
    .filter((task) => isAsked(task, asked))
    .slice(0, Math.max(0, asked.size ?? 0) || tasksDefault)
  return {
    status: found.map(({ kind, name, state, lastError }) => ({
      type: kind,
      name,
      timestamp,
      status: memberStatus(state),
      reason: lastError?.message ?? '',
    })),
    log: found.flatMap(({ kind, name, lastError }) =>
      lastError && isInTime(Date.parse(lastError.at), asked)
        ? [{ type: kind, name, timestamp: lastError.at, log: lastError.message }]
        : [],
    ),
    recommend: [],
    metric: found.map(({ kind, name, target, counters, lagRecords }) => ({
      type: kind,
      name,
      timestamp,
      exporttype: kind === 'export' ? target : '',
      total: (counters['recordsOut'] ?? 0) + (counters['rejected'] ?? 0),
      success: counters['recordsOut'] ?? 0,
      failed: counters['rejected'] ?? 0,
      lag: Number(lagRecords),
    })),
  }
}

function isAsked(task: TaskAnswer, { type, name, reponame, query }: SearchWorkflowBody): boolean {
  if ((type && task.kind !== type) || (name && task.name !== name)) return false
  if (reponame && task.repo !== reponame) return false
  return !query || JSON.stringify(task).includes(query)
}

function isInTime(atMs: number, { startTime, endTime }: SearchWorkflowBody): boolean {
  return (!startTime || atMs >= epochMs(startTime)) && (!endTime || atMs <= epochMs(endTime))
}

/** No source names the unit of these times. One in seconds would lie in January 1970 when read as ms. */
const epochMs = (given: number): number => (given < 1e11 ? given * 1000 : given)
