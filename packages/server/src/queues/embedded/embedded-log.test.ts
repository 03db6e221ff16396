import assert from 'node:assert/strict'
import { appendFile, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { silentLogger } from '../../runtime/logger.ts'
import { ManualClock } from '../../runtime/manual-clock.ts'
import { numbered, numbersOf, recordLogConformance } from '../record-log.conformance.ts'
import type { RecordLog } from '../record-log.ts'
import { EmbeddedLog } from './embedded-log.ts'

const everything = { recordsMax: 1_000_000, bytesMax: 1 << 30 }

recordLogConformance('embedded', async (clock) => {
  const directory = await mkdtemp(join(tmpdir(), 'sluice-log-'))
  const open = () => EmbeddedLog.open({ directory, clock, logger: silentLogger })
  const opened: RecordLog[] = []
  const log = await open()
  opened.push(log)
  return {
    log,
    reopen: async () => {
      await log.close()
      const again = await open()
      opened.push(again)
      return again
    },
    dispose: async () => {
      for (const one of opened) await one.close()
      await rm(directory, { recursive: true })
    },
  }
})

/** A folder with one queue of three blocks of ten records, closed, and the path of its segment. */
async function threeBlocks(): Promise<{ directory: string; path: string; bytes: Buffer }> {
  const directory = await mkdtemp(join(tmpdir(), 'sluice-log-'))
  const log = await EmbeddedLog.open({ directory, clock: new ManualClock(), logger: silentLogger })
  await log.create('q', [{ key: 'n', valtype: 'long', required: false }])
  for (let i = 0; i < 3; i++) await log.append('q', numbered(i * 10, 10))
  await log.close()
  const path = join(directory, 'q', `${'0'.repeat(20)}.wal`)
  return { directory, path, bytes: await readFile(path) }
}

async function readAll(directory: string): Promise<{ numbers: number[]; next: bigint }> {
  const log = await EmbeddedLog.open({ directory, clock: new ManualClock(), logger: silentLogger })
  const numbers = numbersOf(await log.read('q', 0n, everything))
  const { nextOffset } = await log.bounds('q')
  await log.close()
  return { numbers, next: nextOffset }
}

test('a tail torn at any byte of the last block is cut back to the whole blocks before it', async () => {
  const { directory, path, bytes } = await threeBlocks()
  const lastBlock = bytes.lastIndexOf('{"#":')
  for (let length = lastBlock; length < bytes.length; length += 7) {
    await writeFile(path, bytes.subarray(0, length))
    const { numbers, next } = await readAll(directory)
    assert.equal(next, 20n)
    assert.equal(numbers.length, 20)
  }
  await rm(directory, { recursive: true })
})

test('appending goes on after a torn tail was cut', async () => {
  const { directory, path } = await threeBlocks()
  await appendFile(path, '{"#":"sluice1 F=0000')
  const log = await EmbeddedLog.open({ directory, clock: new ManualClock(), logger: silentLogger })
  assert.equal((await log.append('q', numbered(30, 5))).firstOffset, 30n)
  await log.close()
  assert.equal((await readAll(directory)).numbers.length, 35)
  await rm(directory, { recursive: true })
})

test('a flipped bit in the middle loses only its block, whose bytes are kept aside and offsets not reused', async () => {
  const { directory, path, bytes } = await threeBlocks()
  const second = bytes.indexOf('{"n":15}')
  bytes[second + 5] = (bytes[second + 5] ?? 0) ^ 1
  await writeFile(path, bytes)
  const { numbers, next } = await readAll(directory)
  assert.deepEqual(numbers, [
    ...Array.from({ length: 10 }, (_, i) => i),
    ...Array.from({ length: 10 }, (_, i) => 20 + i),
  ])
  assert.equal(next, 30n)
  assert.ok((await readdir(join(directory, 'q'))).some((file) => file.endsWith('.damaged')))
  await rm(directory, { recursive: true })
})

test('an emptied segment file is an empty queue', async () => {
  const { directory, path } = await threeBlocks()
  await truncate(path, 0)
  assert.deepEqual(await readAll(directory), { numbers: [], next: 0n })
  await rm(directory, { recursive: true })
})

test('leftovers of unfinished work go at start', async () => {
  const { directory } = await threeBlocks()
  await writeFile(join(directory, 'q', '0-30.parquet'), 'unfinished')
  await writeFile(join(directory, 'q', 'manifest.json.part'), '{')
  assert.equal((await readAll(directory)).numbers.length, 30)
  const files = await readdir(join(directory, 'q'))
  assert.deepEqual(
    files.filter((file) => !file.endsWith('.wal')),
    ['manifest.json'],
  )
  await rm(directory, { recursive: true })
})

test('scans give whole files where they can, byte ranges where they must, and keep them until released', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'sluice-log-'))
  const clock = new ManualClock()
  const log = await EmbeddedLog.open({
    directory,
    clock,
    logger: silentLogger,
    limits: { segmentBytesMax: 100 },
  })
  await log.create('q', [])
  for (let i = 0; i < 4; i++) await log.append('q', numbered(i * 10, 10))
  const all = await log.scan('q', 0n, {})
  assert.deepEqual([all.from, all.to, all.files.length], [0n, 40n, 4])
  assert.ok(all.files.every((file) => file.kind === 'lines' && file.byteFrom === undefined))
  const small = await log.scan('q', 10n, { bytesMax: 1 })
  assert.deepEqual([small.from, small.to, small.files.length], [10n, 20n, 1])
  const bounded = await log.scan('q', 0n, { to: 20n })
  assert.deepEqual([bounded.to, bounded.files.length], [20n, 2])

  await clock.advance(1000)
  await log.trim('q', clock.nowMs())
  for (const file of all.files) assert.ok((await readFile(file.path)).length > 0)
  all.release()
  all.release()
  small.release()
  bounded.release()
  await log.close()
  assert.deepEqual(
    (await readdir(join(directory, 'q'))).filter((file) => file.endsWith('.wal')),
    [],
  )
  await rm(directory, { recursive: true })
})
