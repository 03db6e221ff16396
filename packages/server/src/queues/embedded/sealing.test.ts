import assert from 'node:assert/strict'
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, type TestContext, test } from 'node:test'
import type { Schema } from '@sluice/model'
import type { Compute } from '../../compute/compute.ts'
import { createCompute } from '../../compute/duckdb-compute.ts'
import { numbered, numbersInFiles, numbersOf } from '../record-log.conformance.ts'
import { everything, type LogInFolder, logInFolder, numberSchema, numbersIn, range } from './log-in-folder.ts'

const scratch = await mkdtemp(join(tmpdir(), 'sluice-compute-'))
const compute = await createCompute({ scratchDirectory: scratch, timeZone: 'UTC' })
after(async () => {
  await compute.close()
  await rm(scratch, { recursive: true, force: true })
})

/** Segments of some ten records, sealed as soon as they are finished. */
const limits = { segmentBytesMax: 150, sealBytesMin: 1, scanTailBytesMax: 0 }

const sealingFolder = (t: TestContext, options = {}) => logInFolder(t, { compute, limits, ...options })

/** A log with the records 0 to 30 sealed, and 30 to 35 not. */
async function partlySealed(t: TestContext, options = {}) {
  const folder = await sealingFolder(t, options)
  const log = await folder.open()
  await log.create('q', numberSchema)
  for (let i = 0; i < 3; i++) {
    await log.append('q', numbered(i * 10, 10), { writer: 'w', from: BigInt(i), to: BigInt(i + 1) })
    await folder.clock.advance(100)
  }
  await folder.maintain()
  await log.append('q', numbered(30, 5))
  assert.deepEqual(await allFiles(folder), [
    '00000000000000000000-00000000000000000030.parquet',
    '00000000000000000030.wal',
    'manifest.json',
  ])
  return { folder, log }
}

const allFiles = async ({ queue }: LogInFolder) => (await readdir(queue)).sort()

test('finished segments become one Parquet file; records, arrival times and writers stay as they were', async (t) => {
  const { folder, log } = await partlySealed(t)
  const started = folder.clock.nowMs() - 300 - 5_000
  for (const open of [async () => log, () => restarted(folder, log)]) {
    const one = await open()
    assert.deepEqual(await numbersIn(one), range(0, 35))
    for (const offset of [0, 9, 10, 15, 20, 29])
      assert.equal(await one.arrivedAtMs('q', BigInt(offset)), started + 100 * Math.floor(offset / 10))
    assert.equal(await one.lastTo('q', 'w'), 3n)
    for (const from of [0, 5, 29, 30, 33])
      assert.deepEqual(await numbersIn(one, BigInt(from)), range(from, 35))
    const few = await one.read('q', 8n, { recordsMax: 4, bytesMax: 1000 })
    assert.deepEqual(few.map(numbersOfOne), [
      [8, 9],
      [10, 11],
    ])
    assert.deepEqual(
      few.map(({ arrivedAtMs }) => arrivedAtMs),
      [started, started + 100],
    )
  }
})

const numbersOfOne = (batch: Parameters<typeof numbersOf>[0][number]) => numbersOf([batch])

async function restarted(folder: LogInFolder, log: { close(): Promise<void> }) {
  await log.close()
  return await folder.open()
}

test('sealed lines are the bytes that were appended', async (t) => {
  const folder = await sealingFolder(t)
  const log = await folder.open()
  const schema: Schema = [
    { key: 'l', valtype: 'long', required: false },
    { key: 's', valtype: 'string', required: false },
    { key: 'd', valtype: 'date', required: false },
    { key: 'b', valtype: 'boolean', required: false },
    { key: 'a', valtype: 'array', elemtype: 'string', required: false },
    {
      key: 'm',
      valtype: 'map',
      required: false,
      schema: [{ key: 'x', valtype: 'long', required: false }],
    },
  ]
  await log.create('q', schema)
  const lines = Buffer.from(
    [
      '{"l":-9223372036854775808,"s":"a\\"\\\\\\n\\u0001é漢😀/<","d":"2017-01-02T07:00:00Z","b":true,"a":["x",""],"m":{"x":1}}',
      '{}',
      '{"l":9223372036854775807,"s":"","d":"2017-01-02T07:00:00.123Z","b":false}',
      '{"s":"{\\"#\\":\\"sluice1 \\"}"}',
      '',
    ].join('\n'),
  )
  await log.append('q', { lines, count: 4 })
  await folder.maintain()
  assert.equal((await folder.files('.parquet')).length, 1)
  const read = await log.read('q', 0n, everything)
  assert.equal(Buffer.concat(read.map((batch) => batch.lines)).toString(), lines.toString())
})

