import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import type { Schema } from '@sluice/model'
import { ManualClock } from '../runtime/manual-clock.ts'
import {
  type Batch,
  OffsetOutOfRange,
  QueueGone,
  type RecordLog,
  type Scan,
  type StoredBatch,
} from './record-log.ts'

export interface LogUnderTest {
  readonly log: RecordLog
  /** The same data opened again, as after a restart; absent when the backend keeps nothing. */
  reopen?(): Promise<RecordLog>
  dispose(): Promise<void>
}

const schema: Schema = [{ key: 'n', valtype: 'long', required: false }]

/** Records {"n":first} … {"n":first+count-1}. */
export function numbered(first: number, count: number): Batch {
  const lines = Array.from({ length: count }, (_, i) => `{"n":${first + i}}\n`).join('')
  return { lines: Buffer.from(lines), count }
}

export function numbersOf(batches: readonly Pick<StoredBatch, 'lines'>[]): number[] {
  return batches.flatMap(({ lines }) =>
    Buffer.from(lines)
      .toString('utf8')
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line).n),
  )
}

/** The numbers in the files of a scan, which must all be of lines. */
export async function numbersInFiles({ files }: Scan): Promise<number[]> {
  const parts: Buffer[] = []
  for (const file of files) {
    assert.ok(file.kind === 'lines')
    parts.push((await readFile(file.path)).subarray(file.byteFrom, file.byteTo))
  }
  const lines = Buffer.concat(parts).toString('utf8').split('\n').slice(0, -1)
  return lines
    .map((line) => JSON.parse(line))
    .filter((record) => !('#' in record))
    .map(({ n }) => n)
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i)
const everything = { recordsMax: 1_000_000, bytesMax: 1 << 30 }

