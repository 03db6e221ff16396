import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, before, beforeEach, test } from 'node:test'
import { parseContainer, type Schema } from '@sluice/model'
import type { Compute } from '../compute/compute.ts'
import { createCompute } from '../compute/duckdb-compute.ts'
import { EmbeddedLog } from '../queues/embedded/embedded-log.ts'
import type { RecordLog } from '../queues/record-log.ts'
import type { Clock } from '../runtime/clock.ts'
import { silentLogger } from '../runtime/logger.ts'
import { ManualClock } from '../runtime/manual-clock.ts'
import { createTurns } from '../runtime/turns.ts'
import { createDuckdbEngine } from './duckdb/duckdb-engine.ts'
import { createMicroBatchRunner, type MicroBatchDeps, type MicroBatchRunner } from './micro-batch.ts'
import { type SqlEngine, SqlError } from './sql-engine.ts'

const schema: Schema = [
  { key: 'id', valtype: 'long', required: false },
  { key: 'name', valtype: 'string', required: false },
]
const intervalMs = 5_000
const second = 1_000

let folder = ''
let compute: Compute
let engine: SqlEngine
let clock: ManualClock
let log: RecordLog
let stop: AbortController
let runs: Promise<void>[]

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-micro-batch-'))
  compute = await createCompute({ scratchDirectory: join(folder, 'scratch'), timeZone: 'UTC' })
  engine = createDuckdbEngine({ compute, timeZone: 'Asia/Shanghai' })
})
after(async () => {
  await compute.close()
  await rm(folder, { recursive: true, force: true })
})

beforeEach(async () => {
  clock = new ManualClock()
  stop = new AbortController()
  runs = []
  await openLog()
  for (const queue of ['source', 'destination']) await log.create(queue, schema)
})
afterEach(async () => {
  stop.abort()
  await Promise.all(runs)
  await log.close()
  await rm(join(folder, 'log'), { recursive: true, force: true })
})

async function openLog() {
  // The log's upkeep is not what is tested here: it sleeps on a clock of its own that nobody advances.
  const upkeep = new ManualClock()
  const logClock: Clock = {
    nowMs: () => clock.nowMs(),
    monotonicMs: () => clock.monotonicMs(),
    sleep: (durationMs, signal) => upkeep.sleep(durationMs, signal),
  }
  const limits = { segmentBytesMax: 16 }
  log = await EmbeddedLog.open({
    directory: join(folder, 'log'),
    clock: logClock,
    logger: silentLogger,
    limits,
  })
}

function runner(more: Partial<MicroBatchDeps> = {}): MicroBatchRunner {
  return createMicroBatchRunner({
    code: () => 'select id from stream',
    plugin: undefined,
    intervalMs,
    container: { threads: 1, memoryBytes: 1024 ** 3 },
    names: ['stream', 'flights'],
    source: 'source',
    destination: 'destination',
    schema: () => schema,
    writer: 'transform:1',
    startOffset: 0n,
    log,
    engine,
    clock,
    logger: silentLogger,
    random: () => 1,
    ...more,
  })
}

/** Lets it run until it waits for its next turn. */
async function start(more: Partial<MicroBatchDeps> = {}): Promise<MicroBatchRunner> {
  const made = runner(more)
  runs.push(made.run(stop.signal))
  await waiting()
  return made
}

const waiting = () => clock.asleep()

async function next(durationMs = intervalMs): Promise<void> {
  await clock.advance(durationMs)
  await waiting()
}

async function push(...ids: number[]): Promise<void> {
  const lines = ids.map((id) => `{"id":${id}}\n`).join('')
  await log.append('source', { lines: Buffer.from(lines), count: ids.length })
}

async function given(queue = 'destination'): Promise<string[]> {
  const { firstOffset } = await log.bounds(queue)
  const batches = await log.read(queue, firstOffset, { recordsMax: 1e6, bytesMax: 1e9 })
  return batches.flatMap(({ lines }) => Buffer.from(lines).toString('utf8').split('\n').slice(0, -1))
}

/** An engine whose calls fail as long as there are failures left. */
function failing(...failures: Error[]): SqlEngine {
  return {
    ...engine,
    async execute(...call) {
      const failure = failures.shift()
      if (failure) throw failure
      return await engine.execute(...call)
    },
  }
}

