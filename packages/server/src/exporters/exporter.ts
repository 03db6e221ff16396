import type { Schema, Variable } from '@sluice/model'
import type { TObject, TSchema } from 'typebox'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'

export { contiguous } from './cut-batch.ts'
export { type DocRules, type NestedDoc, nestedDoc } from './nested-doc.ts'
export { readOptions } from './read-options.ts'
export { runPositions } from './run-positions.ts'
export {
  checkMappedCount,
  constantJson,
  flatMapping,
  nameOf,
  readSource,
  type Source,
  sourceField,
  type WrittenSource,
  written,
  writtenSource,
} from './source.ts'
export { type StoredRows, type StoredTable, storedTable } from './stored-table.ts'

/**
 * Port Exporter: moves batches of one repo to one destination. It keeps no position and retries nothing: the one export
 * runner (export-runner.ts) reads the queue, batches, backs off, saves positions and counts, for every type. The runner
 * never overlaps calls on one exporter, except for check(). A call whose signal fires should reject soon; one that has not
 * after some seconds is abandoned.
 */
export interface Exporter {
  /** How long something of our own that this exporter starts (a store's process) may take to be there. A check may take so
   *  much longer than a destination has to answer: a machine under load is no destination that is down. */
  readonly startMsMax?: number | undefined

  /** A short probe of the destination with its own connection. Resolves undefined when all is well, else what a person
   *  should know. Safe at any time, also without open(). */
  check(signal: AbortSignal): Promise<string | undefined>

  /** Called once before the first write, and again after a write or settle threw (anything but RefusedBatch). `state` is
   *  what this exporter last returned as `state` (undefined at first); everything after the saved position will be written
   *  again. */
  open(state: ExporterState | undefined, signal: AbortSignal): Promise<void>

  /**
   * Takes one batch. Throwing means that none of it counts as delivered; what the runner does next depends on what is
   * thrown. Any Error: the world is wrong (network, disk, a busy or dead server); the runner reports it, backs off, calls
   * open() and repeats the same records for ever. ConfigurationError and RefusedBatch: see there. Records that the
   * destination can never take are `rejected`, with a reason: the runner keeps them in the export's dead-letter repo.
   */
  write(batch: ExportBatch, signal: AbortSignal): Promise<Progress>

  /** Called about every second, also when nothing arrives: an exporter that gathers records (files) closes here what is
   *  due by time. */
  settle(signal: AbortSignal): Promise<Progress | undefined>

  /** No more records will come in this run (a replay has reached its end): delivers what is gathered. Absent: nothing is
   *  ever gathered. */
  finish?(signal: AbortSignal): Promise<Progress | undefined>

  /** Releases everything. What was taken but not delivered is dropped: it will be written again from the position. */
  close(): Promise<void>
}

export interface ExportBatch {
  /** Canonical JSON lines (docs/formats/canonical-record.md), each ended by LF. */
  readonly lines: Uint8Array
  readonly count: number
  readonly firstOffset: bigint
  readonly nextOffset: bigint
  /** Runs of records that arrived together, in order; the first one has the index 0. */
  readonly arrivals: readonly ArrivalRun[]
  /** Only when dead letters are sent again: the offset each record had in its repo, since they do not follow one another.
   *  Use offsetAt(). */
  readonly offsets?: readonly bigint[]
}

export interface ArrivalRun {
  /** In the batch, of the run's first record. */
  readonly index: number
  /** ms since epoch */
  readonly arrivedAtMs: number
}

/** The offset of a record of the batch: with the export's id it identifies the record for ever. */
export function offsetAt({ offsets, firstOffset }: ExportBatch, index: number): bigint {
  return offsets?.[index] ?? firstOffset + BigInt(index)
}

/** Only a person (or a changed destination) can mend it: wrong password (401, 403), no such table or bucket (404), columns
 *  that do not fit. The runner pauses the export, shows the message, which says what to do, and goes on as soon as check()
 *  finds nothing wrong, or the export or its connection is updated. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
}

/** The destination refuses the batch because of records in it and does not say which (400, 422, a failed transaction): the
 *  runner writes halves of it until the bad records are alone, and keeps those in the dead-letter repo with this message.
 *  Nothing of the refused batch may be at the destination. Not for exporters that gather records over several writes. */
export class RefusedBatch extends Error {
  override readonly name = 'RefusedBatch'
}

