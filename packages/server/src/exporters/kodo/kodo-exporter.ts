import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { formatTime } from '@sluice/model'
import type { ExportBatch, Exporter, ExporterDeps, ExporterState, Progress } from '../exporter.ts'
import { type FileFormat, fileFormat } from './file-format.ts'
import type { FileStore } from './file-store.ts'
import { fillFile } from './fill-file.ts'
import { GatheredFile } from './gathered-file.ts'
import type { KodoSpec } from './kodo-spec.ts'
import { objectKey } from './object-key.ts'
import { type Rotation, rotationOf } from './rotation.ts'

const dayMs = 86_400_000
/** Retention is given in days; an hour more does not matter. */
const sweepEveryMs = 3_600_000

/**
 * Gathers records in a scratch file and stores it as an object when it is due.
 *
 * The key is made of the file's first offset and the time it was begun. Both are saved before the file can be stored: a
 * write that begins a file returns before it stores it, and one that stores returns at once. So whatever is repeated after
 * a crash replaces the object that was stored already, and an age goes on counting over a restart.
 */
export class KodoExporter implements Exporter {
  readonly #spec: KodoSpec
  readonly #deps: ExporterDeps
  readonly #format: FileFormat
  readonly #rotation: Rotation
  readonly #store: FileStore
  /** Of the store's clock; the first settle sweeps. */
  #sweepAtMs = 0
  #file: GatheredFile | undefined
  /** The file that was open when the last state was saved. */
  #resumed: ExporterState | undefined

  constructor(spec: KodoSpec, deps: ExporterDeps, store: FileStore) {
    this.#spec = spec
    this.#store = store
    this.#deps = deps
    this.#format = fileFormat(spec, deps.schema)
    this.#rotation = rotationOf(spec)
  }

  check(signal: AbortSignal): Promise<string | undefined> {
    return this.#store.check(this.#spec.bucket, signal)
  }

  async open(state: ExporterState | undefined): Promise<void> {
    await this.#drop()
    await mkdir(this.#deps.scratchDirectory, { recursive: true })
    this.#resumed = state
  }

  async write(batch: ExportBatch, signal: AbortSignal): Promise<Progress> {
    if (this.#due()) {
      await this.#deliver(signal)
      return { ...this.#progress(batch.firstOffset), taken: 0 }
    }
    this.#file ??= await this.#begin(batch.firstOffset)
    const taken = await fillFile(this.#file, batch, this.#format, this.#rotation.bytesMax, signal)
    return { ...this.#progress(batch.firstOffset + BigInt(taken)), taken }
  }

  async settle(signal: AbortSignal): Promise<Progress | undefined> {
    await this.#sweep(signal)
    return this.#due() ? await this.finish(signal) : undefined
  }

  async finish(signal: AbortSignal): Promise<Progress | undefined> {
    if (!this.#file) return undefined
    const next = this.#file.nextOffset
    await this.#deliver(signal)
    return this.#progress(next)
  }

  async close(): Promise<void> {
    await this.#drop()
    await this.#store.close()
  }

  /** Whatever is wrong with it, records go on being delivered. */
  async #sweep(signal: AbortSignal): Promise<void> {
    const { clock, logger } = this.#deps
    const nowMs = clock.nowMs()
    if (nowMs < this.#sweepAtMs) return
    this.#sweepAtMs = nowMs + sweepEveryMs
    try {
      if (!(await this.#store.sweep(nowMs, signal))) this.#sweepAtMs = nowMs
    } catch (error) {
      logger.warn(
        { error: String(error) },
        'expired objects could not be deleted; the next try is in an hour',
      )
    }
  }

  async #drop(): Promise<void> {
    await this.#file?.discard()
    this.#file = undefined
    await rm(this.#deps.scratchDirectory, { recursive: true, force: true })
  }

  #due(): boolean {
    return this.#file !== undefined && this.#rotation.due(this.#file, this.#deps.clock.nowMs())
  }

  async #begin(firstOffset: bigint): Promise<GatheredFile> {
    const resumed = this.#resumed
    this.#resumed = undefined
    const goesOn = resumed?.['firstOffset'] === String(firstOffset)
    const openedAtMs = goesOn ? Number(resumed['openedAtMs']) : this.#deps.clock.nowMs()
    const path = join(this.#deps.scratchDirectory, `${firstOffset}${this.#format.extension}`)
    const file = new GatheredFile({ path, firstOffset, openedAtMs }, this.#format.gzip)
    if (this.#format.header.length > 0) await file.append(this.#format.header)
    return file
  }

  async #deliver(signal: AbortSignal): Promise<void> {
    if (!this.#file) return
    await this.#file.finish()
    const { openedAtMs, firstOffset } = this.#file
    const { bucket, keyPrefix: prefix, retention } = this.#spec
    const { run, timeZone, variables, clock } = this.#deps
    const { extension } = this.#format
    const path = await this.#converted(this.#file.path, signal)
    const key = objectKey({ prefix, run, openedAtMs, firstOffset, extension, timeZone, variables })
    const expiresAtMs = retention > 0 ? clock.nowMs() + retention * dayMs : undefined
    await this.#store.put({ bucket, key, path, expiresAtMs }, signal)
    this.#file = undefined
  }

  /** The finished file, as Parquet if that is the format. */
  async #converted(path: string, signal: AbortSignal): Promise<string> {
    const { parquetSchema } = this.#format
    if (!parquetSchema) return path
    const target = `${path}.done`
    await this.#deps.parquet(path, parquetSchema, target, signal)
    await rm(path)
    return target
  }

  /** `next`: the offset behind the last record taken. */
  #progress(next: bigint): Progress {
    const file = this.#file
    if (!file) return { delivered: next, state: {}, detail: 'no open file' }
    const { firstOffset, openedAtMs } = file
    return {
      delivered: firstOffset,
      state: { firstOffset: String(firstOffset), openedAtMs },
      detail: `open file: ${file.recordCount} records, ${file.bytes} bytes, closes at ${this.#closingTime(file)} at the latest`,
    }
  }

  #closingTime({ openedAtMs }: GatheredFile): string {
    return formatTime('yyyy-MM-dd HH:mm:ss', openedAtMs + this.#rotation.ageMsMax, this.#deps.timeZone)
  }
}
