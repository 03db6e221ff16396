import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Compute } from '../../packages/server/src/compute/compute.ts'
import type { ScanFile } from '../../packages/server/src/queues/record-log.ts'
import { type DataSet, openFresh, openSealed, readBatch } from './data-set.ts'

/** What a transform is measured on. */
export interface Input {
  readonly name: string
  readonly data: DataSet
  /** Of the canonical JSON of what is taken. */
  readonly bytes: number
  /** Batches that arrive one after the other while the transform waits; undefined: all is there when it starts. */
  readonly arriving?: { readonly batches: number; readonly records: number }
  /** The same records as files, for an engine that reads files. */
  readonly files: readonly Pick<ScanFile, 'kind' | 'path'>[]
  /** How many of the files such an engine takes as a batch. */
  readonly filesPerBatch: number
}

/** 250 MB. */
const freshRecords = 250_000
/** What five seconds bring at 200 KB/s and at 2 MB/s: batches of 1 MB and of 10 MB. */
const arrivingRecords = [1_000, 10_000]
const arrivingBatches = 25
const recordBytes = 1000
/** Sealed files have 210 MB of records: a batch of 1 GB. */
const sealedFilesPerBatch = 5

export interface Places {
  /** For what a later run may take again. */
  readonly cache: string
  readonly scratch: string
}

/** Every input, each ready when its turn comes. */
export async function* inputs(places: Places, gigabytes: number, compute: Compute): AsyncGenerator<Input> {
  const fresh = await openFresh(join(places.scratch, 'fresh'), freshRecords)
  const files = await filesOf(fresh)
  for (const records of arrivingRecords)
    yield {
      name: `arriving, ${records / 1000} MB each`,
      data: fresh,
      bytes: (fresh.bytes / fresh.records) * records * arrivingBatches,
      arriving: { batches: arrivingBatches, records },
      files: await writeBatches(fresh, records, join(places.scratch, `arriving-${records}`)),
      filesPerBatch: 1,
    }
  yield { name: 'fresh', data: fresh, bytes: fresh.bytes, files, filesPerBatch: files.length }
  await fresh.log.close()
  const records = (gigabytes * 1e9) / recordBytes
  const sealed = await openSealed(join(places.cache, 'sealed'), records, compute)
  const sealedFiles = await filesOf(sealed)
  yield {
    name: 'sealed',
    data: sealed,
    bytes: sealed.bytes,
    files: sealedFiles,
    filesPerBatch: sealedFilesPerBatch,
  }
  await sealed.log.close()
}

async function filesOf({ log }: DataSet): Promise<Input['files']> {
  const scan = await log.scan('source', 0n, { bytesMax: Number.MAX_SAFE_INTEGER })
  scan.release()
  return scan.files.map(({ kind, path }) => ({ kind, path }))
}

async function writeBatches(data: DataSet, records: number, folder: string): Promise<Input['files']> {
  mkdirSync(folder)
  const files: { kind: 'lines'; path: string }[] = []
  for (let i = 0; i < arrivingBatches; i++) {
    const path = join(folder, `${String(i).padStart(4, '0')}.jsonl`)
    writeFileSync(path, (await readBatch(data, i, records)).lines)
    files.push({ kind: 'lines', path })
  }
  return files
}