test('a scan gives the sealed part and the tail, each from and to where it is asked', async (t) => {
  const { log } = await partlySealed(t)
  const scan = await log.scan('q', 5n, {})
  const [sealed, tail] = scan.files
  assert.equal(scan.to, 35n)
  assert.ok(sealed?.kind === 'parquet' && tail?.kind === 'lines')
  assert.deepEqual([sealed.from, sealed.to], [5n, 30n])
  assert.deepEqual(await numbersInFiles({ ...scan, files: [tail] }), range(30, 35))
  const { lines } = await compute.unseal({ ...sealed, schema: numberSchema })
  assert.deepEqual(numbersOf([{ lines }]), range(5, 30))
  const whole = await log.scan('q', 0n, {})
  assert.deepEqual(whole.files[0], { kind: 'parquet', path: sealed.path })
  whole.release()
  const part = await log.scan('q', 5n, { bytesMax: 40 })
  assert.ok(part.to > 5n && part.to < 20n)
  scan.release()
  part.release()
})

test('what is being scanned stays readable while it is sealed and trimmed', async (t) => {
  const folder = await sealingFolder(t)
  const log = await folder.open()
  await log.create('q', numberSchema)
  await log.append('q', numbered(0, 10))
  await log.append('q', numbered(10, 10))
  const before = await log.scan('q', 0n, {})
  await folder.maintain()
  const after = await log.scan('q', 0n, {})
  assert.deepEqual(
    after.files.map(({ kind }) => kind),
    ['parquet'],
  )
  await log.trim('q', folder.clock.nowMs())
  assert.equal((await log.bounds('q')).firstOffset, 20n)
  assert.deepEqual(await numbersInFiles(before), range(0, 20))
  assert.ok((await readFile(after.files[0]?.path ?? '')).length > 0)
  before.release()
  after.release()
  await log.close()
  assert.deepEqual(await allFiles(folder), ['manifest.json'])
  const again = await folder.open()
  assert.equal((await again.append('q', numbered(20, 1))).firstOffset, 20n)
})

test('a stop before the manifest lists the Parquet file leaves the segments; after it, they go', async (t) => {
  const { folder, log } = await partlySealed(t)
  await log.close()
  const manifest = join(folder.queue, 'manifest.json')
  const parquet = '00000000000000000000-00000000000000000030.parquet'
  await copyFile(manifest, join(folder.directory, 'sealed-manifest.json'))

  const unsealed = await (await logInFolder(t, { limits })).open()
  await unsealed.create('q', numberSchema)
  for (let i = 0; i < 3; i++)
    await unsealed.append('q', numbered(i * 10, 10), { writer: 'w', from: BigInt(i), to: BigInt(i + 1) })
  const source = new Map<string, string>()
  for (const { path } of (await unsealed.scan('q', 0n, {})).files) source.set(path.slice(-24), path)

  // After: both are there and the manifest lists the Parquet file.
  for (const [name, path] of source) await copyFile(path, join(folder.queue, name))
  const after = await folder.open()
  assert.deepEqual(await numbersIn(after), range(0, 35))
  await after.close()
  assert.deepEqual(await folder.files('.wal'), ['00000000000000000030.wal'])

  // Before: both are there and the manifest knows nothing of it.
  for (const [name, path] of source) await copyFile(path, join(folder.queue, name))
  const { sealed: _, nextOffset: __, ...rest } = JSON.parse(await readFile(manifest, 'utf8'))
  await rewrite(manifest, { ...rest, sealed: [], nextOffset: '0' })
  const before = await folder.open({ limits: {} })
  assert.deepEqual(await numbersIn(before), range(0, 35))
  assert.ok(!(await allFiles(folder)).includes(parquet))
})

async function rewrite(path: string, body: object): Promise<void> {
  await writeFile(path, JSON.stringify(body))
}

