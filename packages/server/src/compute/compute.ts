import type { Schema } from '@sluice/model'
import type { ScanFile } from '../queues/record-log.ts'
import type {
  Analysis,
  CompareLimits,
  Difference,
  EngineLimits,
  Result,
  Table,
  TableSchema,
} from '../transforms/sql-engine.ts'

/**
 * DuckDB work, always in child processes (design §3): a pool of them, each job in a fresh instance with its own limits,
 * killed when it overruns them. Serves the SQL engine, sealing and reading of the embedded log, and Parquet exports.
 * Jobs may overlap; more than the pool holds wait their turn. Rejects with SqlError (kind says whose fault it is).
 */
export interface Compute {
  analyze(query: Query, tables: readonly TableSchema[], signal?: AbortSignal): Promise<Analysis>
  execute(query: Query, tables: readonly Table[], limits: EngineLimits, signal?: AbortSignal): Promise<Result>
  compare(
    before: Query,
    after: Query,
    tables: readonly Table[],
    limits: CompareLimits,
    signal?: AbortSignal,
  ): Promise<Difference>
  /** Writes records from 'lines' files into one zstd Parquet file at `target` (columns as ScanFile says), fsynced. */
  seal(job: SealJob, signal?: AbortSignal): Promise<{ readonly bytes: number; readonly count: number }>
  /** Canonical lines of the records of a sealed file, or of [from, to) of them. */
  unseal(job: UnsealJob, signal?: AbortSignal): Promise<Unsealed>
  /** Converts a file of canonical lines into a zstd Parquet file with the schema's columns only. */
  parquet(linesPath: string, schema: Schema, target: string, signal?: AbortSignal): Promise<void>
  close(): Promise<void>
}

/** One SELECT in DuckDB's SQL, and the statements that make the macros it calls. The SELECT is checked against the sandbox's
 *  rules before it runs; the macros are ours. */
export interface Query {
  readonly select: string
  readonly macros: readonly string[]
}

export interface SealJob {
  readonly files: readonly Extract<ScanFile, { kind: 'lines' }>[]
  readonly schema: Schema
  readonly target: string
  readonly firstOffset: bigint
  /** In offset order: records from `offset` on arrived at that time, until the next entry. */
  readonly arrivals: readonly Arrival[]
}

export interface UnsealJob {
  readonly path: string
  readonly schema: Schema
  /** Default: from its first record. */
  readonly from?: bigint
  /** Default: to its last. */
  readonly to?: bigint
}

export interface Unsealed {
  readonly lines: Uint8Array
  readonly count: number
  readonly arrivals: readonly Arrival[]
}

export interface Arrival {
  readonly offset: bigint
  /** ms since epoch */
  readonly arrivedAtMs: number
}