test('each interval the new records go through the SQL, once', async () => {
  await push(1, 2)
  const made = await start({ code: () => 'select id * 10 as id from stream where id <> 2' })
  assert.deepEqual(await given(), ['{"id":10}'])
  await push(2, 3)
  await next(intervalMs - 1)
  assert.deepEqual(await given(), ['{"id":10}'])
  await next(1)
  assert.deepEqual(await given(), ['{"id":10}', '{"id":30}'])
  await next()
  const { state, position, end, lagRecords, counters, lastRun } = await made.status()
  assert.deepEqual(
    { state, position, end, lagRecords },
    { state: 'running', position: 4n, end: 4n, lagRecords: 0n },
  )
  assert.deepEqual(counters, {
    runs: 2,
    recordsIn: 4,
    recordsOut: 2,
    failures: 0,
    skipped: 0,
    intervalsMissed: 0,
  })
  assert.deepEqual([lastRun?.recordsIn, lastRun?.recordsOut], [2, 1])
})

test('runs begin when the clock shows a multiple of the interval, whenever the transform started', async () => {
  await clock.advance(1_234)
  await push(1)
  const begun: number[] = []
  const timed: SqlEngine = {
    ...engine,
    execute(...call) {
      begun.push(clock.nowMs() % (60 * second))
      return engine.execute(...call)
    },
  }
  await start({ engine: timed })
  await push(2)
  await next(intervalMs - 1_235)
  assert.deepEqual(begun, [1_234])
  await next(1)
  await push(3)
  await next()
  assert.deepEqual(begun, [1_234, 5_000, 10_000])
})

test('a run that takes longer than its interval is followed at once by one that takes all that came meanwhile', async () => {
  let atOnce = 0
  let atOnceMax = 0
  const sizes: number[] = []
  const slow: SqlEngine = {
    ...engine,
    async execute(...call) {
      atOnceMax = Math.max(atOnceMax, ++atOnce)
      if (sizes.length === 0) await clock.sleep(3.5 * intervalMs)
      const result = await engine.execute(...call)
      sizes.push(result.count)
      atOnce--
      return result
    },
  }
  await push(1)
  const made = await start({ engine: slow })
  for (const id of [2, 3, 4]) {
    await next()
    await push(id)
  }
  const { lateSeconds, state } = await made.status()
  assert.deepEqual([lateSeconds, state, sizes], [15, 'starting', []])
  await next(intervalMs / 2)
  assert.deepEqual([sizes, atOnceMax], [[1, 3], 1])
  const after = await made.status()
  assert.deepEqual([after.lateSeconds, after.counters['intervalsMissed']], [0, 2])
  await push(5)
  await next(intervalMs / 2)
  assert.deepEqual(sizes, [1, 3, 1])
})

test('a transform whose runs fail is late until one succeeds', async () => {
  await push(1)
  const made = await start({ engine: failing(new SqlError('engine', 'boom')) })
  await clock.advance(second / 2)
  assert.equal((await made.status()).lateSeconds, 0.5)
  await next(second / 2)
  assert.deepEqual([(await made.status()).state, (await made.status()).lateSeconds], ['running', 0])
})

test('a stall is made up for in runs of bounded size, each as large as memory allows', async () => {
  const sizes: number[] = []
  const small: SqlEngine = {
    ...engine,
    async execute(...call) {
      const result = await engine.execute(...call)
      if (result.count > 2) throw new SqlError('limit', 'too much')
      sizes.push(result.count)
      return result
    },
  }
  const name = 'x'.repeat(1_200_000)
  for (let id = 0; id < 6; id++) {
    const line = Buffer.from(`{"id":${id},"name":"${name}"}\n`)
    await log.append('source', { lines: line, count: 1 })
  }
  const made = await start({ engine: small, bytesMax: 5 * 1024 * 1024 })
  for (let i = 0; i < 4; i++) await next()
  assert.deepEqual(
    await given(),
    [0, 1, 2, 3, 4, 5].map((id) => `{"id":${id}}`),
  )
  assert.ok(Math.max(...sizes) === 2 && sizes.length <= 4, `${sizes}`)
  assert.equal((await made.status()).state, 'running')
})

test('runs of transforms that share a pool do not overlap', async () => {
  const turns = createTurns()
  let atOnce = 0
  let runsDone = 0
  const counted: SqlEngine = {
    ...engine,
    async execute(...call) {
      assert.equal(++atOnce, 1)
      const result = await engine.execute(...call)
      atOnce--
      runsDone++
      return result
    },
  }
  await log.create('other', schema)
  await push(1)
  const made = [
    runner({ engine: counted, turns }),
    runner({ engine: counted, turns, destination: 'other', writer: 'transform:2' }),
  ]
  for (const one of made) runs.push(one.run(stop.signal))
  await clock.asleep(2)
  assert.equal(runsDone, 2)
  for (const one of made) assert.equal((await one.status()).lastError, undefined)
})

