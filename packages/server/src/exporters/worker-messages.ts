import type { Schema } from '@sluice/model'
import type { Bounds } from '../queues/record-log.ts'
import type { DeadLetter } from './dead-letter.ts'
import type { ExportJob, ExportProbe } from './export-host.ts'
import type { ExportReport } from './export-report.ts'
import type { ExportBatch, ExporterState } from './exporter.ts'
import type { BatchLimits } from './queue-reader.ts'

/**
 * What the server's thread and an export worker say to each other, by structured clone. The worker asks (call) and the host
 * answers; every call gets exactly one answer, also after it was cancelled.
 */
export type ToWorker =
  | { readonly kind: 'start'; readonly job: ExportJob }
  | { readonly kind: 'stop'; readonly run: string }
  | { readonly kind: 'check'; readonly check: number; readonly probe: ExportProbe }
  | ({ readonly kind: 'answer'; readonly call: number } & Answer)

export type ToHost =
  | { readonly kind: 'call'; readonly call: number; readonly run: string; readonly request: Request }
  | { readonly kind: 'cancel'; readonly call: number; readonly run: string }
  | { readonly kind: 'report'; readonly run: string; readonly report: ExportReport }
  | { readonly kind: 'checked'; readonly check: number; readonly problem: string | undefined }
  /** The last word about an export: nothing more comes from it. */
  | { readonly kind: 'stopped'; readonly run: string }
  | {
      readonly kind: 'log'
      readonly level: 'debug' | 'info' | 'warn' | 'error'
      readonly fields: object
      readonly message: string
    }

export type Request =
  | { readonly method: 'read'; readonly from: bigint; readonly limits: BatchLimits }
  | { readonly method: 'waitFor'; readonly from: bigint; readonly waitMs: number }
  | { readonly method: 'savePosition'; readonly position: bigint; readonly state: ExporterState | undefined }
  | { readonly method: 'keepRejected'; readonly letters: readonly DeadLetter[] }
  | {
      readonly method: 'parquet'
      readonly linesPath: string
      readonly schema: Schema
      readonly targetPath: string
    }

/** What comes back: `batch` for read, `arrived` for waitFor, nothing for the others; or why not. */
export type Answer =
  | { readonly batch: ExportBatch | undefined }
  | { readonly arrived: boolean }
  | { readonly done: true }
  | { readonly error: string; readonly bounds: Bounds | undefined }

/** What a worker is given when it begins. */
export interface WorkerSettings {
  readonly objectsDirectory: string
  /** Embedded stores of destinations: a folder per type, in it one per account. */
  readonly storesDirectory: string
  readonly scratchDirectory: string
  /** IANA name */
  readonly timeZone: string
}
