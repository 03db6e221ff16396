import { nextState, type TaskRun, type TaskState, type TaskStatus } from '../pipelines/task-status.ts'

/** What a micro-batch runner tells about itself; end and lag are the queue's to say. */
export interface TransformReport {
  readonly state: TaskState
  /** Next source offset to be taken. */
  readonly position: bigint
  readonly lastError?: NonNullable<TaskStatus['lastError']>
  readonly lastRun?: TaskRun
  readonly counters: TransformCounters
  readonly notes: readonly string[]
}

/** Counted since the transform started in this process. */
export type TransformCounters = {
  /** Runs that came to a good end. Turns without new records are none. */
  readonly runs: number
  readonly recordsIn: number
  readonly recordsOut: number
  readonly failures: number
  /** Records that retention deleted before they were read. */
  readonly skipped: number
  /** Ticks of the interval that passed while a run was under way; the next run took their records too. */
  readonly intervalsMissed: number
}

const noteCountMax = 10

export function firstReport(position: bigint, notes: readonly string[]): TransformReport {
  const counters = { runs: 0, recordsIn: 0, recordsOut: 0, failures: 0, skipped: 0, intervalsMissed: 0 }
  return { state: 'starting', position, counters, notes }
}

export function withState(report: TransformReport, state: TaskState): TransformReport {
  return { ...report, state: nextState(report.state, state) }
}

/** A run is stored: the position moves, and whatever failed before is over. */
export function afterRun(report: TransformReport, run: TaskRun, position: bigint): TransformReport {
  const { counters } = report
  return {
    ...withState(report, 'running'),
    position,
    lastRun: run,
    counters: {
      ...counters,
      runs: counters.runs + 1,
      recordsIn: counters.recordsIn + run.recordsIn,
      recordsOut: counters.recordsOut + run.recordsOut,
    },
  }
}

export function afterFailure(
  report: TransformReport,
  error: NonNullable<TaskStatus['lastError']>,
  state: TaskState,
): TransformReport {
  const { counters } = report
  return {
    ...withState(report, state),
    lastError: error,
    counters: { ...counters, failures: counters.failures + 1 },
  }
}

export function afterMissed(report: TransformReport, intervals: number): TransformReport {
  const { counters } = report
  return { ...report, counters: { ...counters, intervalsMissed: counters.intervalsMissed + intervals } }
}

/** Retention was faster: the position jumps over what is gone. */
export function afterLoss(report: TransformReport, position: bigint, at: string): TransformReport {
  const { counters } = report
  const lost = Number(position - report.position)
  const note = `${at}: ${lost} records were removed by retention before they were read`
  return {
    ...report,
    position,
    counters: { ...counters, skipped: counters.skipped + lost },
    notes: [...report.notes, note].slice(-noteCountMax),
  }
}
