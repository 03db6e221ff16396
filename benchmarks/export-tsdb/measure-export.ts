// Runs one export of generated records to its end, in a process of its own, and says how quick it was and how much memory
// it took. Shared with export-report.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compileRecordParser, parseSchema } from '@sluice/model'
import { createExportHost } from '../../packages/server/src/exporters/export-host.ts'
import type { Connection } from '../../packages/server/src/exporters/exporter.ts'
import { exporterTypes } from '../../packages/server/src/exporters/index.ts'
import { recordLogs } from '../../packages/server/src/queues/index.ts'
import { systemClock } from '../../packages/server/src/runtime/clock.ts'
import { silentLogger } from '../../packages/server/src/runtime/logger.ts'

const recordsPerAppend = 10_000

const schema = parseSchema([
  { key: 'id', valtype: 'long', required: true },
  { key: 'k', valtype: 'string' },
  { key: 'v', valtype: 'float' },
  { key: 'n', valtype: 'long' },
  { key: 'ts', valtype: 'date' },
  { key: 'msg', valtype: 'string' },
])

export interface Case {
  readonly kind: string
  readonly spec: unknown
  readonly connection: Connection | undefined
  readonly records: number
}

export interface Measured {
  readonly recordsPerSecond: number
  /** Of the process with the log, the host and the export worker, MB. */
  readonly peakMegabytes: number
  /** Of the embedded store's process, MB; 0 = there was none. */
  readonly storeMegabytes: number
}

/** In a fresh process, so that one case's memory is not another's. */
export async function measure(what: Case): Promise<Measured> {
  const child = spawn(process.execPath, [import.meta.filename, JSON.stringify(what)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  child.stdout.on('data', (chunk) => {
    text += chunk
  })
  await once(child, 'close')
  return JSON.parse(text)
}

/** Prints a row for each case, with n and 10 n records. */
export async function printCases(n: number, cases: readonly (Omit<Case, 'records'> & { name: string })[]) {
  process.stdout.write('destination       records   records/s   peak MB   of the store MB\n')
  for (const one of cases)
    for (const records of [n, 10 * n]) {
      const { recordsPerSecond, peakMegabytes, storeMegabytes } = await measure({ ...one, records })
      const figures = [
        records,
        Math.round(recordsPerSecond),
        Math.round(peakMegabytes),
        Math.round(storeMegabytes),
      ]
      const widths = [10, 12, 10, 18]
      const cells = figures.map((figure, i) => String(figure).padStart(widths[i] ?? 0))
      process.stdout.write(`${one.name.padEnd(15)}${cells.join('')}\n`)
    }
}

if (process.argv[1] === import.meta.filename) await main(JSON.parse(process.argv[2] ?? ''))

async function main({ kind, spec, connection, records }: Case): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-bench-'))
  try {
    const log = await recordLogs.embedded({
      directory: join(folder, 'repos'),
      clock: systemClock,
      logger: silentLogger,
    })
    await fill(log, records)
    const done = Promise.withResolvers<void>()
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
      keepRejected: async () => done.reject(new Error('a record was rejected')),
      onDone: async () => {},
      memoryMax: 256 * 1024 * 1024,
      random: Math.random,
      savePosition: async (_run, position) => {
        if (position === BigInt(records)) done.resolve()
      },
    })
    const type = exporterTypes.find((candidate) => candidate.kind === kind)
    const names = { account: '1', repo: 'bench', name: kind, queue: 'bench' }
    const startedAtMs = performance.now()
    await exports.start({
      ...{
        id: `bench-${records}`,
        run: `bench-${records}`,
        kind,
        spec: type?.parseSpec(spec, schema),
        schema,
        ...names,
      },
      ...{ variables: [], connection, position: 0n, state: undefined },
    })
    await done.promise
    const recordsPerSecond = records / ((performance.now() - startedAtMs) / 1000)
    const storeMegabytes = peakOfProcessIn(folder)
    await exports.close()
    await log.close()
    const peakMegabytes = process.resourceUsage().maxRSS / 1024
    process.stdout.write(JSON.stringify({ recordsPerSecond, peakMegabytes, storeMegabytes }))
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** Linux tells; elsewhere 0. */
function peakOfProcessIn(folder: string): number {
  try {
    const found = readdirSync('/proc').find(
      (name) => /^\d+$/.test(name) && readFileSync(`/proc/${name}/cmdline`, 'latin1').includes(folder),
    )
    const status = found === undefined ? '' : readFileSync(`/proc/${found}/status`, 'latin1')
    return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}

async function fill(log: Awaited<ReturnType<typeof recordLogs.embedded>>, records: number): Promise<void> {
  await log.create('bench', schema)
  const parser = compileRecordParser(schema, { withIP: '', withTimestamp: '', unescapeLine: false })
  for (let from = 0; from < records; from += recordsPerAppend) {
    const { lines, count } = parser.parseText(rows(from), { ip: '', arrivedAtMs: 0 })
    await log.append('bench', { lines, count })
  }
}

/** As push text. A millisecond passes with each record. */
function rows(from: number): Buffer {
  const lines = Array.from({ length: recordsPerAppend }, (_, n) => {
    const i = from + n
    const ts = new Date(1_484_205_600_000 + i).toISOString()
    return `id=${1_000_000 + i}\tk=key${i % 1000}\tv=${(i * 0.37).toFixed(3)}\tn=${i % 97}\tts=${ts}\tmsg=request served ${i % 100_000}`
  })
  return Buffer.from(`${lines.join('\n')}\n`)
}
