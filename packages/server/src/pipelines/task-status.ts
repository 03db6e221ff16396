/** How one transform or export is doing, as API, console and metrics show it. */
export interface TaskStatus {
  readonly state: TaskState
  /** Offset of the next source record it will take. */
  readonly position: bigint
  /** Next offset of the source. */
  readonly end: bigint
  readonly lagRecords: bigint
  /** Age of the oldest record not yet taken; 0 when there is none. */
  readonly lagSeconds: number
  /** Of a transform: how long ago the run that is under way, or still to come, was to begin; 0 when it is not due yet. */
  readonly lateSeconds?: number
  /** The last thing that went wrong, also after it has recovered. */
  readonly lastError?: { readonly message: string; readonly atMs: number }
  /** The last attempt that came to its end, well or not. */
  readonly lastRun?: TaskRun
  /** Counted since the task started in this process. */
  readonly counters: { readonly [name: string]: number }
  /** What a person should know, newest last; bounded. */
  readonly notes: readonly string[]
  readonly detail?: string
}

/** One attempt of a transform. */
export interface TaskRun {
  /** When it began, ms since epoch. */
  readonly atMs: number
  readonly durationMs: number
  readonly recordsIn: number
  readonly recordsOut: number
}

/** paused: only a person, or a changed destination, can mend it; it goes on by itself when the destination passes its check.
 *  done: a replay has delivered its last record. */
export const taskStates = ['starting', 'running', 'retrying', 'paused', 'failed', 'done', 'stopped'] as const
export type TaskState = (typeof taskStates)[number]

/** From which state a task may come into which. failed ends a run: only an update or a restart begins a new one. */
const transitions: { readonly [from in TaskState]: readonly TaskState[] } = {
  starting: ['running', 'retrying', 'paused', 'failed', 'stopped'],
  running: ['retrying', 'paused', 'failed', 'done', 'stopped'],
  retrying: ['running', 'paused', 'failed', 'stopped'],
  paused: ['running', 'retrying', 'failed', 'stopped'],
  failed: ['stopped'],
  done: [],
  stopped: [],
}

/** The next state; staying is always allowed. A step that the table lacks is a bug. */
export function nextState(from: TaskState, to: TaskState): TaskState {
  if (from === to || transitions[from].includes(to)) return to
  throw new Error(`BUG: a task cannot go from ${from} to ${to}`)
}