test('a run gets the threads and the memory of its container', async () => {
  const seen: unknown[] = []
  const watched: SqlEngine = {
    ...engine,
    execute(sql, tables, limits, signal) {
      seen.push([limits.threads, limits.memoryBytesMax / 1024 ** 3])
      return engine.execute(sql, tables, limits, signal)
    },
  }
  await push(1)
  await start({ engine: watched, container: parseContainer({ type: '2U4G', count: 3 }) })
  assert.deepEqual(seen, [[6, 12]])
})

test('an interval without new records writes nothing, also where the SQL would give a row', async () => {
  const made = await start({ code: () => 'select count(*) as id from stream' })
  await next()
  assert.deepEqual(await given(), [])
  assert.equal((await made.status()).counters['runs'], 0)
  await push(5)
  await next()
  assert.deepEqual(await given(), ['{"id":1}'])
})

test('records that give no output are done all the same', async () => {
  await push(1, 2, 3)
  await start({ code: () => 'select id from stream where id > 3' })
  assert.deepEqual(await given(), [])
  assert.equal(await log.lastTo('destination', 'transform:1'), 3n)
})

test('it begins at its start offset, and later where its last append ended', async () => {
  await push(1, 2, 3)
  await start({ startOffset: 2n })
  assert.deepEqual(await given(), ['{"id":3}'])
  stop.abort()
  await Promise.all(runs)
  stop = new AbortController()
  await push(4)
  await start({ startOffset: 0n })
  assert.deepEqual(await given(), ['{"id":3}', '{"id":4}'])
})

test('a transform that is far behind takes step after step without waiting', async () => {
  for (let i = 0; i < 5; i++) await push(i)
  const made = await start({ bytesMax: 1, code: () => 'select count(*) as id from stream' })
  assert.deepEqual(await given(), Array(5).fill('{"id":1}'))
  assert.equal((await made.status()).counters['runs'], 5)
})

test('the status tells how many records wait, and for how long', async () => {
  const made = await start()
  await push(1, 2)
  await clock.advance(2 * second)
  const { lagRecords, lagSeconds, position, end } = await made.status()
  assert.deepEqual([lagRecords, lagSeconds, position, end], [2n, 2, 0n, 2n])
})

test('a failed run is tried again with the same records, after a growing delay', async () => {
  await push(1)
  const boom = () => new SqlError('engine', 'boom')
  const made = await start({ engine: failing(boom(), boom()) })
  const { state, lastError, position } = await made.status()
  assert.deepEqual([state, lastError?.message, position], ['retrying', 'boom', 0n])
  await push(2)
  await next(second)
  assert.equal((await made.status()).state, 'retrying')
  assert.deepEqual(await given(), [])
  await next(2 * second)
  assert.deepEqual(await given(), ['{"id":1}', '{"id":2}'])
  const after = await made.status()
  assert.deepEqual(
    [after.state, after.lastError?.message, after.counters['failures']],
    ['running', 'boom', 2],
  )
  assert.equal(after.counters['runs'], 2)
})

test('SQL that fails five times in a row stands still with its message', async () => {
  await push(1)
  const made = await start({ code: () => 'select (select explode(array(1, 2))) as id from stream' })
  for (const delaySeconds of [1, 2, 4]) {
    assert.equal((await made.status()).state, 'retrying')
    await next(delaySeconds * second)
  }
  await clock.advance(intervalMs)
  await Promise.all(runs)
  const { state, lastError, counters } = await made.status()
  assert.equal(state, 'failed')
  assert.match(lastError?.message ?? '', /[Mm]ore than one row/)
  assert.equal(counters['failures'], 5)
  assert.deepEqual(await given(), [])
})

test('a full disk is waited out however long it takes', async () => {
  await push(1)
  const made = await start({
    engine: failing(...Array.from({ length: 9 }, () => new Error('no space left'))),
  })
  for (let i = 0; i < 9; i++) await next()
  assert.equal((await made.status()).state, 'running')
  assert.deepEqual(await given(), ['{"id":1}'])
})