/** The destination is busy and said for how long (429 or 503 with Retry-After): the runner waits at least so long. */
export class Busy extends Error {
  override readonly name = 'Busy'
  readonly retryAfterMs: number
  constructor(message: string, retryAfterMs: number) {
    super(message)
    this.retryAfterMs = retryAfterMs
  }
}

export interface Progress {
  /** Everything before this offset is at the destination for good. The runner saves it as the position. An exporter that
   *  gathers records returns less than the batch's nextOffset until its file is stored. */
  readonly delivered: bigint
  /** Saved with the position and handed to the next open(). Small plain JSON. Absent = keep the last one. */
  readonly state?: ExporterState
  /** How many records of the batch were taken, the first ones; absent = all. The runner saves this progress, then hands the
   *  others over again. */
  readonly taken?: number
  /** By index in the batch. The same records must be rejected again when the batch is repeated, also where it is already
   *  at the destination: the runner may not have been able to keep them. */
  readonly rejected?: readonly { readonly index: number; readonly reason: string }[]
  /** How many records of those taken were left out because the spec says so (omitInvalid, omitEmpty). */
  readonly omitted?: number
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
  /** While less than a full batch waits, the runner writes at most this often: a trickle becomes few larger writes. */
  readonly lingerMs: number
  /** An open, write or settle that takes longer is aborted and counts as failed. */
  readonly callTimeoutMs: number
  /** Pure. Gives the spec as stored and echoed: checked, defaults filled in; `variables` are the account's own, which texts
   *  such as key prefixes may use beside the system's. Throws SluiceError (E18305 and the finer
   *  E183xx codes of protocol §9.3). */
  parseSpec(spec: unknown, schema: Schema, variables?: readonly Variable[]): Spec
  /** The servers it can deliver to beside what is embedded; absent: specs say everything (http). */
  readonly drivers?: readonly ConnectionDriver[]
  /** What the spec calls its destination, by which its connection is found: the first name that a connection of this type
   *  has; else the one named `default`; else what is embedded (`deps.connection` is undefined). */
  destinationNames?(spec: Spec): readonly string[]
  /** What delivering without a connection means, as a sentence for people, where the type has no `store`. */
  readonly withoutConnection?: string
  create(spec: Spec, deps: ExporterDeps): Exporter
  /** What this type keeps on this machine when there is no connection, for reading. */
  readonly store?: DestinationStore
}

/** A kind of server, as data: the API and the CLI make connections from it. */
export interface ConnectionDriver {
  /** For example 'elasticsearch'. */
  readonly driver: string
  readonly title: string
  /** An object. Members with descriptions and defaults; those with `secret: true` are strings, encrypted at rest and never
   *  echoed. */
  readonly options: TObject
  readonly example: { readonly [option: string]: unknown }
}

/** Where a destination lives and with which secrets: made by API or CLI, or in the settings. */
export interface Connection {
  readonly name: string
  readonly driver: string
  /** Checked against the driver's options, defaults filled in, secrets in clear. */
  readonly options: unknown
}

/** Reads what a type's embedded store holds for one account. Runs in an export worker. */
export interface DestinationStore {
  /** Shape of a query: the JSON body of POST /v2/destinations/<kind>/query, with descriptions and defaults. */
  readonly query: TObject
  readonly example: { readonly [option: string]: unknown }
  /** The answer as JSON text (longs exact): an object whose rows are its member `rows` or `data`, a list of objects. `query` has the shape above. Throws SluiceError for what the caller did wrong. */
  read(query: unknown, deps: StoreDeps, signal: AbortSignal): Promise<string>
}

export interface StoreDeps {
  readonly account: string
  /** A folder of this account and type, which exports of it share; made when missing. */
  readonly storeDirectory: string
  /** IANA name */
  readonly timeZone: string
}

export interface ExporterDeps extends StoreDeps {
  /** Unique for ever: an export that is deleted and created again has another one. Path-safe. With a record's offset it
   *  identifies the record at the destination, so that a replay overwrites instead of adding. */
  readonly id: string
  /** Of this run of the export: `id` for the live one, another for each replay. Path-safe. A position that is kept at the
   *  destination is kept under this name. */
  readonly run: string
  /** The source repo's schema when the export (re)started. */
  readonly schema: Schema
  readonly repo: string
  readonly export: string
  readonly connection: Connection | undefined
  readonly clock: Clock
  readonly logger: Logger
  readonly objects: ObjectStore
  /** A folder of this run's own for files being gathered; emptied before open(). */
  readonly scratchDirectory: string
  /** The account's own variables, as they were when the export (re)started. */
  readonly variables: readonly Variable[]
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
