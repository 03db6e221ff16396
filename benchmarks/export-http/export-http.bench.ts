// See README.md. Prints one row per case: medians over five rounds.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compileRecordParser, parseSchema } from '@sluice/model'
import { createExportHost } from '../../packages/server/src/exporters/export-host.ts'
import { exporterTypes } from '../../packages/server/src/exporters/index.ts'
import { recordLogs } from '../../packages/server/src/queues/index.ts'
import { systemClock } from '../../packages/server/src/runtime/clock.ts'
import { silentLogger } from '../../packages/server/src/runtime/logger.ts'
import { printCases } from '../export-tsdb/measure-export.ts'

const rounds = 5
const records = 1_000_000
const recordsPerAppend = 10_000

const schema = parseSchema([
  { key: 'id', valtype: 'long', required: true },
  { key: 'k', valtype: 'string' },
  { key: 'v', valtype: 'float' },
  { key: 'n', valtype: 'long' },
  { key: 'ts', valtype: 'date' },
  { key: 'ok', valtype: 'boolean' },
  { key: 'msg', valtype: 'string' },
  { key: 'tags', valtype: 'array', elemtype: 'string' },
])

if (process.argv[2] === 'receive') receive()
else await main()

/** Reads bodies and answers 200; a process of its own, so that it costs the exporting one nothing. */
function receive(): void {
  const server = createServer((request, response) => {
    request.resume()
    request.on('end', () => response.end())
  })
  server.listen(0, '127.0.0.1', () => {
    const address = server.address()
    process.stdout.write(`${typeof address === 'object' ? address?.port : address}\n`)
  })
}

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-bench-'))
  const receiver = spawn(process.execPath, [import.meta.filename, 'receive'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(receiver.stdout, 'data')
  const host = `127.0.0.1:${String(line).trim()}`
  try {
    await measure(folder, host)
    process.stdout.write('\n')
    const spec = { host, uri: '/', format: 'text' }
    await printCases(300_000, [{ name: 'memory, text', kind: 'http', spec, connection: undefined }])
  } finally {
    receiver.kill()
    await rm(folder, { recursive: true, force: true })
  }
}

async function measure(folder: string, receiver: string): Promise<void> {
  const log = await recordLogs.embedded({
    directory: join(folder, 'repos'),
    clock: systemClock,
    logger: silentLogger,
  })
  const bytesPerRecord = (await fill(log)) / records
  const saved = new Map<string, () => void>()
  const exports = createExportHost({
    log,
    compute: { parquet: async () => {} },
    storesDirectory: join(folder, 'stores'),
    objectsDirectory: join(folder, 'objects'),
    scratchDirectory: join(folder, 'scratch'),
    timeZone: 'Asia/Shanghai',
    workersMax: 1,
    clock: systemClock,
    logger: silentLogger,
    keepRejected: async () => {},
    onDone: async () => {},
    memoryMax: 256 * 1024 * 1024,
    random: Math.random,
    savePosition: async (id, position) => {
      if (position === BigInt(records)) saved.get(id)?.()
    },
  })
  const type = exporterTypes.find(({ kind }) => kind === 'http')
  process.stdout.write(`${records} records of ${bytesPerRecord.toFixed(0)} bytes as stored\n\n`)
  process.stdout.write('format   records/s   MB/s stored\n')
  for (const format of ['text', 'json']) {
    const rates: number[] = []
    for (let round = 0; round <= rounds; round++) {
      const id = `${format}${round}`
      const done = new Promise<void>((resolve) => saved.set(id, resolve))
      const startedAtMs = performance.now()
      const spec = type?.parseSpec({ host: receiver, uri: '/', format }, schema)
      const names = { account: '1', repo: 'bench', name: id, queue: 'bench' }
      await exports.start({
        id,
        run: id,
        kind: 'http',
        spec,
        schema,
        ...names,
        variables: [],
        connection: undefined,
        position: 0n,
        state: undefined,
      })
      await done
      rates.push(records / ((performance.now() - startedAtMs) / 1000))
      await exports.stop(id)
    }
    // The first round starts the worker and compiles its code.
    const median = rates.slice(1).sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0
    const megabytes = (median * bytesPerRecord) / 1e6
    process.stdout.write(
      `${format.padEnd(6)} ${median.toFixed(0).padStart(11)} ${megabytes.toFixed(0).padStart(13)}\n`,
    )
  }
  await exports.close()
  await log.close()
}

/** Puts the records into the queue `bench`; their bytes as stored. */
async function fill(log: Awaited<ReturnType<typeof recordLogs.embedded>>): Promise<number> {
  await log.create('bench', schema)
  const parser = compileRecordParser(schema, { withIP: '', withTimestamp: '', unescapeLine: false })
  let bytes = 0
  for (let from = 0; from < records; from += recordsPerAppend) {
    const { lines, count } = parser.parseText(rows(from, recordsPerAppend), { ip: '', arrivedAtMs: 0 })
    bytes += lines.length
    await log.append('bench', { lines, count })
  }
  return bytes
}

/** Rows of the reference benchmark (record-parse), as push text. */
function rows(from: number, count: number): Buffer {
  const lines = Array.from({ length: count }, (_, n) => {
    const i = from + n
    return (
      `id=${1_000_000 + i}\tk=key${i % 1000}\tv=${(i * 0.37).toFixed(3)}\tn=${i % 97}\t` +
      `ts=2017-01-12T07:${String(i % 60).padStart(2, '0')}:00.123Z\tok=${i % 2 === 0}\t` +
      `msg=request served ${String(i % 100_000).padStart(5, '0')}\ttags=["a${i % 10}","b"]`
    )
  })
  return Buffer.from(`${lines.join('\n')}\n`)
}
