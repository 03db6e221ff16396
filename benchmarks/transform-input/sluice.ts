import { setTimeout as pause } from 'node:timers/promises'
import type { RecordLog } from '../../packages/server/src/queues/record-log.ts'
import { type Clock, systemClock } from '../../packages/server/src/runtime/clock.ts'
import { silentLogger } from '../../packages/server/src/runtime/logger.ts'
import {
  createMicroBatchRunner,
  type MicroBatchRunner,
} from '../../packages/server/src/transforms/micro-batch.ts'
import type { SqlEngine } from '../../packages/server/src/transforms/sql-engine.ts'
import { type DataSet, readBatch } from './data-set.ts'
import type { Input } from './inputs.ts'
import type { Measured, Query } from './measured.ts'
import { peakBytes } from './memory.ts'
import { schema } from './records.ts'

/** A transform does nothing for a while between two batches; the server uses it. */
const pauseMs = 200

/** The real runner, with a container of the threads; one round to warm up. */
export async function measureSluice(
  query: Query,
  input: Input,
  engine: SqlEngine,
  threads: number,
  rounds: number,
): Promise<Measured> {
  const seconds: number[] = []
  let batches = 0
  const peak = await peakBytes(async () => {
    for (let round = 0; round <= rounds; round++) {
      const durations = input.arriving
        ? await takeArriving(query, input.data, engine, threads, input.arriving)
        : await takeAll(query, input, engine, threads)
      batches = durations.batches
      if (round > 0) seconds.push(durations.seconds)
    }
  })
  const { children, all } = peak
  return { engine: 'Sluice', threads, seconds, batches, memoryBytes: children, withServerBytes: all }
}

interface Durations {
  readonly seconds: number
  readonly batches: number
}

/** All that is there, from the runner's start until nothing is left, in batches of the size that it chooses. */
async function takeAll(query: Query, input: Input, engine: SqlEngine, threads: number): Promise<Durations> {
  const { log, records } = input.data
  await log.create('destination', query.output)
  const startedMs = performance.now()
  // The first wait means that all is done.
  const runner = await run(query, 'source', { log, engine, threads }, async () => false)
  const seconds = (performance.now() - startedMs) / 1000
  const { counters } = await checked(runner, records)
  await log.drop('destination')
  return { seconds, batches: counters['runs'] ?? 0 }
}

/** Batch after batch: one arrives, the transform's time comes, and it runs. Its durations are those that the status shows. */
async function takeArriving(
  query: Query,
  data: DataSet,
  engine: SqlEngine,
  threads: number,
  { batches, records }: NonNullable<Input['arriving']>,
): Promise<Durations> {
  const { log } = data
  await log.create('arriving', schema)
  await log.create('destination', query.output)
  let arrived = 0
  let milliseconds = 0
  const runner = await run(query, 'arriving', { log, engine, threads }, async (runner) => {
    milliseconds += (await runner.status()).lastRun?.durationMs ?? 0
    if (arrived === batches) return false
    const { lines, count } = await readBatch(data, arrived++, records)
    await log.append('arriving', { lines, count })
    await pause(pauseMs)
    return true
  })
  const { counters } = await checked(runner, batches * records)
  await log.drop('destination')
  await log.drop('arriving')
  if (counters['runs'] !== batches) throw new Error(`${counters['runs']} runs for ${batches} batches`)
  return { seconds: milliseconds / 1000, batches }
}

/** Runs until `wait`, called instead of waiting for the next time, says that there is none. */
async function run(
  { sql, output }: Query,
  source: string,
  { log, engine, threads }: { log: RecordLog; engine: SqlEngine; threads: number },
  wait: (runner: MicroBatchRunner) => Promise<boolean>,
): Promise<MicroBatchRunner> {
  const stop = new AbortController()
  const clock: Clock = {
    ...systemClock,
    sleep: async () => {
      if (!(await wait(runner))) stop.abort()
    },
  }
  const runner = createMicroBatchRunner({
    code: () => sql,
    plugin: undefined,
    intervalMs: 3_600_000,
    container: { threads, memoryBytes: threads * 2 * 1024 ** 3 },
    names: ['stream'],
    source,
    destination: 'destination',
    schema: () => schema,
    output: () => output,
    writer: 'transform:benchmark',
    startOffset: 0n,
    log,
    engine,
    logger: silentLogger,
    random: Math.random,
    clock,
  })
  await runner.run(stop.signal)
  return runner
}

async function checked(runner: MicroBatchRunner, records: number) {
  const status = await runner.status()
  if (status.position !== BigInt(records))
    throw new Error(status.lastError?.message ?? `stopped at ${status.position} of ${records}`)
  return status
}