test('what does not fit into memory is tried with fewer records', async () => {
  await push(1)
  await push(2)
  const sizes: number[] = []
  const measured: SqlEngine = {
    ...engine,
    async execute(sql, tables, limits, signal) {
      const result = await engine.execute(sql, tables, limits, signal)
      sizes.push(result.count)
      if (result.count > 1) throw new SqlError('limit', 'too much')
      return result
    },
  }
  const name = 'x'.repeat(1_500_000)
  for (const id of [3, 4]) {
    const line = Buffer.from(`{"id":${id},"name":"${name}"}\n`)
    await log.append('source', { lines: line, count: 1 })
  }
  await start({ engine: measured, bytesMax: 4 * 1024 * 1024, startOffset: 2n })
  await next(second)
  assert.deepEqual(await given(), [])
  await next(2 * second)
  assert.deepEqual(sizes, [2, 2, 1, 1])
  assert.deepEqual(await given(), ['{"id":3}', '{"id":4}'])
})

test('records that retention removed unread are counted and told of, and the rest goes on', async () => {
  await push(1)
  await start()
  await push(2, 3)
  const made = await (async () => {
    stop.abort()
    await Promise.all(runs)
    stop = new AbortController()
    await clock.advance(60 * second)
    await push(4)
    assert.equal(await log.trim('source', clock.nowMs()), 3n)
    return await start()
  })()
  assert.deepEqual(await given(), ['{"id":1}', '{"id":4}'])
  const { state, counters, notes } = await made.status()
  assert.deepEqual([state, counters['skipped']], ['running', 2])
  assert.match(notes.join(), /2 records were removed by retention before they were read/)
  assert.equal(await log.lastTo('destination', 'transform:1'), 4n)
})

test('a stop in the middle of a query stores nothing, and the next start takes the same records', async () => {
  await push(8)
  const endless = 'select count(*) as id from range(10000000000000) t(i), stream where i % 7 = id'
  let entered: () => void = () => undefined
  const inQuery = new Promise<void>((resolve) => {
    entered = resolve
  })
  const watched = runner({
    code: () => {
      entered()
      return endless
    },
  })
  runs.push(watched.run(stop.signal))
  await inQuery
  stop.abort()
  await Promise.all(runs)
  assert.equal((await watched.status()).state, 'stopped')
  assert.deepEqual(await given(), [])
  stop = new AbortController()
  await start()
  assert.deepEqual(await given(), ['{"id":8}'])
})

test('a crash after the append, before the runner knows, repeats nothing', async () => {
  await push(1, 2)
  const forgetful = withAppend(async (...call) => {
    await log.append(...call)
    throw new Error('the answer was lost')
  })
  await start({ log: forgetful })
  assert.deepEqual(await given(), ['{"id":1}', '{"id":2}'])
  await push(3)
  stop.abort()
  await Promise.all(runs)
  stop = new AbortController()
  await log.close()
  await openLog()
  await start()
  assert.deepEqual(await given(), ['{"id":1}', '{"id":2}', '{"id":3}'])
})

test('an append whose answer was lost is not repeated by the same runner', async () => {
  await push(1, 2)
  let lost = false
  const forgetful = withAppend(async (...call) => {
    const appended = await log.append(...call)
    if (lost) return appended
    lost = true
    throw new Error('the answer was lost')
  })
  const made = await start({ log: forgetful })
  assert.equal((await made.status()).state, 'retrying')
  await push(3)
  await next(second)
  assert.equal((await made.status()).state, 'running')
  assert.deepEqual(await given(), ['{"id":1}', '{"id":2}', '{"id":3}'])
})

test('a result takes the form of the destination', async () => {
  const grown: Schema = [...schema, { key: 'more', valtype: 'long', required: false }]
  const line = Buffer.from('{"id":1,"name":"n","more":5}\n')
  await log.alter('source', grown)
  await log.append('source', { lines: line, count: 1 })
  const output: Schema = [
    { key: 'name', valtype: 'string', required: false },
    { key: 'id', valtype: 'long', required: false },
  ]
  await start({ code: () => 'select * from flights', schema: () => grown, output: () => output })
  assert.deepEqual(await given(), ['{"name":"n","id":1}'])
})

test('a container larger than the machine is noted', async () => {
  const made = await start({ container: { threads: 4096, memoryBytes: 2 ** 50 } })
  assert.match((await made.status()).notes.join(), /larger than this machine/)
})

test('a plugin cannot run, and the status says so', async () => {
  await push(1)
  const made = await start({ plugin: 'NginxLogParser' })
  assert.match((await made.status()).lastError?.message ?? '', /plugin 'NginxLogParser'/)
})

function withAppend(append: RecordLog['append']): RecordLog {
  return new Proxy(log, {
    get: (target, name) => {
      if (name === 'append') return append
      const member: unknown = Reflect.get(target, name)
      return typeof member === 'function' ? member.bind(target) : member
    },
  })
}
