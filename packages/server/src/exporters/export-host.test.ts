import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { MemoryLog } from '../queues/memory/memory-log.ts'
import { systemClock } from '../runtime/clock.ts'
import { silentLogger } from '../runtime/logger.ts'
import type { DeadLetter } from './dead-letter.ts'
import { createExportHost, type ExportHostDeps, type ExportJob } from './export-host.ts'
import { ExportMemory } from './export-memory.ts'
import { ExportWorker } from './export-worker.ts'
import type { ExporterState } from './exporter.ts'
import { HostedExport } from './hosted-export.ts'
import { readObjects } from './testing/objects.ts'
import { startReceiver } from './testing/receiver.ts'
import { batchOf, everyField, idsIn, range } from './testing/records.ts'
import { until } from './testing/until.ts'

async function setUp(context: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-host-'))
  const scratchDirectory = join(folder, 'scratch')
  await mkdir(join(scratchDirectory, 'left-by-a-crash'), { recursive: true })
  const log = new MemoryLog({ clock: systemClock })
  await log.create('q', everyField)
  const saved = new Map<string, { position: bigint; state: ExporterState | undefined }>()
  const logged: string[] = []
  const done: string[] = []
  const kept: (DeadLetter & { name: string })[] = []
  const deps: ExportHostDeps = {
    log,
    compute: {
      parquet: async (linesPath, _schema, target) => {
        await writeFile(target, `parquet of ${linesPath.split('/').at(-1)}`)
      },
    },
    objectsDirectory: join(folder, 'objects'),
    scratchDirectory,
    storesDirectory: join(folder, 'stores'),
    timeZone: 'Asia/Shanghai',
    workersMax: 1,
    clock: systemClock,
    logger: {
      ...silentLogger,
      warn: (fields, message) => logged.push(JSON.stringify({ ...fields, message })),
    },
    random: () => 0,
    savePosition: async (id, position, state) => {
      saved.set(id, { position, state })
    },
    keepRejected: async ({ name }, letters) => {
      for (const letter of letters) kept.push({ name, ...letter })
    },
    onDone: async ({ run }) => {
      done.push(run)
    },
    memoryMax: 64 * 1024 * 1024,
  }
  const receiver = await startReceiver(context)
  const host = createExportHost(deps)
  context.after(async () => {
    await host.close()
    await rm(folder, { recursive: true, force: true })
  })
  let count = 0
  const push = async (more: number) => {
    await log.append('q', { lines: batchOf(count, count + more).lines, count: more })
    count += more
  }
  const httpJob = (id: string): ExportJob => ({
    id,
    run: id,
    kind: 'http',
    spec: { host: receiver.host, uri: `/${id}`, format: 'json' },
    account: '1',
    repo: 'web',
    name: `name-of-${id}`,
    queue: 'q',
    schema: everyField,
    variables: [],
    connection: undefined,
    position: 0n,
    state: undefined,
  })
  const ids = (id: string) =>
    receiver.accepted.filter(({ path }) => path === `/${id}`).flatMap(({ body }) => idsIn(body))
  return { deps, host, log, saved, kept, done, logged, receiver, push, httpJob, ids, folder }
}

test('exports run in a worker, side by side, and report', async (t) => {
  const { host, push, httpJob, ids, saved } = await setUp(t)
  await push(30_000)
  await host.start(httpJob('a'))
  await host.start({ ...httpJob('b'), position: 25_000n })
  await until(async () => (await host.status('a')).position === 30_000n)
  await until(async () => (await host.status('b')).position === 30_000n)
  await push(5)
  await until(() => ids('a').length === 30_005 && ids('b').length === 5005)
  assert.deepEqual(ids('a'), range(0, 30_005))
  assert.deepEqual(ids('b'), range(25_000, 30_005))
  await until(async () => (await host.status('a')).position === 30_005n)
  const status = await host.status('a')
  assert.deepEqual(
    { ...status, counters: { ...status.counters, batches: 3, bytesOut: 0 } },
    {
      state: 'running',
      position: 30_005n,
      end: 30_005n,
      lagRecords: 0n,
      lagSeconds: 0,
      counters: {
        batches: 3,
        recordsOut: 30_005,
        bytesOut: 0,
        failures: 0,
        rejected: 0,
        omitted: 0,
        skipped: 0,
      },
      notes: [],
    },
  )
  assert.deepEqual(saved.get('a'), { position: 30_005n, state: undefined })
})

