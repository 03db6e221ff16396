// See README.md. Prints one row per case: medians over five rounds.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseSchema } from '@sluice/model'
import { createCompute } from '../../packages/server/src/compute/duckdb-compute.ts'
import { EmbeddedLog } from '../../packages/server/src/queues/embedded/embedded-log.ts'
import type { RecordLog, Scan, ScanFile } from '../../packages/server/src/queues/record-log.ts'
import { systemClock } from '../../packages/server/src/runtime/clock.ts'
import { silentLogger } from '../../packages/server/src/runtime/logger.ts'
import { createDuckdbEngine } from '../../packages/server/src/transforms/duckdb/duckdb-engine.ts'

const rounds = 5
const batches = 25
const batchRecords = 10_000

const schema = parseSchema([
  { key: 'id', valtype: 'long' },
  { key: 'host', valtype: 'string' },
  { key: 'path', valtype: 'string' },
  { key: 'status', valtype: 'long' },
  { key: 'bytes', valtype: 'long' },
  { key: 'ms', valtype: 'float' },
  { key: 'at', valtype: 'date' },
  { key: 'ok', valtype: 'boolean' },
  { key: 'agent', valtype: 'string' },
  { key: 'message', valtype: 'string' },
  { key: 'tags', valtype: 'array', elemtype: 'string' },
  {
    key: 'place',
    valtype: 'map',
    schema: [
      { key: 'city', valtype: 'string' },
      { key: 'zip', valtype: 'long' },
    ],
  },
])
const sql = 'select id, host, status, ms, "at" from stream where status = 500'

const folder = await mkdtemp(join(tmpdir(), 'sluice-bench-'))
const compute = await createCompute({ scratchDirectory: join(folder, 'scratch'), timeZone: 'Asia/Shanghai' })
// Without compute the log seals nothing: the records stay fresh.
const log = await EmbeddedLog.open({
  directory: join(folder, 'repos'),
  clock: systemClock,
  logger: silentLogger,
})
try {
  await log.create('source', schema)
  await log.create('destination', schema)
  const inputBytes = await fill()
  process.stdout.write(
    `${batches * batchRecords} records of ${Math.round(inputBytes / batches / batchRecords)} bytes, ` +
      `${(inputBytes / 1e6).toFixed(0)} MB; 5 of ${schema.length} columns, 1 record in 10\n\n` +
      'input     threads   MB/s   records/s   ms a run\n',
  )
  for (const threads of [1, 2]) await measure('fresh', threads, inputBytes, await freshFiles())
  const sealed = await sealedFile()
  for (const threads of [1, 2]) await measure('sealed', threads, inputBytes, sealed)
} finally {
  await log.close()
  await compute.close()
  await rm(folder, { recursive: true, force: true })
}

async function fill(): Promise<number> {
  let bytes = 0
  for (let batch = 0; batch < batches; batch++) {
    const ids = Array.from({ length: batchRecords }, (_, i) => batch * batchRecords + i)
    const lines = Buffer.from(ids.map(record).join(''))
    bytes += lines.length
    await log.append('source', { lines, count: batchRecords })
  }
  return bytes
}

function record(id: number): string {
  const line = JSON.stringify({
    id,
    host: `web-${id % 40}.example.com`,
    path: `/v2/repos/${id % 1000}/data`,
    status: id % 10 === 3 ? 500 : 200,
    bytes: (id * 7919) % 100_000,
    ms: (id % 1000) / 8,
    at: new Date(1_484_206_200_000 + id).toISOString().replace('.000Z', 'Z'),
    ok: id % 10 !== 3,
    agent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/55.0 Safari/537.36',
    message: `request ${id} ${'was served from the cache of the edge node, '.repeat(14)}`,
    tags: ['edge', `zone-${id % 7}`],
    place: { city: 'Shanghai', zip: 200_000 + (id % 100) },
  })
  return `${line}\n`
}

async function freshFiles(): Promise<Scan> {
  return await log.scan('source', 0n, {})
}

async function sealedFile(): Promise<Scan> {
  const fresh = await freshFiles()
  const target = join(folder, 'sealed.parquet')
  const files = fresh.files.filter(
    (file): file is Extract<ScanFile, { kind: 'lines' }> => file.kind === 'lines',
  )
  await compute.seal({ files, schema, target, firstOffset: 0n, arrivals: [{ offset: 0n, arrivedAtMs: 0 }] })
  fresh.release()
  const { from, to } = fresh
  return { from, to, files: [{ kind: 'parquet', path: target, from, to }], release: () => undefined }
}

async function measure(name: string, threads: number, inputBytes: number, scan: Scan): Promise<void> {
  const engine = createDuckdbEngine({ compute })
  const times: number[] = []
  for (let round = 0; round <= rounds; round++) {
    const startedMs = performance.now()
    await run(log, round)
    if (round > 0) times.push(performance.now() - startedMs)
  }
  scan.release()
  const ms = times.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN
  const perSecond = (amount: number) => (amount / ms) * 1000
  process.stdout.write(
    `${name.padEnd(10)}${String(threads).padStart(7)}${(perSecond(inputBytes) / 1e6).toFixed(0).padStart(7)}` +
      `${perSecond(batches * batchRecords)
        .toFixed(0)
        .padStart(12)}${ms.toFixed(0).padStart(11)}\n`,
  )

  async function run(to: RecordLog, round: number): Promise<void> {
    const limits = { threads, memoryBytesMax: 2 * 1024 ** 3, timeoutMs: 60_000 }
    const result = await engine.execute(sql, [{ names: ['stream'], schema, files: scan.files }], limits)
    if (result.count !== (batches * batchRecords) / 10) throw new Error(`${result.count} records came out`)
    const once = { writer: `${name}-${threads}`, from: BigInt(round), to: BigInt(round + 1) }
    await to.append('destination', result, once)
  }
}
