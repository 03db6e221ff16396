import assert from 'node:assert/strict'
import {
  appendFile,
  copyFile,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  truncate,
  writeFile,
} from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import type { Logger } from '../../runtime/logger.ts'
import { numbered } from '../record-log.conformance.ts'
import { type LogInFolder, logInFolder, numberSchema, numbersIn, range } from './log-in-folder.ts'

interface Stopped {
  readonly folder: LogInFolder
  readonly path: string
  readonly bytes: Buffer
  /** What the log said when it was opened since. */
  readonly events: { readonly level: string; readonly fields: object; readonly message: string }[]
  /** The numbers of queue q after a start, and its end; the log is closed again. */
  reopened(): Promise<{ numbers: number[]; next: bigint }>
}

/** A closed log whose queue q has one segment, written by `fill`. */
async function stopped(
  t: TestContext,
  fill: (log: Awaited<ReturnType<LogInFolder['open']>>) => Promise<unknown>,
): Promise<Stopped> {
  const events: Stopped['events'] = []
  const say = (level: string) => (fields: object, message: string) =>
    void events.push({ level, fields, message })
  const logger: Logger = {
    debug: () => undefined,
    info: say('info'),
    warn: say('warn'),
    error: say('error'),
    child: () => logger,
  }
  const folder = await logInFolder(t, { logger })
  const log = await folder.open()
  await log.create('q', numberSchema)
  await fill(log)
  await log.close()
  const path = join(folder.queue, `${'0'.repeat(20)}.wal`)
  const reopened = async () => {
    const again = await folder.open()
    const { firstOffset, nextOffset: next } = await again.bounds('q')
    const numbers = await numbersIn(again, firstOffset)
    await again.close()
    return { numbers, next }
  }
  return { folder, path, bytes: await readFile(path), events, reopened }
}

/** Three blocks of ten records, each its own group. */
const threeBlocks = (t: TestContext) =>
  stopped(t, async (log) => {
    for (let i = 0; i < 3; i++) await log.append('q', numbered(i * 10, 10))
  })

/** Ten records, then one group of three blocks of ten. */
const groupOfThree = (t: TestContext) =>
  stopped(t, async (log) => {
    await log.append('q', numbered(0, 10))
    await Promise.all(
      range(1, 4).map((i) => log.append('q', numbered(i * 10, 10), { writer: `w${i}`, from: 0n, to: 1n })),
    )
  })

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes)
  copy[at] = (copy[at] ?? 0) ^ 1
  return copy
}

test('a tail torn at any byte of the last block is cut back to the whole blocks before it', async (t) => {
  const { path, bytes, events, reopened } = await threeBlocks(t)
  for (let length = bytes.lastIndexOf('{"#":') + 1; length < bytes.length; length++) {
    await writeFile(path, bytes.subarray(0, length))
    assert.deepEqual(await reopened(), { numbers: range(0, 20), next: 20n })
    assert.equal((await readFile(path)).length, bytes.lastIndexOf('{"#":'))
  }
  assert.ok(events.every(({ level, fields }) => level === 'warn' && 'bytes' in fields))
})

test('a tail of which any byte is wrong is cut back to the whole blocks before it', async (t) => {
  const { path, bytes, reopened } = await threeBlocks(t)
  for (let at = bytes.lastIndexOf('{"#":'); at < bytes.length; at++) {
    await writeFile(path, flipped(bytes, at))
    assert.deepEqual(await reopened(), { numbers: range(0, 20), next: 20n })
  }
})

test('a last group of which the disk wrote only some parts is cut off whole from the first missing one', async (t) => {
  const { path, bytes, events, folder, reopened } = await groupOfThree(t)
  const middle = bytes.indexOf('{"n":25}')
  await writeFile(path, Buffer.from(bytes).fill(0, middle, middle + 4))
  assert.deepEqual(await reopened(), { numbers: range(0, 20), next: 20n })
  assert.deepEqual(
    events.map(({ level }) => level),
    ['warn'],
  )
  assert.deepEqual(await folder.files('.damaged'), [])
})

test('appending goes on after a torn tail was cut', async (t) => {
  const { path, folder, reopened } = await threeBlocks(t)
  await appendFile(path, '{"#":"sluice1 F=0000')
  const log = await folder.open()
  assert.equal((await log.append('q', numbered(30, 5))).firstOffset, 30n)
  await log.close()
  assert.deepEqual(await reopened(), { numbers: range(0, 35), next: 35n })
})

