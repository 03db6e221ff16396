import type { Schema } from '@sluice/model'

/**
 * Port RecordLog: durable, ordered queues of records.
 *
 * A queue is a sequence of records with gap-free 64-bit offsets from 0. A record is one canonical JSON line
 * (docs/formats/canonical-record.md). Records arrive in batches that are stored whole or not at all. The log knows no
 * readers: whoever reads keeps its own position. Used by pushes, transforms and exports, all at once and on the same
 * queue; every method may be called while others are in flight. After `close`, every call rejects.
 */
export interface RecordLog {
  /** Makes an empty queue. Idempotent: a queue that exists keeps its records and takes the schema if it only gains fields. */
  create(queue: QueueId, schema: Schema): Promise<void>
  /** The queue's schema gained fields. Affects how later records are sealed and scanned; stored ones lack the new fields. */
  alter(queue: QueueId, schema: Schema): Promise<void>
  /** Deletes the queue and all its records. Idempotent. Scans and reads under way may fail. */
  drop(queue: QueueId): Promise<void>

  /**
   * Adds a batch at the end. Resolves only when it is durable (fsynced); a rejection means that nothing of it is stored,
   * and the caller may try again. An empty batch is allowed with `once` (it records progress only).
   * With `once`, the batch is the writer's work on source records [once.from, once.to): it is stored together with that
   * range, atomically. If the writer's last stored `to` is already >= once.to the call changes nothing and resolves with
   * `repeated: true`; if it differs from once.from in any other way it rejects (the caller works from a stale position).
   * A writer's first append may start anywhere.
   */
  append(queue: QueueId, batch: Batch, once?: Once): Promise<Appended>

  /** The last `to` that `writer` stored in this queue; undefined if none. Survives restarts, sealing and trimming. */
  lastTo(queue: QueueId, writer: string): Promise<bigint | undefined>

  /** Oldest kept offset, next offset to be given, and bytes held. firstOffset = nextOffset when empty. */
  bounds(queue: QueueId): Promise<Bounds>

  /** Arrival time (ms since epoch) of the record at `offset`, exact to its batch. undefined at or past the end; an
   *  offset below the oldest kept gives the oldest kept. Lag in seconds is computed from it. */
  arrivedAtMs(queue: QueueId, offset: bigint): Promise<number | undefined>

  /**
   * Reads whole stored records from `from` on, at most recordsMax, and at most bytesMax but always at least one if there
   * is one. Batches come in offset order without gaps; a batch may be a part of an appended one. An empty list means
   * that `from` is the end. Rejects with OffsetOutOfRange if retention has passed `from`, or `from` is past the end.
   */
  read(queue: QueueId, from: bigint, limits: ReadLimits, signal?: AbortSignal): Promise<StoredBatch[]>

  /** Resolves true as soon as the queue holds records at or after `from`, false when `waitMs` has passed first. */
  waitFor(queue: QueueId, from: bigint, waitMs: number, signal?: AbortSignal): Promise<boolean>

  /**
   * What a columnar engine can read directly: files covering exactly the records [from, to). `to` is chosen by the log:
   * limits.to if given, else as much as is durable within bytesMax (at least one stored batch). Files stay in place
   * until `release` is called (always call it). Rejects with OffsetOutOfRange like `read`.
   */
  scan(queue: QueueId, from: bigint, limits: ScanLimits, signal?: AbortSignal): Promise<Scan>

  /** Deletes whole segments all of whose records arrived before the given time. Returns the new oldest offset. Sealing of
   *  what should be kept is the log's own background work and needs no call. */
  trim(queue: QueueId, arrivedBeforeMs: number): Promise<bigint>

  /** Every queue that exists. */
  list(): Promise<QueueId[]>

  close(): Promise<void>
}

/** Path-safe identity of one queue, unique for ever: a deleted and re-created repo gets another one. */
export type QueueId = string

export interface Batch {
  /** Canonical JSON lines, each ended by LF; exactly `count` of them. The log takes ownership. */
  readonly lines: Uint8Array
  readonly count: number
}

export interface StoredBatch extends Batch {
  readonly firstOffset: bigint
  /** firstOffset + count */
  readonly nextOffset: bigint
  /** ms since epoch */
  readonly arrivedAtMs: number
}

export interface Once {
  /** Who writes, for example 'transform:<id>'. */
  readonly writer: string
  readonly from: bigint
  readonly to: bigint
}

export interface Appended {
  readonly firstOffset: bigint
  readonly nextOffset: bigint
  readonly repeated: boolean
}

export interface Bounds {
  readonly firstOffset: bigint
  readonly nextOffset: bigint
  readonly bytes: number
}

export interface ReadLimits {
  readonly recordsMax: number
  readonly bytesMax: number
}

export interface ScanLimits {
  /** End of the range, exclusive: a value that an earlier scan returned. */
  readonly to?: bigint
  /** Bytes of stored data, approximately. */
  readonly bytesMax?: number
}

export interface Scan {
  readonly from: bigint
  readonly to: bigint
  /** In offset order. Empty when from = to. */
  readonly files: readonly ScanFile[]
  release(): void
}

export type ScanFile =
  /** A file of JSON lines. Lines that have the member "#" are block headers, not records: a reader drops them. No field
   *  can be named so. When byteFrom or byteTo is set, only those bytes belong to the scan (whole lines). */
  | { readonly kind: 'lines'; readonly path: string; readonly byteFrom?: number; readonly byteTo?: number }
  /** A Parquet file with the columns of `columnNames(schema)` (fields of older schema versions may be missing), plus
   *  `_offset` BIGINT and `_arrived_at` TIMESTAMPTZ. When from or to is set, only rows with from <= _offset < to belong to
   *  the scan. */
  | { readonly kind: 'parquet'; readonly path: string; readonly from?: bigint; readonly to?: bigint }

/** There is no such queue; it may have been dropped a moment ago. Every call that names a queue may reject with it. */
export class QueueGone extends Error {
  constructor(queue: QueueId) {
    super(`queue ${queue} does not exist`)
    this.name = 'QueueGone'
  }
}

/** A position that the log no longer (or not yet) holds. `bounds` says what it has. */
export class OffsetOutOfRange extends Error {
  readonly bounds: Bounds
  constructor(queue: QueueId, offset: bigint, bounds: Bounds) {
    super(`offset ${offset} of queue ${queue} is outside ${bounds.firstOffset}…${bounds.nextOffset}`)
    this.name = 'OffsetOutOfRange'
    this.bounds = bounds
  }
}
