// Fills a log with records and ends: `node make-data.ts <fresh|sealed> <folder> <records>`. A program of its own, so that what
// making records leaves behind in memory is not taken for the memory of a transform.
import { writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createCompute } from '../../packages/server/src/compute/duckdb-compute.ts'
import { EmbeddedLog } from '../../packages/server/src/queues/embedded/embedded-log.ts'
import type { RecordLog } from '../../packages/server/src/queues/record-log.ts'
import { systemClock } from '../../packages/server/src/runtime/clock.ts'
import { silentLogger } from '../../packages/server/src/runtime/logger.ts'
import { notePath } from './data-set.ts'
import { fill, schema } from './records.ts'

const [kind, directory = '', records = ''] = process.argv.slice(2)
if (kind === 'sealed') await makeSealed()
else await makeFresh()

/** Records in write-ahead segments: without compute a log seals nothing. */
async function makeFresh(): Promise<void> {
  await fillAndClose(await EmbeddedLog.open({ directory, clock: systemClock, logger: silentLogger }))
}

/** Records that went through the log and were sealed by it, in the sizes that a server seals in, and what is left over after
 *  two seconds. */
async function makeSealed(): Promise<void> {
  const scratchDirectory = await mkdtemp(join(tmpdir(), 'sluice-bench-seal-'))
  const compute = await createCompute({ scratchDirectory, timeZone: 'Asia/Shanghai' })
  const log = await EmbeddedLog.open({
    directory,
    clock: systemClock,
    logger: silentLogger,
    compute,
    limits: { segmentAgeMsMax: 2000, sealAgeMsMax: 2000, sealBytesMin: 200 * 1024 ** 2 },
    maintenanceIntervalMs: 500,
  })
  await fillAndClose(log, () => untilSealed(log))
  await compute.close()
  await rm(scratchDirectory, { recursive: true, force: true })
}

async function fillAndClose(log: RecordLog, finish: () => Promise<void> = async () => undefined) {
  await log.create('source', schema)
  const bytes = await fill(log, 'source', Number(records))
  await finish()
  await log.close()
  writeFileSync(notePath(directory, Number(records)), JSON.stringify({ bytes }))
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
