import type { Schema } from '@sluice/model'
import type {
  Analysis,
  Diagnostic,
  EngineLimits,
  SqlError,
  Table,
  TableSchema,
} from '../transforms/sql-engine.ts'
import type { Arrival, Query, SealJob, UnsealJob } from './compute.ts'
import type { Side } from './difference.ts'

/** What a compute process can be asked, and what it answers: name → question and answer. */
export interface Jobs {
  analyze: { question: { query: Query; tables: readonly TableSchema[] }; answer: Analysis }
  execute: {
    question: {
      query: Query
      tables: readonly Table[]
      rowsMax: number | undefined
      /** Fields of the result, in this order; undefined = what the SQL gives. */
      fields: Schema | undefined
      output: string
    }
    answer: { schema: Schema; count: number }
  }
  compare: {
    question: { before: Query; after: Query; tables: readonly Table[]; rowsMax: number; output: string }
    answer: { before: Side & { schema: Schema }; after: Side & { schema: Schema } }
  }
  seal: { question: SealJob; answer: { count: number } }
  unseal: {
    question: UnsealJob & { output: string }
    answer: { count: number; arrivals: readonly Arrival[] }
  }
  parquet: { question: { linesPath: string; schema: Schema; target: string }; answer: { count: number } }
}

export type JobName = keyof Jobs

/** How much of the machine a job may use. */
export interface JobLimits extends Pick<EngineLimits, 'threads' | 'memoryBytesMax' | 'timeoutMs'> {}

/** Parent to child. One job at a time. */
export interface JobMessage<J extends JobName = JobName> {
  readonly job: J
  readonly question: Jobs[J]['question']
  readonly threads: number
  readonly memoryBytesMax: number
  /** Size at which the process is killed: DuckDB's own limit does not count what expressions hold (`repeat('x', 2e9)` took
   *  4.3 GB under a limit of 256 MB). */
  readonly processBytesMax: number
  readonly timeZone: string
  /** A folder for this job alone; the parent removes it afterwards. */
  readonly scratchDirectory: string
}

/** What the parent holds a job to from outside, with SIGKILL. */
export interface JobBounds {
  readonly timeoutMs: number
  readonly output?: { readonly path: string; readonly bytesMax: number }
}

/** Child to parent. */
export type JobReply<J extends JobName = JobName> =
  | { readonly kind: 'answer'; readonly answer: Jobs[J]['answer'] }
  | {
      readonly kind: 'error'
      readonly errorKind: SqlError['kind']
      readonly message: string
      readonly diagnostics: readonly Diagnostic[]
    }
