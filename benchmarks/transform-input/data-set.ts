import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import type { Compute } from '../../packages/server/src/compute/compute.ts'
import { EmbeddedLog } from '../../packages/server/src/queues/embedded/embedded-log.ts'
import type { RecordLog, StoredBatch } from '../../packages/server/src/queues/record-log.ts'
import { systemClock } from '../../packages/server/src/runtime/clock.ts'
import { silentLogger } from '../../packages/server/src/runtime/logger.ts'

/** A queue named `source`, full of records. */
export interface DataSet {
  readonly log: RecordLog
  readonly records: number
  /** Of their canonical JSON. */
  readonly bytes: number
}

/** Beside the queues: how many bytes the records have. Written when all are there. */
export const notePath = (directory: string, records: number): string =>
  join(directory, `${records}-records.json`)

/** Records in write-ahead segments. */
export const openFresh = (directory: string, records: number): Promise<DataSet> =>
  opened('fresh', directory, records, undefined)

/** Records in sealed files. What an earlier run made in the folder is taken again. */
export const openSealed = (directory: string, records: number, compute: Compute): Promise<DataSet> =>
  opened('sealed', directory, records, compute)

async function opened(
  kind: 'fresh' | 'sealed',
  directory: string,
  records: number,
  compute: Compute | undefined,
): Promise<DataSet> {
  const note = notePath(directory, records)
  if (!existsSync(note)) make(kind, directory, records)
  const log = await EmbeddedLog.open({
    directory,
    clock: systemClock,
    logger: silentLogger,
    ...(compute ? { compute } : {}),
  })
  return { log, records, ...JSON.parse(readFileSync(note, 'utf8')) }
}

function make(kind: string, directory: string, records: number): void {
  rmSync(directory, { recursive: true, force: true })
  mkdirSync(directory, { recursive: true })
  refuseFullDisk(directory, records)
  const program = join(import.meta.dirname, 'make-data.ts')
  const args = ['--disable-warning=ExperimentalWarning', program, kind, directory, String(records)]
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' })
  if (status !== 0) throw new Error(`make-data.ts ended with ${status}`)
}

/** Sealed records take a quarter of their bytes, and fresh ones all until they are sealed. */
function refuseFullDisk(directory: string, records: number): void {
  const { bavail, bsize } = statfsSync(directory)
  if (bavail * bsize < 2e9 + records * 500)
    throw new Error(`the disk of ${directory} is too full for ${records} records of 1 KB`)
}

/** One after the other, `count` records of a data set: what arrives while a transform waits. */
export async function readBatch({ log }: DataSet, index: number, count: number): Promise<StoredBatch> {
  const limits = { recordsMax: count, bytesMax: Number.MAX_SAFE_INTEGER }
  const [batch, ...others] = await log.read('source', BigInt(index * count), limits)
  if (batch?.count !== count || others.length > 0) throw new Error(`batch ${index} is not in one piece`)
  return batch
}
