import { nextState, type TaskState } from '../pipelines/task-status.ts'

/** What a runner tells about itself; the host adds what only the queue knows (end, lag). */
export interface ExportReport {
  readonly state: TaskState
  /** Everything before it is delivered for good. */
  readonly position: bigint
  readonly lastError?: { readonly message: string; readonly atMs: number }
  readonly counters: ExportCounters
  readonly notes: readonly string[]
  readonly detail?: string
}

/** Counted since the export started in this process. */
export type ExportCounters = {
  /** Batches written. */
  readonly batches: number
  /** Records written, those rejected or omitted left out. Repeats after a failure count again. */
  readonly recordsOut: number
  /** Bytes of the batches written, as canonical lines. */
  readonly bytesOut: number
  readonly failures: number
  /** Records that the destination can never take: they are in the export's dead-letter repo. */
  readonly rejected: number
  /** Records left out because the spec says so (omitInvalid, omitEmpty). */
  readonly omitted: number
  /** Records that retention deleted before they were delivered. */
  readonly skipped: number
}

const noteCountMax = 10

export function firstReport(position: bigint): ExportReport {
  const counters = {
    batches: 0,
    recordsOut: 0,
    bytesOut: 0,
    failures: 0,
    rejected: 0,
    omitted: 0,
    skipped: 0,
  }
  return { state: 'starting', position, counters, notes: [] }
}

export function withState(report: ExportReport, state: TaskState): ExportReport {
  return { ...report, state: nextState(report.state, state) }
}

export function counting(report: ExportReport, more: Partial<ExportCounters>): ExportReport {
  const { counters } = report
  return {
    ...report,
    counters: {
      batches: counters.batches + (more.batches ?? 0),
      recordsOut: counters.recordsOut + (more.recordsOut ?? 0),
      bytesOut: counters.bytesOut + (more.bytesOut ?? 0),
      failures: counters.failures + (more.failures ?? 0),
      rejected: counters.rejected + (more.rejected ?? 0),
      omitted: counters.omitted + (more.omitted ?? 0),
      skipped: counters.skipped + (more.skipped ?? 0),
    },
  }
}

export function withNote(report: ExportReport, note: string): ExportReport {
  return { ...report, notes: [...report.notes, note].slice(-noteCountMax) }
}
