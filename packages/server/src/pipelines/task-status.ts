/**
 * How a task (a transform or an export) is doing: what the API, the console, the command line and the metrics show. Offsets
 * are 64-bit; on the wire they are decimal text.
 */
export interface TaskStatus {
  readonly state: TaskState
  /** Next source offset that the task will take. */
  readonly position: bigint
  /** Next offset of the source repo. */
  readonly end: bigint
  /** end - position */
  readonly lagRecords: bigint
  /** How long the record at `position` has been waiting; 0 when none does. */
  readonly lagSeconds: number
  /** The last failure, also when the task has recovered since. */
  readonly lastError?: TaskError
  /** Since the server started. Transforms: runs, recordsIn, recordsOut, failures, recordsLost (removed by retention unread). */
  readonly counters: Readonly<Record<string, number>>
  readonly lastRun?: TaskRun
  /** What a person should know although the task works, one sentence each. */
  readonly notes: readonly string[]
}

export interface TaskError {
  readonly message: string
  /** ms since epoch */
  readonly atMs: number
}

export interface TaskRun {
  /** When it began, ms since epoch. */
  readonly atMs: number
  readonly durationMs: number
  readonly recordsIn: number
  readonly recordsOut: number
}

/**
 * starting: has not found its position yet. running: works or waits for its next turn. retrying: the last attempt failed and
 * the same records are tried again. failed: gave up; stands still until it is updated or restarted. stopped: not to run.
 */
export type TaskState = 'starting' | 'running' | 'retrying' | 'failed' | 'stopped'

const transitions: Readonly<Record<TaskState, readonly TaskState[]>> = {
  starting: ['running', 'retrying', 'failed', 'stopped'],
  running: ['retrying', 'failed', 'stopped'],
  retrying: ['running', 'failed', 'stopped'],
  failed: ['starting', 'stopped'],
  stopped: ['starting'],
}

/** The state after `next` was asked for; staying is always allowed. Throws on a step that the table does not have: a bug. */
export function nextState(state: TaskState, next: TaskState): TaskState {
  if (state === next || transitions[state].includes(next)) return next
  throw new Error(`a task cannot go from ${state} to ${next}`)
}
