// What the transform benchmarks share (README.md): the data, the runner, Spark beside it, the table.
import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Schema } from '@sluice/model'
import { createCompute } from '../../packages/server/src/compute/duckdb-compute.ts'
import { systemClock } from '../../packages/server/src/runtime/clock.ts'
import { silentLogger } from '../../packages/server/src/runtime/logger.ts'
import { createDuckdbEngine } from '../../packages/server/src/transforms/duckdb/duckdb-engine.ts'
import { createMicroBatchRunner } from '../../packages/server/src/transforms/micro-batch.ts'
import type { SqlEngine } from '../../packages/server/src/transforms/sql-engine.ts'
import { type DataSet, openFresh, openSealed } from './data-set.ts'
import { peakBytes } from './memory.ts'
import { schema } from './records.ts'

/** Run through our engine and through Spark, as it is. */
export interface Query {
  readonly name: string
  readonly sql: string
  /** Fields of what comes out. */
  readonly output: Schema
}

const roundsMax = 5
/** Records of one fresh batch: 250 MB. */
const freshRecords = 250_000
const recordBytes = 1000

interface Options {
  readonly gigabytes: number
  readonly directory: string
  readonly python: string | undefined
  readonly rounds: number
}

interface Row {
  readonly input: string
  readonly engine: string
  readonly threads: number
  readonly seconds: number
  readonly bytes: number
  readonly batches: number
  readonly memoryBytes: number
}

export async function measure(query: Query): Promise<void> {
  const options = readOptions()
  const scratch = await mkdtemp(join(tmpdir(), 'sluice-bench-'))
  mkdirSync(options.directory, { recursive: true })
  const compute = await createCompute({
    scratchDirectory: join(scratch, 'compute'),
    timeZone: 'Asia/Shanghai',
  })
  const opened: DataSet[] = []
  const rows: Row[] = []
  try {
    const engine = createDuckdbEngine({ compute, timeZone: 'Asia/Shanghai' })
    const inputs = [
      ['fresh', () => openFresh(join(scratch, 'fresh'), freshRecords)],
      [
        'sealed',
        () => openSealed(join(options.directory, 'sealed'), (options.gigabytes * 1e9) / recordBytes, compute),
      ],
    ] as const
    for (const [input, open] of inputs) {
      const data = await open()
      opened.push(data)
      for (const threads of [1, 2])
        rows.push({ input, ...(await measureSluice(query, data, engine, threads, options.rounds)) })
      if (options.python)
        rows.push({ input, ...(await measureSpark(query, data, scratch, options.python, options.rounds)) })
    }
    print(query, rows)
  } finally {
    for (const { log } of opened) await log.close()
    await compute.close()
    await rm(scratch, { recursive: true, force: true })
  }
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      gigabytes: { type: 'string', default: '10' },
      cache: { type: 'string', default: join(tmpdir(), 'sluice-benchmark-data') },
      python: { type: 'string' },
      rounds: { type: 'string', default: String(roundsMax) },
    },
  })
  const { gigabytes, cache, python, rounds } = values
  return { gigabytes: Number(gigabytes), directory: cache, python, rounds: Number(rounds) }
}

/** The real runner over all there is, from its start until nothing is left; one round to warm up. */
async function measureSluice(
  query: Query,
  data: DataSet,
  engine: SqlEngine,
  threads: number,
  rounds: number,
): Promise<Omit<Row, 'input'>> {
  const seconds: number[] = []
  let batches = 0
  const memoryBytes = await peakBytes(async () => {
    for (let round = 0; round <= rounds; round++) {
      const startedMs = performance.now()
      batches = await runOnce(query, data, engine, threads)
      if (round > 0) seconds.push((performance.now() - startedMs) / 1000)
    }
  })
  return { engine: 'sluice', threads, seconds: median(seconds), bytes: data.bytes, batches, memoryBytes }
}

async function runOnce(
  { sql, output }: Query,
  { log, records }: DataSet,
  engine: SqlEngine,
  threads: number,
): Promise<number> {
  const stop = new AbortController()
  await log.create('destination', output)
  const runner = createMicroBatchRunner({
    code: () => sql,
    plugin: undefined,
    intervalMs: 3_600_000,
    container: { threads, memoryBytes: threads * 2 * 1024 ** 3 },
    names: ['stream'],
    source: 'source',
    destination: 'destination',
    schema: () => schema,
    output: () => output,
    writer: 'transform:benchmark',
    startOffset: 0n,
    log,
    engine,
    logger: silentLogger,
    random: Math.random,
    // The first wait means that all is done.
    clock: { ...systemClock, sleep: async () => stop.abort() },
  })
  await runner.run(stop.signal)
  const { position, counters, lastError } = await runner.status()
  if (position !== BigInt(records)) throw new Error(lastError?.message ?? `stopped at ${position}`)
  await log.drop('destination')
  return counters['runs'] ?? 0
}

async function measureSpark(
  { sql }: Query,
  { log, bytes }: DataSet,
  scratch: string,
  python: string,
  rounds: number,
): Promise<Omit<Row, 'input'>> {
  const scan = await log.scan('source', 0n, { bytesMax: Number.MAX_SAFE_INTEGER })
  const output = join(scratch, 'spark-output')
  const files = scan.files.map(({ kind, path }) => ({ kind, path }))
  const job = { sql, files, schema, rounds, output }
  const { stdout, status } = spawnSync(python, [join(import.meta.dirname, 'spark.py')], {
    input: JSON.stringify(job),
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  scan.release()
  rmSync(output, { recursive: true, force: true })
  if (status !== 0) throw new Error(`spark.py ended with ${status}`)
  const { seconds, memoryBytes } = JSON.parse(stdout)
  return { engine: 'spark', threads: 2, seconds: median(seconds), bytes, batches: 1, memoryBytes }
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

function print({ name, sql }: Query, rows: readonly Row[]): void {
  const lines = [
    `${name}: ${sql}`,
    '',
    'input    engine   threads      GB  batches   seconds     GB/s  memory MB  against spark',
  ]
  for (const row of rows) {
    const spark = rows.find(({ input, engine }) => input === row.input && engine === 'spark')
    const against =
      spark && row.engine !== 'spark'
        ? `${(spark.seconds / row.seconds).toFixed(1)} × rate, ${(row.memoryBytes / spark.memoryBytes).toFixed(2)} × memory`
        : ''
    lines.push(
      row.input.padEnd(9) +
        row.engine.padEnd(9) +
        String(row.threads).padStart(7) +
        (row.bytes / 1e9).toFixed(2).padStart(8) +
        String(row.batches).padStart(9) +
        row.seconds.toFixed(3).padStart(10) +
        (row.bytes / 1e9 / row.seconds).toFixed(2).padStart(9) +
        (row.memoryBytes / 1e6).toFixed(0).padStart(11) +
        `  ${against}`,
    )
  }
  process.stdout.write(`${lines.join('\n').trimEnd()}\n`)
}
