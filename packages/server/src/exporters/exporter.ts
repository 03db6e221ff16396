import type { Schema, Variable } from '@sluice/model'
import type { TSchema } from 'typebox'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'

export { type DocRules, type NestedDoc, nestedDoc } from './nested-doc.ts'
export { readOptions } from './read-options.ts'
export { checkMappedCount, flatMapping, sourceField } from './source-field.ts'
export { undelivered } from './undelivered.ts'

/**
 * Port Exporter: moves batches of one repo to one destination. It keeps no position and retries nothing: the one export
 * runner (export-runner.ts) reads the queue, batches, backs off, saves positions and counts, for every type. The runner
 * never overlaps calls on one exporter, except for check(). A call whose signal fires should reject soon; one that has not
 * after some seconds is abandoned.
 */
export interface Exporter {
  /** A short probe of the destination with its own connection. Resolves undefined when all is well, else what a person
   *  should know. Safe at any time, also without open(). */
  check(signal: AbortSignal): Promise<string | undefined>

  /** Called once before the first write, and again after a write or settle threw. `state` is what this exporter last
   *  returned as `state` (undefined at first); everything after the saved position will be written again. */
  open(state: ExporterState | undefined, signal: AbortSignal): Promise<void>

  /**
   * Takes one batch. Throwing means the world is wrong (network, disk, a refusing server): the runner reports it, backs
   * off, calls open() and repeats the same records. Records that the destination can never take are `rejected`, with a
   * reason; they count as dealt with, and the runner reports them.
   */
  write(batch: ExportBatch, signal: AbortSignal): Promise<Progress>

  /** Called about every second, also when nothing arrives: an exporter that gathers records (files) closes here what is
   *  due by time. */
  settle(signal: AbortSignal): Promise<Progress | undefined>

  /** Releases everything. What was taken but not delivered is dropped: it will be written again from the position. */
  close(): Promise<void>
}

export interface ExportBatch {
  /** Canonical JSON lines (docs/formats/canonical-record.md), each ended by LF. */
  readonly lines: Uint8Array
  readonly count: number
  readonly firstOffset: bigint
  readonly nextOffset: bigint
  /** ms since epoch, of the first record */
  readonly arrivedAtMs: number
}

export interface Progress {
  /** Everything before this offset is at the destination for good. The runner saves it as the position. An exporter that
   *  gathers records returns less than the batch's nextOffset until its file is stored. */
  readonly delivered: bigint
  /** Saved with the position and handed to the next open(). Small plain JSON. Absent = keep the last one. */
  readonly state?: ExporterState
  /** How many records of the batch were taken, the first ones; absent = all. The runner saves this progress, then hands the
   *  others over again. `rejected` counts from the batch's first record. */
  readonly taken?: number
  readonly rejected?: readonly { readonly index: number; readonly reason: string }[]
  /** For status, for example 'open file: 120 records, closes at 15:30:00'. */
  readonly detail?: string
}

export type ExporterState = { readonly [key: string]: string | number | boolean | null }

/** What an export type is, as data: API validation, console form, CLI listing and reference page follow from it. */
export interface ExporterType<Spec = unknown> {
  /** The `type` of the export API. */
  readonly kind: string
  readonly title: string
  /** Shape of the spec with descriptions and defaults; secrets are marked with `secret: true`. */
  readonly options: TSchema
  readonly example: Spec
  /** Writing a batch twice leaves one copy at the destination. */
  readonly repeatable: boolean
  readonly batchRecordsMax: number
  readonly batchBytesMax: number
  /** An open, write or settle that takes longer is aborted and counts as failed. */
  readonly callTimeoutMs: number
  /** Pure. Gives the spec as stored and echoed: checked, defaults filled in; `variables` are the account's own, which texts
   *  such as key prefixes may use beside the system's. Throws SluiceError (E18305 and the finer
   *  E183xx codes of protocol §9.3). */
  parseSpec(spec: unknown, schema: Schema, variables?: readonly Variable[]): Spec
  create(spec: Spec, deps: ExporterDeps): Exporter
}

export interface ExporterDeps {
  /** Unique for ever: an export that is deleted and created again has another one. Path-safe. */
  readonly id: string
  /** The source repo's schema when the export (re)started. */
  readonly schema: Schema
  readonly account: string
  readonly repo: string
  readonly export: string
  readonly clock: Clock
  readonly logger: Logger
  readonly objects: ObjectStore
  /** A folder of this export's own for files being gathered; emptied before open(). */
  readonly scratchDirectory: string
  /** The account's own variables, as they were when the export (re)started. */
  readonly variables: readonly Variable[]
  /** IANA name, for magic variables. */
  readonly timeZone: string
  /** Converts a file of canonical lines of `schema` into a zstd Parquet file. */
  parquet(linesPath: string, schema: Schema, targetPath: string, signal: AbortSignal): Promise<void>
}

/** Where file-shaped exports put objects: the embedded store is a folder per bucket under the data directory. */
export interface ObjectStore {
  /** Stores the local file under bucket/key, atomically and durably, replacing what was there. The file is consumed.
   *  Buckets come into being with their first object. `expiresAtMs`: deleted some time after that. */
  put(bucket: string, key: string, path: string, options?: { expiresAtMs?: number }): Promise<void>
  /** Deletes the objects whose time has come; how many they were. */
  deleteExpired(nowMs: number): Promise<number>
}