test('a flipped bit anywhere in the middle loses only its block; the file is kept aside, offsets are not given again', async (t) => {
  const { path, bytes, events, folder, reopened } = await threeBlocks(t)
  const blocks = [...bytes.toString('latin1').matchAll(/\{"#"/g)].map(({ index }) => index)
  const [, second = 0, third = 0] = blocks
  for (let at = second; at < third; at += 5) {
    for (const file of await folder.files(''))
      if (file !== 'manifest.json') await rm(join(folder.queue, file))
    await writeFile(path, flipped(bytes, at))
    assert.deepEqual(await reopened(), { numbers: [...range(0, 10), ...range(20, 30)], next: 30n })
    assert.deepEqual(await readFile(`${path}.damaged`), flipped(bytes, at))
    const again = await folder.open()
    assert.equal((await again.append('q', numbered(30, 1))).firstOffset, 30n)
    const read = await again.read('q', 15n, { recordsMax: 3, bytesMax: 1000 })
    assert.deepEqual([read[0]?.firstOffset, read.at(-1)?.nextOffset], [20n, 23n])
    assert.equal(await again.arrivedAtMs('q', 12n), folder.clock.nowMs())
    await again.close()
  }
  assert.ok(events.every(({ level }) => level === 'error'))
})

test('damage is cut out once: the next start finds nothing wrong', async (t) => {
  const { path, bytes, events, reopened } = await threeBlocks(t)
  await writeFile(path, flipped(bytes, 200))
  const first = await reopened()
  events.length = 0
  assert.deepEqual(await reopened(), first)
  assert.deepEqual(events, [])
})

test('a stop while damage is being cut out starts over', async (t) => {
  const { path, bytes, folder, reopened } = await threeBlocks(t)
  await writeFile(path, flipped(bytes, 200))
  const wanted = await reopened()
  // As if the original had not been replaced yet.
  await copyFile(`${path}.damaged`, path)
  assert.deepEqual(await reopened(), wanted)
  assert.equal((await folder.files('.wal')).length, 2)
})

test('whatever happens to the bytes, a start gives whole batches in order', async (t) => {
  const { path, bytes, folder, reopened } = await groupOfThree(t)
  const wound = fc.record({ at: fc.nat(bytes.length - 1), length: fc.nat(60), byte: fc.nat(255) })
  await fc.assert(
    fc.asyncProperty(fc.array(wound, { maxLength: 3 }), fc.nat(bytes.length), async (wounds, length) => {
      for (const file of await folder.files(''))
        if (file !== 'manifest.json') await rm(join(folder.queue, file))
      const harmed = Buffer.from(bytes)
      for (const { at, length, byte } of wounds) harmed.fill(byte, at, Math.min(harmed.length, at + length))
      await writeFile(path, harmed.subarray(0, length))
      const { numbers, next } = await reopened()
      const tens = numbers.filter((n) => n % 10 === 0)
      assert.deepEqual(
        numbers,
        tens.flatMap((n) => range(n, n + 10)),
      )
      assert.deepEqual(
        tens,
        [...tens].sort((a, b) => a - b),
      )
      assert.ok(Number(next) >= (tens.at(-1) ?? -10) + 10)
      assert.deepEqual((await reopened()).numbers, numbers)
    }),
    { numRuns: 60 },
  )
})

test('an emptied segment file is an empty queue', async (t) => {
  const { path, reopened } = await threeBlocks(t)
  await truncate(path, 0)
  assert.deepEqual(await reopened(), { numbers: [], next: 0n })
})

test('a segment that went missing makes a gap; the queue goes on behind what the manifest knows', async (t) => {
  const { path, folder } = await threeBlocks(t)
  const log = await folder.open()
  await log.alter('q', numberSchema)
  await log.close()
  await rm(path)
  const again = await folder.open()
  assert.equal((await again.append('q', numbered(30, 1))).firstOffset, 30n)
  assert.deepEqual(await numbersIn(again, 30n), [30])
})

test('leftovers of unfinished work go at start', async (t) => {
  const { folder, reopened } = await threeBlocks(t)
  await writeFile(join(folder.queue, '0-30.parquet'), 'unfinished')
  await writeFile(join(folder.queue, 'manifest.json.part'), '{')
  await mkdir(join(folder.directory, 'never-answered'))
  await mkdir(join(folder.directory, 'x.deleted'))
  await writeFile(join(folder.directory, 'x.deleted', 'manifest.json'), '{}')
  assert.equal((await reopened()).numbers.length, 30)
  assert.deepEqual((await readdir(folder.queue)).sort(), ['00000000000000000000.wal', 'manifest.json'])
  assert.deepEqual(await readdir(folder.directory), ['q'])
})

test('records without a manifest stop the start instead of being deleted', async (t) => {
  const { folder } = await threeBlocks(t)
  await rename(join(folder.queue, 'manifest.json'), join(folder.directory, 'manifest.json'))
  await assert.rejects(folder.open(), /q has records but no manifest\.json: put back/)
  assert.equal((await folder.files('.wal')).length, 1)
})

test('a damaged manifest, or one of another version, stops the start and says so', async (t) => {
  const { folder } = await threeBlocks(t)
  await writeFile(join(folder.queue, 'manifest.json'), '{"ver')
  await assert.rejects(folder.open(), /manifest\.json is damaged: put back/)
  await writeFile(join(folder.queue, 'manifest.json'), '{"version":2}')
  await assert.rejects(folder.open(), /format version 2; this Sluice reads version 1/)
})