test('a stopped export writes no more, and goes on where it was when it is started again', async (t) => {
  const { host, push, httpJob, ids, saved } = await setUp(t)
  await push(10)
  await host.start(httpJob('a'))
  await until(() => saved.get('a')?.position === 10n)
  await host.stop('a')
  await host.stop('a')
  await assert.rejects(host.status('a'), /export a was not started/)
  await push(10)
  await host.start(httpJob('control'))
  await until(() => ids('control').length === 20)
  assert.deepEqual(ids('a'), range(0, 10))
  await host.start({ ...httpJob('a'), ...saved.get('a') })
  await until(() => ids('a').length === 20)
  assert.deepEqual(ids('a'), range(0, 20))
  await assert.rejects(host.start(httpJob('a')), /runs already/)
})

test('lag counts the records that wait, and the last error stays visible', async (t) => {
  const { host, push, httpJob, receiver, logged } = await setUp(t)
  await push(10)
  receiver.plan.push(...Array.from({ length: 10_000 }, () => ({ status: 500, body: 'no room' })))
  await host.start(httpJob('a'))
  await until(async () => (await host.status('a')).state === 'retrying')
  const status = await host.status('a')
  assert.equal(status.lagRecords, 10n)
  assert.ok(status.lagSeconds >= 0)
  assert.match(status.lastError?.message ?? '', /answered 500: no room/)
  receiver.plan.length = 0
  await until(async () => (await host.status('a')).state === 'running')
  assert.match((await host.status('a')).lastError?.message ?? '', /answered 500: no room/)
  assert.match(logged[0] ?? '', /"export":"name-of-a".*no room/)
})

test('an error that an export withdraws is gone, and one that its lost worker left is told again', async (t) => {
  const { deps, httpJob } = await setUp(t)
  const hosted = new HostedExport(httpJob('a'), { ...deps, memory: new ExportMemory(1_000) })
  const { report } = hosted
  await hosted.threadLost('the worker died', 1)
  hosted.take({ ...report, lastError: { message: 'no answer within 10 s', atMs: 2 } })
  assert.equal(hosted.report.lastError?.message, 'no answer within 10 s')
  hosted.take(report)
  assert.equal(hosted.report.lastError?.message, 'the worker died')
})

test('an unknown type and a spec that cannot be used show as failed, and can be stopped', async (t) => {
  const { host, httpJob } = await setUp(t)
  await host.start({ ...httpJob('a'), kind: 'carrier-pigeon' })
  await host.start({ ...httpJob('b'), spec: { host: 'not an address', uri: '/' } })
  for (const id of ['a', 'b']) await until(async () => (await host.status(id)).state === 'failed')
  assert.match((await host.status('a')).lastError?.message ?? '', /no export type 'carrier-pigeon'/)
  assert.match((await host.status('b')).lastError?.message ?? '', /not an address/)
  await Promise.all([host.stop('a'), host.stop('b')])
})

test('files are gathered in the scratch folder, converted by the server and stored as objects', async (t) => {
  const { host, push, httpJob, deps, saved } = await setUp(t)
  await push(10)
  const spec = { bucket: 'b', keyPrefix: 'p/', fields: { id: '#id' }, rotateStrategy: 'size', rotateSize: 40 }
  const filled = {
    ...spec,
    email: '',
    accessKey: '',
    rotateInterval: 600,
    delimiter: '',
    compress: false,
    retention: 0,
  }
  await host.start({ ...httpJob('json0001'), kind: 'kodo', spec: { ...filled, format: 'json' } })
  await host.start({ ...httpJob('parq0001'), kind: 'kodo', spec: { ...filled, format: 'parquet' } })
  await until(
    () => (saved.get('json0001')?.position ?? 0n) >= 10n && (saved.get('parq0001')?.position ?? 0n) >= 10n,
  )
  const objects = await readObjects(deps.objectsDirectory, 'b')
  const json = [...objects].filter(([key]) => key.endsWith('.json'))
  assert.deepEqual(
    json.flatMap(([, content]) => idsIn(String(content))),
    range(0, 10),
  )
  const parquet = [...objects].filter(([key]) => key.endsWith('.parquet'))
  assert.equal(String(parquet[0]?.[1]), 'parquet of 0.parquet')
  assert.equal((await host.status('json0001')).detail, 'no open file')
})