/** What every record log promises: the sentences of record-log.ts. */
export function recordLogConformance(
  name: string,
  open: (clock: ManualClock) => Promise<LogUnderTest>,
): void {
  const withLog = (
    title: string,
    run: (log: RecordLog, clock: ManualClock, under: LogUnderTest) => Promise<void>,
  ) =>
    test(`${name}: ${title}`, async () => {
      const clock = new ManualClock()
      const under = await open(clock)
      try {
        await under.log.create('q', schema)
        await run(under.log, clock, under)
      } finally {
        await under.dispose()
      }
    })

  withLog('appends get gap-free offsets from 0, and come back in order', async (log) => {
    assert.deepEqual(await log.append('q', numbered(0, 3)), {
      firstOffset: 0n,
      nextOffset: 3n,
      repeated: false,
    })
    assert.deepEqual(await log.append('q', numbered(3, 2)), {
      firstOffset: 3n,
      nextOffset: 5n,
      repeated: false,
    })
    const read = await log.read('q', 0n, everything)
    assert.deepEqual(numbersOf(read), range(0, 5))
    assert.equal(read[0]?.firstOffset, 0n)
    assert.equal(read.at(-1)?.nextOffset, 5n)
    const { firstOffset, nextOffset } = await log.bounds('q')
    assert.deepEqual([firstOffset, nextOffset], [0n, 5n])
  })

  withLog('appends at the same moment are each stored whole', async (log) => {
    const appended = await Promise.all(range(0, 50).map((i) => log.append('q', numbered(i * 10, 10))))
    const read = numbersOf(await log.read('q', 0n, everything))
    for (const [i, { firstOffset }] of appended.entries())
      assert.deepEqual(read.slice(Number(firstOffset), Number(firstOffset) + 10), range(i * 10, i * 10 + 10))
    assert.equal(read.length, 500)
  })

  withLog('a read starts and ends anywhere, and gives at least one record', async (log) => {
    for (let i = 0; i < 5; i++) await log.append('q', numbered(i * 10, 10))
    for (const from of [0, 3, 9, 10, 11, 25, 49])
      for (const recordsMax of [1, 2, 10, 15, 100]) {
        const read = await log.read('q', BigInt(from), { recordsMax, bytesMax: 1 << 20 })
        const wanted = range(from, Math.min(50, from + recordsMax))
        assert.deepEqual(numbersOf(read), wanted.slice(0, numbersOf(read).length))
        assert.ok(numbersOf(read).length >= 1)
        assert.equal(read[0]?.firstOffset, BigInt(from))
      }
    assert.deepEqual(numbersOf(await log.read('q', 7n, { recordsMax: 100, bytesMax: 1 })), [7])
    assert.deepEqual(await log.read('q', 50n, everything), [])
  })

  withLog('reading outside of what is kept says what is kept', async (log, clock) => {
    await log.append('q', numbered(0, 10))
    await clock.advance(1000)
    await log.trim('q', clock.nowMs())
    await log.append('q', numbered(10, 1))
    for (const offset of [0n, 9n, 12n])
      await assert.rejects(log.read('q', offset, everything), (error) => {
        assert.ok(error instanceof OffsetOutOfRange)
        assert.deepEqual([error.bounds.firstOffset, error.bounds.nextOffset], [10n, 11n])
        return true
      })
    await assert.rejects(log.scan('q', 0n, {}), OffsetOutOfRange)
  })

  withLog(
    'once: work is stored with its range, a repeat changes nothing, a stale position is refused',
    async (log) => {
      const once = (from: bigint, to: bigint) => ({ writer: 'transform:a', from, to })
      assert.equal(await log.lastTo('q', 'transform:a'), undefined)
      assert.equal((await log.append('q', numbered(0, 2), once(7n, 12n))).repeated, false)
      assert.equal(await log.lastTo('q', 'transform:a'), 12n)
      assert.equal((await log.append('q', numbered(0, 2), once(7n, 12n))).repeated, true)
      await assert.rejects(log.append('q', numbered(9, 1), once(10n, 20n)))
      await assert.rejects(log.append('q', numbered(9, 1), once(13n, 20n)))
      await log.append('q', { lines: new Uint8Array(0), count: 0 }, once(12n, 20n))
      assert.equal(await log.lastTo('q', 'transform:a'), 20n)
      assert.deepEqual(numbersOf(await log.read('q', 0n, everything)), [0, 1])
    },
  )

  withLog('once: two tries at the same moment store the work once', async (log) => {
    const once = { writer: 'w', from: 0n, to: 5n }
    const tries = await Promise.all([
      log.append('q', numbered(0, 5), once),
      log.append('q', numbered(0, 5), once),
    ])
    assert.deepEqual(tries.map(({ repeated }) => repeated).sort(), [false, true])
    assert.deepEqual(numbersOf(await log.read('q', 0n, everything)), range(0, 5))
  })

  withLog("a writer's last range survives the trimming of everything it wrote", async (log, clock) => {
    await log.append('q', numbered(0, 3), { writer: 'w', from: 0n, to: 3n })
    await clock.advance(60_000)
    assert.equal(await log.trim('q', clock.nowMs()), 3n)
    assert.equal(await log.lastTo('q', 'w'), 3n)
    assert.equal((await log.append('q', numbered(3, 1))).firstOffset, 3n)
  })

  withLog('a reader at the tail wakes when records arrive, or when its time is over', async (log, clock) => {
    const waiting = log.waitFor('q', 0n, 60_000)
    await log.append('q', numbered(0, 1))
    assert.equal(await waiting, true)
    assert.equal(await log.waitFor('q', 0n, 0), true)
    const inVain = log.waitFor('q', 1n, 1000)
    await clock.advance(1000)
    assert.equal(await inVain, false)
  })

  withLog('a wait ends with its signal', async (log) => {
    const stop = new AbortController()
    const waiting = log.waitFor('q', 0n, 60_000, stop.signal)
    stop.abort(new Error('stopped'))
    await assert.rejects(waiting, { message: 'stopped' })
  })

  withLog('arrival times are those of the batches', async (log, clock) => {
    const first = clock.nowMs()
    await log.append('q', numbered(0, 2))
    await clock.advance(5000)
    await log.append('q', numbered(2, 2))
    assert.equal(await log.arrivedAtMs('q', 0n), first)
    assert.equal(await log.arrivedAtMs('q', 1n), first)
    assert.equal(await log.arrivedAtMs('q', 2n), first + 5000)
    assert.equal(await log.arrivedAtMs('q', 4n), undefined)
  })

  withLog('trim keeps what is young', async (log, clock) => {
    await log.append('q', numbered(0, 5))
    assert.equal(await log.trim('q', clock.nowMs() - 1000), 0n)
    assert.deepEqual(numbersOf(await log.read('q', 0n, everything)), range(0, 5))
  })

  withLog('queues are apart, and a dropped one is gone', async (log) => {
    await log.create('other', schema)
    await log.append('q', numbered(0, 1))
    await log.append('other', numbered(5, 1))
    assert.deepEqual(numbersOf(await log.read('other', 0n, everything)), [5])
    assert.deepEqual(await log.list(), ['other', 'q'])
    await log.drop('other')
    await log.drop('other')
    assert.deepEqual(await log.list(), ['q'])
    await assert.rejects(log.append('other', numbered(0, 1)), QueueGone)
    await assert.rejects(log.read('other', 0n, everything), QueueGone)
    await assert.rejects(log.bounds('other'), QueueGone)
    await log.create('other', schema)
    assert.equal((await log.bounds('other')).nextOffset, 0n)
  })

  withLog('create is idempotent', async (log) => {
    await log.append('q', numbered(0, 1))
    await log.create('q', [...schema, { key: 'm', valtype: 'string', required: false }])
    assert.equal((await log.bounds('q')).nextOffset, 1n)
  })

  withLog('a batch without records is progress of a writer or nothing', async (log) => {
    await log.append('q', numbered(0, 2))
    const empty = { lines: new Uint8Array(0), count: 0 }
    const nothing = { firstOffset: 2n, nextOffset: 2n, repeated: false }
    assert.deepEqual(await log.append('q', empty), nothing)
    assert.deepEqual(await log.append('q', empty, { writer: 'w', from: 5n, to: 9n }), nothing)
    assert.deepEqual(await log.read('q', 2n, everything), [])
    assert.equal((await log.append('q', numbered(2, 1))).firstOffset, 2n)
    assert.deepEqual(numbersOf(await log.read('q', 0n, everything)), [0, 1, 2])
  })

  withLog('a rejected append stores nothing', async (log) => {
    await assert.rejects(log.append('q', { lines: Buffer.from('{"n":1}'), count: 1 }), /LF/)
    await log.append('q', numbered(0, 1), { writer: 'w', from: 0n, to: 5n })
    await assert.rejects(log.append('q', numbered(7, 3), { writer: 'w', from: 4n, to: 8n }), /5/)
    assert.equal((await log.bounds('q')).nextOffset, 1n)
    assert.equal(await log.lastTo('q', 'w'), 5n)
  })

  withLog('writers know nothing of each other', async (log) => {
    await log.append('q', numbered(0, 1), { writer: 'a', from: 0n, to: 100n })
    await log.append('q', numbered(1, 1), { writer: 'b', from: 3n, to: 7n })
    assert.deepEqual([await log.lastTo('q', 'a'), await log.lastTo('q', 'b')], [100n, 7n])
  })

  withLog('a schema may gain fields and nothing else', async (log) => {
    const wider: Schema = [...schema, { key: 'm', valtype: 'string', required: false }]
    await log.alter('q', wider)
    await assert.rejects(log.alter('q', schema), /'m'/)
    await log.append('q', { lines: Buffer.from('{"n":1,"m":"x"}\n'), count: 1 })
    assert.equal((await log.bounds('q')).nextOffset, 1n)
  })

  withLog('bytesMax bounds a read, of several batches too', async (log) => {
    for (let i = 0; i < 4; i++) await log.append('q', numbered(i * 2, 2))
    const bytesMax = 5 * '{"n":0}\n'.length
    const read = await log.read('q', 0n, { recordsMax: 100, bytesMax })
    assert.deepEqual(numbersOf(read), range(0, 5))
    for (const { firstOffset, nextOffset, count } of read)
      assert.equal(nextOffset - firstOffset, BigInt(count))
  })

  withLog('a scan has exactly the records of its range, wherever it begins', async (log) => {
    for (let i = 0; i < 5; i++) await log.append('q', numbered(i * 10, 10))
    for (const from of [0, 7, 10, 25, 49]) {
      const scan = await log.scan('q', BigInt(from), {})
      assert.deepEqual([scan.from, scan.to], [BigInt(from), 50n])
      assert.deepEqual(await numbersInFiles(scan), range(from, 50))
      scan.release()
    }
  })

  withLog('a scan ends where it is told to, or near its bound of bytes', async (log) => {
    for (let i = 0; i < 5; i++) await log.append('q', numbered(i * 10, 10))
    const first = await log.scan('q', 0n, { bytesMax: 1 })
    assert.equal(first.to, 10n)
    await log.append('q', numbered(50, 10))
    for (const to of [10n, 20n, 23n, 60n, 5n]) {
      const again = await log.scan('q', 5n, { to })
      assert.equal(again.to, to)
      assert.deepEqual(await numbersInFiles(again), range(5, Number(to)))
      again.release()
    }
    await assert.rejects(log.scan('q', 5n, { to: 61n }), OffsetOutOfRange)
    first.release()
  })

  withLog('files of a scan stay until it is released, whatever is trimmed', async (log, clock) => {
    await log.append('q', numbered(0, 10))
    const scan = await log.scan('q', 0n, {})
    await clock.advance(1000)
    await log.trim('q', clock.nowMs())
    assert.deepEqual(await numbersInFiles(scan), range(0, 10))
    scan.release()
    scan.release()
  })

  withLog(
    'arrival times never go back, and those of trimmed records are that of the oldest',
    async (log, clock) => {
      await log.append('q', numbered(0, 1))
      await clock.advance(5000)
      await log.append('q', numbered(1, 1))
      const second = clock.nowMs()
      await clock.advance(-3000)
      await log.append('q', numbered(2, 1))
      assert.equal(await log.arrivedAtMs('q', 2n), second)
      await clock.advance(5000)
      await log.trim('q', clock.nowMs())
      await log.append('q', numbered(3, 1))
      assert.equal(await log.arrivedAtMs('q', 0n), clock.nowMs())
    },
  )

  withLog('an empty queue has a scan without files', async (log) => {
    const scan = await log.scan('q', 0n, {})
    assert.deepEqual([scan.from, scan.to, scan.files.length], [0n, 0n, 0])
    scan.release()
  })

  withLog('after close every call rejects', async (log) => {
    await log.close()
    await assert.rejects(log.append('q', numbered(0, 1)))
    await assert.rejects(log.read('q', 0n, everything))
    await assert.rejects(log.bounds('q'))
    await log.close()
  })

  withLog('everything is there after a restart', async (log, clock, under) => {
    if (!under.reopen) return
    await log.append('q', numbered(0, 10), { writer: 'w', from: 0n, to: 4n })
    await clock.advance(1000)
    await log.append('q', numbered(10, 10))
    const arrived = await log.arrivedAtMs('q', 10n)
    const again = await under.reopen()
    assert.deepEqual(numbersOf(await again.read('q', 0n, everything)), range(0, 20))
    assert.equal(await again.lastTo('q', 'w'), 4n)
    assert.equal(await again.arrivedAtMs('q', 10n), arrived)
    assert.equal((await again.append('q', numbered(20, 1))).firstOffset, 20n)
  })
}
