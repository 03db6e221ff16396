import { existsSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Compute } from '../../packages/server/src/compute/compute.ts'
import { EmbeddedLog } from '../../packages/server/src/queues/embedded/embedded-log.ts'
import type { RecordLog } from '../../packages/server/src/queues/record-log.ts'
import { systemClock } from '../../packages/server/src/runtime/clock.ts'
import { silentLogger } from '../../packages/server/src/runtime/logger.ts'
import { fill, schema } from './records.ts'

export interface DataSet {
  readonly log: RecordLog
  readonly records: number
  readonly bytes: number
}

/** Records in write-ahead segments: without compute a log seals nothing. */
export async function openFresh(directory: string, records: number): Promise<DataSet> {
  const log = await EmbeddedLog.open({ directory, clock: systemClock, logger: silentLogger })
  await log.create('source', schema)
  return { log, records, bytes: await fill(log, 'source', records) }
}

/** Records that went through the log and were sealed by it. What an earlier run made in the folder is taken again. */
export async function openSealed(directory: string, records: number, compute: Compute): Promise<DataSet> {
  const note = join(directory, `${records}-records.json`)
  const known = existsSync(note)
  if (!known) rmSync(directory, { recursive: true, force: true })
  const log = await openSealing(directory, compute)
  if (known) return { log, records, ...JSON.parse(readFileSync(note, 'utf8')) }
  await log.create('source', schema)
  const bytes = await fill(log, 'source', records)
  refuseFullDisk(directory)
  await untilSealed(log)
  writeFileSync(note, JSON.stringify({ bytes }))
  return { log, records, bytes }
}

/** Sealed in the sizes that a server seals in, and what is left over after two seconds. */
function openSealing(directory: string, compute: Compute): Promise<RecordLog> {
  return EmbeddedLog.open({
    directory,
    clock: systemClock,
    logger: silentLogger,
    compute,
    limits: { segmentAgeMsMax: 2000, sealAgeMsMax: 2000, sealBytesMin: 200 * 1024 ** 2 },
    maintenanceIntervalMs: 500,
  })
}

async function untilSealed(log: RecordLog): Promise<void> {
  for (;;) {
    const { firstOffset } = await log.bounds('source')
    const { files, release } = await log.scan('source', firstOffset, { bytesMax: Number.MAX_SAFE_INTEGER })
    release()
    if (files.every(({ kind }) => kind === 'parquet')) return
    await pause(500)
  }
}

function refuseFullDisk(directory: string): void {
  const { bavail, bsize } = statfsSync(directory)
  if (bavail * bsize < 2e9) throw new Error(`less than 2 GB are left on the disk of ${directory}`)
}