test('sealed files missing from the front count as trimmed, from the middle they stop the start', async (t) => {
  const { folder, log } = await partlySealed(t)
  await log.append('q', numbered(35, 10))
  await folder.maintain()
  await log.close()
  const [first = '', second = ''] = await folder.files('.parquet')
  await copyFile(join(folder.queue, second), join(folder.directory, second))
  await rm(join(folder.queue, second))
  await assert.rejects(folder.open(), /is missing: put it back/)
  await copyFile(join(folder.directory, second), join(folder.queue, second))
  await rm(join(folder.queue, first))
  const again = await folder.open()
  const bounds = await again.bounds('q')
  assert.deepEqual([bounds.firstOffset, bounds.nextOffset], [30n, 45n])
  assert.deepEqual(await numbersIn(again, 30n), range(30, 45))
})

test('a seal that fails loses nothing and is tried again, later each time', async (t) => {
  let fails = 2
  let tries = 0
  const flaky: Compute = {
    ...compute,
    seal: async (job, signal) => {
      tries++
      if (fails-- > 0) throw new Error('out of memory')
      return await compute.seal(job, signal)
    },
  }
  const folder = await sealingFolder(t, { compute: flaky })
  const log = await folder.open()
  await log.create('q', numberSchema)
  for (let i = 0; i < 2; i++) await log.append('q', numbered(i * 10, 10))
  await folder.maintain()
  assert.equal(tries, 1)
  await folder.maintain()
  assert.equal(tries, 1)
  await folder.maintain(5_000)
  assert.equal(tries, 2)
  await folder.maintain(5_000)
  assert.equal(tries, 2)
  assert.deepEqual(await numbersIn(log), range(0, 20))
  await folder.maintain(20_000)
  assert.equal(tries, 3)
  assert.equal((await folder.files('.parquet')).length, 1)
  assert.deepEqual(await numbersIn(log), range(0, 20))
})

test('a Parquet file with fewer records than it should have is thrown away', async (t) => {
  const short: Compute = {
    ...compute,
    seal: async (job, signal) => ({ ...(await compute.seal(job, signal)), count: 19 }),
  }
  const folder = await sealingFolder(t, { compute: short })
  const log = await folder.open()
  await log.create('q', numberSchema)
  for (let i = 0; i < 2; i++) await log.append('q', numbered(i * 10, 10))
  await folder.maintain()
  assert.deepEqual(await folder.files('.parquet'), [])
  assert.deepEqual(await folder.files('.part'), [])
  assert.deepEqual(await numbersIn(log), range(0, 20))
})

test('records sealed before a field was added lack it; those behind have it', async (t) => {
  const folder = await sealingFolder(t)
  const log = await folder.open()
  await log.create('q', numberSchema)
  await log.append('q', numbered(0, 20))
  await folder.maintain()
  await log.alter('q', [...numberSchema, { key: 's', valtype: 'string', required: false }])
  const line = '{"n":20,"s":"new"}\n'
  await log.append('q', { lines: Buffer.from(line.repeat(20)), count: 20 })
  await folder.maintain()
  assert.equal((await folder.files('.parquet')).length, 2)
  const read = await log.read('q', 19n, { recordsMax: 2, bytesMax: 1000 })
  assert.equal(Buffer.concat(read.map(({ lines }) => lines)).toString(), `{"n":19}\n${line}`)
})

test('few records wait until they are old, then they are sealed', async (t) => {
  const folder = await logInFolder(t, { compute })
  const log = await folder.open()
  await log.create('q', numberSchema)
  await log.append('q', numbered(0, 3))
  await folder.maintain(60_000)
  assert.deepEqual(await folder.files('.parquet'), [])
  await folder.maintain(15 * 60_000)
  await folder.maintain()
  assert.equal((await folder.files('.parquet')).length, 1)
  assert.deepEqual(await numbersIn(log), [0, 1, 2])
})

test('closing does not wait for a seal to end', async (t) => {
  let began = (): void => undefined
  const sealing = new Promise<void>((resolve) => {
    began = resolve
  })
  const slow: Compute = {
    ...compute,
    seal: (_, signal) =>
      new Promise((_, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason))
        began()
      }),
  }
  const folder = await sealingFolder(t, { compute: slow })
  const log = await folder.open()
  await log.create('q', numberSchema)
  await log.append('q', numbered(0, 20))
  await folder.clock.asleep()
  await folder.clock.advance(5_000)
  await sealing
  await log.close()
  assert.equal((await folder.files('.wal')).length, 1)
})