test('a destination can be checked before there is an export', async (t) => {
  const { host, httpJob, receiver } = await setUp(t)
  assert.equal(await host.check(httpJob('a')), undefined)
  await receiver.close()
  assert.match((await host.check(httpJob('a'))) ?? '', /cannot be reached \(ECONNREFUSED\); check spec.host/)
  assert.match((await host.check({ ...httpJob('a'), kind: 'x' })) ?? '', /no export type 'x'/)
  assert.deepEqual(receiver.accepted, [])
})

test('files that a crash has left in the scratch folder are gone', async (t) => {
  const { deps } = await setUp(t)
  assert.deepEqual(await readdir(deps.scratchDirectory), [])
})

test('closing the host ends every export; then nothing can be started', async (t) => {
  const { host, push, httpJob, receiver } = await setUp(t)
  await push(10)
  receiver.plan.push('hang')
  await host.start(httpJob('a'))
  await until(() => receiver.refusedCount === 1)
  await host.close()
  await assert.rejects(host.start(httpJob('b')), /closed/)
})

test('exports that wait for a dead destination hold no memory, and the others read as much as they like', async (t) => {
  const { deps, push, httpJob } = await setUp(t)
  const memory = new ExportMemory(64 * 1024)
  const hosted = new HostedExport(httpJob('a'), { ...deps, memory })
  await push(1_000)
  const limits = { recordsMax: 1_000, bytesMax: 8 * 1024, holdsBytes: 0 }
  await hosted.answer(1, { method: 'read', from: 0n, limits })
  const held = memory.bytes
  assert.ok(held > 4 * 1024 && held <= 8 * 1024, `${held}`)
  const ahead = await hosted.answer(2, {
    method: 'read',
    from: 100n,
    limits: { ...limits, holdsBytes: held },
  })
  assert.ok('batch' in ahead && ahead.batch)
  assert.ok(memory.bytes > held)
  const { report } = hosted
  hosted.take({ ...report, state: 'retrying', counters: { ...report.counters, failures: 1 } })
  assert.equal(memory.bytes, 0)
  memory.reserve('a', 0, 64 * 1024)
  const more = await hosted.answer(3, {
    method: 'read',
    from: 100n,
    limits: { ...limits, holdsBytes: 64 * 1024 },
  })
  assert.deepEqual(more, { batch: undefined })
  hosted.end()
  assert.equal(memory.bytes, 0)
})

test('when a worker dies it starts again, and its exports go on from their saved positions', async (t) => {
  const { deps, push, httpJob, ids } = await setUp(t)
  const { scratchDirectory, objectsDirectory, storesDirectory, timeZone } = deps
  const deaths: string[] = []
  const worker = new ExportWorker({
    ...deps,
    logger: { ...silentLogger, error: (_fields, message) => deaths.push(message) },
    script: new URL('./testing/dying-worker.ts', import.meta.url),
    settings: { scratchDirectory, objectsDirectory, storesDirectory, timeZone },
  })
  t.after(() => worker.close())
  const memory = new ExportMemory(64 * 1024 * 1024)
  const hosted = [
    new HostedExport(httpJob('a'), { ...deps, memory }),
    new HostedExport(httpJob('b'), { ...deps, memory }),
  ]
  for (const one of hosted) worker.start(one)
  let count = 0
  for (let life = 0; life < 3; life++) {
    await push(20)
    count += 20
    await until(() => hosted.every(({ report }) => report.position === BigInt(count)))
    await writeFile(join(scratchDirectory, 'die'), '')
    await until(() => deaths.length > life)
    for (const { report } of hosted) assert.match(report.lastError?.message ?? '', /died \(out of memory\)/)
  }
  await push(10)
  await until(() => hosted.every(({ report }) => report.position === 70n && report.state === 'running'))
  assert.deepEqual(ids('a'), range(0, 70))
  assert.deepEqual(ids('b'), range(0, 70))
  assert.equal(hosted[0]?.report.counters.recordsOut, 70)
  for (const one of hosted) worker.stop(one)
  await Promise.all(hosted.map(({ ended }) => ended))
})
