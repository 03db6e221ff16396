import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { silentLogger } from '../../runtime/logger.ts'
import { numbered, numbersInFiles, numbersOf, recordLogConformance } from '../record-log.conformance.ts'
import type { RecordLog } from '../record-log.ts'
import { EmbeddedLog } from './embedded-log.ts'
import { everything, logInFolder, numberSchema, numbersIn, range } from './log-in-folder.ts'

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

test('a segment is a file of JSON lines whose header is the one of docs/formats/segment-file.md', async (t) => {
  const folder = await logInFolder(t)
  const log = await folder.open()
  await log.create('q', numberSchema)
  await log.append('q', numbered(0, 3))
  await log.append('q', numbered(3, 2), { writer: 'transform:t', from: 7n, to: 12n })
  assert.equal(
    await readFile(join(folder.queue, '00000000000000000000.wal'), 'utf8'),
    '{"#":"sluice1 F=00000000000000000000 G=000000000000 N=0000000003 B=0000000024 T=01484206200000 P=598a0df0 H=4f8c350b"}\n' +
      '{"n":0}\n{"n":1}\n{"n":2}\n' +
      '{"#":"sluice1 F=00000000000000000003 G=000000000143 N=0000000002 B=0000000016 T=01484206200000 P=e2790336 W=7:12:transform:t H=982ee61c"}\n' +
      '{"n":3}\n{"n":4}\n',
  )
})

test('appends of the same moment share a block and an fsync', async (t) => {
  const groups: number[] = []
  const folder = await logInFolder(t, { onAppended: (appends) => groups.push(appends) })
  const log = await folder.open()
  await log.create('q', numberSchema)
  await Promise.all(range(0, 20).map((i) => log.append('q', numbered(i, 1))))
  assert.deepEqual(groups, [20])
  const [file = ''] = await folder.files('.wal')
  assert.equal((await readFile(join(folder.queue, file), 'utf8')).match(/"#"/g)?.length, 1)
  assert.deepEqual(await numbersIn(log), range(0, 20))
})

test('scans give whole files where they can and byte ranges where they must', async (t) => {
  const folder = await logInFolder(t, { limits: { segmentBytesMax: 100 } })
  const log = await folder.open()
  await log.create('q', [])
  for (let i = 0; i < 4; i++) await log.append('q', numbered(i * 10, 10))
  const all = await log.scan('q', 0n, {})
  assert.deepEqual([all.from, all.to, all.files.length], [0n, 40n, 4])
  assert.ok(all.files.every((file) => file.kind === 'lines' && file.byteFrom === undefined))
  const small = await log.scan('q', 10n, { bytesMax: 1 })
  assert.deepEqual([small.from, small.to, small.files.length], [10n, 20n, 1])
  const bounded = await log.scan('q', 0n, { to: 20n })
  assert.deepEqual([bounded.to, bounded.files.length], [20n, 2])
  const ragged = await log.scan('q', 5n, { to: 25n })
  assert.deepEqual(await numbersInFiles(ragged), range(5, 25))

  await folder.clock.advance(1000)
  await log.trim('q', folder.clock.nowMs())
  assert.deepEqual(await numbersInFiles(all), range(0, 40))
  for (const scan of [all, all, small, bounded, ragged]) scan.release()
  await log.close()
  assert.deepEqual(await folder.files('.wal'), [])
})

test('a scan of a long tail ends the segment, one of a short tail does not', async (t) => {
  const folder = await logInFolder(t, { limits: { scanTailBytesMax: 250 } })
  const log = await folder.open()
  await log.create('q', numberSchema)
  await log.append('q', numbered(0, 10))
  const short = await log.scan('q', 0n, {})
  assert.ok(short.files.every((file) => file.kind === 'lines' && file.byteTo !== undefined))
  await log.append('q', numbered(10, 10))
  const long = await log.scan('q', 0n, {})
  assert.ok(long.files.every((file) => file.kind === 'lines' && file.byteTo === undefined))
  await log.append('q', numbered(20, 10))
  assert.deepEqual(await folder.files('.wal'), ['00000000000000000000.wal', '00000000000000000020.wal'])
  assert.deepEqual(await numbersInFiles(await log.scan('q', 15n, {})), range(15, 30))
})

test('a scan does not wait for producers to pause', async (t) => {
  const folder = await logInFolder(t, { limits: { scanTailBytesMax: 0 } })
  const log = await folder.open()
  await log.create('q', numberSchema)
  let scanned = false
  const produce = async () => {
    let appended = 0
    for (; !scanned; appended++) await log.append('q', numbered(appended, 1))
    return appended
  }
  const producing = [produce(), produce()]
  await log.waitFor('q', 10n, 60_000)
  const scan = await log.scan('q', 0n, {})
  scanned = true
  assert.ok(scan.to >= 10n)
  await Promise.all(producing)
})

test('small reads go through a large block without losing their place', async (t) => {
  const folder = await logInFolder(t)
  const log = await folder.open()
  await log.create('q', numberSchema)
  await log.append('q', numbered(0, 5))
  const count = 400_000
  await log.append('q', numbered(5, count))
  await log.append('q', numbered(5 + count, 5))
  const numbers: number[] = []
  for (let at = 0n; ; ) {
    const read = await log.read('q', at, { recordsMax: 9_973, bytesMax: 100_000 })
    if (read.length === 0) break
    for (const batch of read) {
      assert.equal(batch.firstOffset, at)
      at = batch.nextOffset
    }
    numbers.push(...numbersOf(read))
  }
  assert.deepEqual(numbers, range(0, count + 10))
  assert.deepEqual(
    numbersOf(await log.read('q', 300_001n, { recordsMax: 2, bytesMax: 1 << 30 })),
    [300_001, 300_002],
  )
})

test('a record longer than any buffer is read whole', async (t) => {
  const folder = await logInFolder(t)
  const log = await folder.open()
  await log.create('q', [{ key: 's', valtype: 'string', required: false }])
  const long = `{"s":"${'x'.repeat(12_000_000)}"}\n`
  await log.append('q', { lines: Buffer.from(`{}\n${long}${long}{}\n`), count: 4 })
  const read = await log.read('q', 2n, { recordsMax: 1, bytesMax: 1 })
  assert.equal(Buffer.from(read[0]?.lines ?? []).toString(), long)
  assert.equal(Buffer.from((await log.read('q', 3n, everything))[0]?.lines ?? []).toString(), '{}\n')
})

test('an old segment ends by itself, a young one goes on', async (t) => {
  const folder = await logInFolder(t)
  const log = await folder.open()
  await log.create('q', numberSchema)
  await log.append('q', numbered(0, 1))
  await folder.maintain(9 * 60_000)
  await log.append('q', numbered(1, 1))
  assert.equal((await folder.files('.wal')).length, 1)
  await folder.maintain(60_000)
  await log.append('q', numbered(2, 1))
  assert.equal((await folder.files('.wal')).length, 2)
  assert.deepEqual(await numbersIn(log), [0, 1, 2])
})

test('progress without records takes no lasting room', async (t) => {
  const folder = await logInFolder(t)
  const log = await folder.open()
  await log.create('q', numberSchema)
  const empty = { lines: new Uint8Array(0), count: 0 }
  for (let i = 0n; i < 600n; i++) await log.append('q', empty, { writer: 'w', from: i, to: i + 1n })
  assert.ok((await log.bounds('q')).bytes > 64 * 1024)
  await folder.maintain(60 * 60_000)
  assert.equal((await log.bounds('q')).bytes, 0)
  await log.append('q', numbered(0, 1))
  await log.close()
  const again = await folder.open()
  assert.equal(await again.lastTo('q', 'w'), 600n)
  assert.deepEqual(await numbersIn(again), [0])
})

test('hundreds of queues share a bounded number of open files', async (t) => {
  const folder = await logInFolder(t, { openFilesMax: 8 })
  const log = await folder.open()
  const names = range(0, 300).map((i) => `q${i}`)
  for (const name of names) await log.create(name, numberSchema)
  for (const name of names) await log.append(name, numbered(0, 1))
  assert.ok(log.openFileCount <= 8)
  await log.close()
  const again = await folder.open()
  assert.equal((await again.list()).length, 300)
  assert.equal((await again.append('q299', numbered(1, 1))).firstOffset, 1n)
})

test('files in the folder that are no queues are left alone', async (t) => {
  const folder = await logInFolder(t)
  await mkdir(join(folder.directory, 'lost+found'))
  await writeFile(join(folder.directory, 'notes.txt'), 'mine')
  const log = await folder.open()
  assert.deepEqual(await log.list(), [])
  assert.deepEqual((await readdir(folder.directory)).sort(), ['lost+found', 'notes.txt'])
})

test('names that could leave the folder are refused', async (t) => {
  const log = await (await logInFolder(t)).open()
  for (const name of ['', '.', '..', 'a/b', '../x', 'ä', 'x.deleted'])
    await assert.rejects(log.create(name, []), /cannot name a folder/)
})
