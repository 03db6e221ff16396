import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { MemoryLog } from '../queues/memory/memory-log.ts'
import { silentLogger } from '../runtime/logger.ts'
import { ManualClock } from '../runtime/manual-clock.ts'
import type { DeadLetter } from './dead-letter.ts'
import type { ExportReport } from './export-report.ts'
import { type ExportRunnerDeps, runExport } from './export-runner.ts'
import { Busy, ConfigurationError, type ExporterState, RefusedBatch } from './exporter.ts'
import { queueReader } from './queue-reader.ts'
import { MemoryExporter } from './testing/memory-exporter.ts'
import { batchOf, everyField, idsIn, range } from './testing/records.ts'

class Rig {
  readonly clock = new ManualClock()
  readonly log = new MemoryLog({ clock: this.clock })
  readonly exporter = new MemoryExporter()
  readonly reports: ExportReport[] = []
  readonly saved: { position: bigint; state: ExporterState | undefined }[] = []
  readonly #stop = new AbortController()
  #ended: Promise<void> = Promise.resolve()
  readonly kept: DeadLetter[] = []
  count = 0

  async push(count: number): Promise<void> {
    const { lines } = batchOf(this.count, this.count + count)
    await this.log.append('q', { lines, count })
    this.count += count
  }

  start(overrides: Partial<ExportRunnerDeps> = {}): void {
    const deps: ExportRunnerDeps = {
      exporter: this.exporter,
      queue: queueReader(this.log, 'q'),
      limits: { recordsMax: 10, bytesMax: 1_000_000 },
      callTimeoutMs: 60_000,
      lingerMs: 0,
      keepRejected: async (letters) => {
        this.kept.push(...letters)
      },
      position: 0n,
      state: undefined,
      savePosition: async (position, state) => {
        this.saved.push({ position, state })
      },
      onReport: (report) => this.reports.push(report),
      clock: this.clock,
      logger: silentLogger,
      random: () => 1,
      ...overrides,
    }
    this.#ended = runExport(deps, this.#stop.signal)
  }

  async stop(): Promise<void> {
    this.#stop.abort()
    await this.clock.advance(0)
    await this.clock.advance(10_000)
    await this.#ended
  }

  get report(): ExportReport {
    const last = this.reports.at(-1)
    assert.ok(last)
    return last
  }
}

async function rig(context: TestContext): Promise<Rig> {
  const made = new Rig()
  await made.log.create('q', everyField)
  context.after(() => made.stop())
  return made
}

test('records are written in order, in batches of the type’s size, and the position follows', async (t) => {
  const r = await rig(t)
  await r.push(25)
  r.start()
  await r.clock.advance(100)
  await r.push(3)
  await r.clock.advance(100)
  assert.deepEqual(r.exporter.ids, range(0, 28))
  assert.deepEqual(
    r.exporter.written.map((ids) => ids.length),
    [10, 10, 5, 3],
  )
  assert.deepEqual(
    r.saved.map(({ position }) => position),
    [10n, 20n, 25n, 28n],
  )
  assert.equal(r.report.state, 'running')
  assert.equal(r.report.position, 28n)
  assert.equal(r.report.counters.recordsOut, 28)
  assert.equal(r.report.counters.batches, 4)
})

test('a failed write is reported and repeated with the same records after opening again', async (t) => {
  const r = await rig(t)
  await r.push(12)
  r.exporter.obstacle = (call) => {
    if (call === 'write' && r.exporter.opened.length === 1) throw new Error('the disk is full')
  }
  r.start()
  await r.clock.advance(0)
  assert.equal(r.report.state, 'retrying')
  assert.equal(r.report.lastError?.message, 'the disk is full')
  assert.equal(r.report.lastError?.atMs, r.clock.nowMs())
  await r.push(20)
  await r.clock.advance(1000)
  assert.deepEqual(r.exporter.written[0], range(0, 10))
  assert.deepEqual(r.exporter.ids, range(0, 32))
  assert.equal(r.exporter.opened.length, 2)
  assert.equal(r.report.state, 'running')
  assert.equal(r.report.lastError?.message, 'the disk is full')
  assert.equal(r.report.counters.failures, 1)
})

test('waits double from 1 s to 60 s while nothing is delivered, and begin anew after a delivery', async (t) => {
  const r = await rig(t)
  await r.push(1)
  const tries: number[] = []
  let broken = true
  r.exporter.obstacle = (call) => {
    if (call !== 'write') return
    tries.push(r.clock.nowMs())
    if (broken) throw new Error('no')
  }
  r.start()
  await r.clock.advance(200_000)
  const waits = tries.slice(1).map((at, i) => (at - (tries[i] ?? 0)) / 1000)
  assert.deepEqual(waits, [1, 2, 4, 8, 16, 32, 60, 60])
  broken = false
  await r.clock.advance(60_000)
  assert.deepEqual(r.exporter.ids, [0])
  broken = true
  await r.push(1)
  const before = tries.length
  await r.clock.advance(1000)
  assert.equal(tries.length, before + 2)
})

test('the position is saved only when it or the state has changed', async (t) => {
  const r = await rig(t)
  await r.push(30)
  const state = { openedAtMs: 5 }
  r.exporter.progress = () => ({ delivered: 0n, state })
  r.start()
  await r.clock.advance(5000)
  assert.deepEqual(r.saved, [{ position: 0n, state }])
  assert.equal(r.report.position, 0n)
  r.exporter.settleProgress = () => ({ delivered: 30n, state: {} })
  await r.clock.advance(5000)
  assert.deepEqual(r.saved, [
    { position: 0n, state },
    { position: 30n, state: {} },
  ])
})

test('an exporter that gathered records reads them again after a failure, from the saved state', async (t) => {
  const r = await rig(t)
  await r.push(25)
  r.exporter.progress = () => ({ delivered: 0n, state: { openedAtMs: 7 } })
  let failures = 0
  r.exporter.obstacle = (call) => {
    if (call === 'settle' && failures++ === 0) throw new Error('put failed')
  }
  r.start()
  await r.clock.advance(3000)
  assert.deepEqual(r.exporter.ids, [...range(0, 25), ...range(0, 25)])
  assert.deepEqual(r.exporter.opened, [undefined, { openedAtMs: 7 }])
})

test('while an export waits it holds no records, and reads the same batch again though more have come', async (t) => {
  const r = await rig(t)
  await r.push(3)
  const queue = queueReader(r.log, 'q')
  const reads: { from: bigint; recordsMax: number; holdsBytes: number }[] = []
  const read: typeof queue.read = (from, limits, signal) => {
    reads.push({ from, recordsMax: limits.recordsMax, holdsBytes: limits.holdsBytes })
    return queue.read(from, limits, signal)
  }
  r.exporter.obstacle = (call) => {
    if (call === 'write' && r.exporter.opened.length < 3) throw new Error('busy')
    if (call === 'open' && r.exporter.opened.length === 2) throw new Error('down')
  }
  r.start({ queue: { ...queue, read } })
  await r.clock.advance(0)
  await r.push(4)
  await r.clock.advance(5_000)
  assert.deepEqual(r.exporter.written, [range(0, 3), range(3, 7)])
  const again = reads.filter(({ from }) => from === 0n)
  assert.deepEqual(
    again.map(({ recordsMax, holdsBytes }) => [recordsMax, holdsBytes]),
    [
      [10, 0],
      [3, 0],
    ],
  )
  assert.ok(reads.some(({ from, holdsBytes }) => from === 3n && holdsBytes > 0))
})

test('after a failure nothing is left of what was held for the next write', async (t) => {
  const r = await rig(t)
  await r.push(25)
  r.exporter.progress = () => ({ delivered: 0n, taken: 5 })
  let writes = 0
  r.exporter.obstacle = (call) => {
    if (call === 'write' && ++writes === 4) throw new Error('put failed')
  }
  r.start()
  await r.clock.advance(3000)
  assert.deepEqual(r.exporter.ids, [...range(0, 15), ...range(0, 25)])
})

test('an exporter that takes a part of a batch is given the rest next', async (t) => {
  const r = await rig(t)
  await r.push(25)
  r.exporter.progress = (batch) => ({ taken: Math.min(4, batch.count) })
  r.start()
  await r.clock.advance(0)
  assert.deepEqual(r.exporter.ids, range(0, 25))
  assert.deepEqual(
    r.exporter.written.map((ids) => ids.length),
    [4, 4, 2, 4, 4, 2, 4, 1],
  )
  assert.equal(r.report.counters.recordsOut, 25)
  assert.equal(r.report.counters.bytesOut, batchOf(0, 25).lines.length)
})

test('settle is called about once a second, in silence and under load', async (t) => {
  const r = await rig(t)
  r.start()
  await r.clock.advance(10_000)
  assert.equal(r.exporter.settled, 10)
  r.exporter.obstacle = (call, signal) => (call === 'write' ? r.clock.sleep(250, signal) : undefined)
  await r.push(400)
  await r.clock.advance(10_000)
  assert.deepEqual(r.exporter.ids, range(0, 400))
  assert.ok(r.exporter.settled >= 19, String(r.exporter.settled))
})

test('records deleted before they were exported are counted and told, and the export goes on', async (t) => {
  const r = await rig(t)
  await r.push(5)
  await r.clock.advance(1000)
  await r.push(5)
  await r.log.trim('q', r.clock.nowMs())
  r.start()
  await r.clock.advance(1000)
  assert.deepEqual(r.exporter.ids, range(5, 10))
  assert.equal(r.report.counters.skipped, 5)
  assert.match(r.report.notes.join(), /5 records were deleted by retention .* 0 to 4/)
  assert.match(r.report.lastError?.message ?? '', /retention/)
  assert.equal(r.report.counters.failures, 0)
  assert.equal(r.report.position, 10n)
})

test('a position past the end of the queue is told, and the export goes on from the end', async (t) => {
  const r = await rig(t)
  await r.push(5)
  r.start({ position: 100n })
  await r.clock.advance(1000)
  assert.match(r.report.notes.join(), /the queue ends at offset 5/)
  await r.push(2)
  await r.clock.advance(1000)
  assert.deepEqual(r.exporter.ids, [5, 6])
  assert.deepEqual(r.saved.at(-1), { position: 7n, state: undefined })
})

test('a write that hangs is aborted when its time is over, and repeated', async (t) => {
  const r = await rig(t)
  await r.push(1)
  let hung = 0
  r.exporter.obstacle = async (call, signal) => {
    if (call !== 'write' || hung++ > 0) return
    await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
  }
  r.start()
  await r.clock.advance(59_000)
  assert.equal(r.report.state, 'running')
  await r.clock.advance(2000)
  assert.equal(r.report.lastError?.message, 'no answer within 60 s')
  await r.clock.advance(1000)
  assert.deepEqual(r.exporter.ids, [0])
})

test('a position that cannot be saved makes the records be written again', async (t) => {
  const r = await rig(t)
  await r.push(3)
  let failures = 0
  r.start({
    savePosition: async (position, state) => {
      if (failures++ === 0) throw new Error('metadata store is busy')
      r.saved.push({ position, state })
    },
  })
  await r.clock.advance(1000)
  assert.deepEqual(r.exporter.ids, [0, 1, 2, 0, 1, 2])
  assert.equal(r.report.lastError?.message, 'metadata store is busy')
  assert.equal(r.report.position, 3n)
})

test('rejected records are kept as dead letters before the position passes them, and told', async (t) => {
  const r = await rig(t)
  await r.push(10)
  r.exporter.progress = () => ({ rejected: [{ index: 2, reason: 'not a number' }] })
  let refusals = 1
  r.start({
    keepRejected: async (letters) => {
      if (refusals-- > 0) throw new Error('no space')
      assert.deepEqual(r.saved, [])
      r.kept.push(...letters)
    },
  })
  await r.clock.advance(0)
  assert.equal(r.report.lastError?.message, 'no space')
  await r.clock.advance(1000)
  assert.deepEqual(
    r.kept.map(({ at, offset, reason, record }) => [at, offset, reason, JSON.parse(record).id]),
    [[2n, 2n, 'not a number', 2]],
  )
  assert.equal(r.report.position, 10n)
  assert.deepEqual([r.report.counters.recordsOut, r.report.counters.rejected], [9, 1])
  assert.match(r.report.notes.join(), /1 of 10 records refused, the first at offset 2: not a number/)
})

test('a destination that fails its check is told while the export tries all the same', async (t) => {
  const r = await rig(t)
  await r.push(1)
  r.exporter.problem = 'nobody listens at 127.0.0.1:1'
  r.exporter.obstacle = (call) => (call === 'write' ? r.clock.sleep(5_000) : undefined)
  r.start()
  await r.clock.advance(0)
  assert.equal(r.report.lastError?.message, 'nobody listens at 127.0.0.1:1')
  await r.clock.advance(5_000)
  assert.deepEqual(r.exporter.ids, [0])
})

test('what the check found is no longer told once something is delivered, what a delivery met is', async (t) => {
  const r = await rig(t)
  r.exporter.problem = 'no answer within 10 s'
  r.start()
  await r.clock.advance(0)
  await r.clock.advance(5_000)
  assert.equal(r.report.lastError?.message, 'no answer within 10 s')
  await r.push(1)
  await r.clock.advance(100)
  assert.deepEqual(r.exporter.ids, [0])
  assert.equal(r.report.lastError, undefined)
})

test('a check that fails after its export has delivered is not told', async (t) => {
  const r = await rig(t)
  await r.push(1)
  r.exporter.check = async () => {
    await r.clock.sleep(9_000)
    return 'the check may not list the bucket'
  }
  r.start()
  await r.clock.advance(20_000)
  assert.deepEqual(r.exporter.ids, [0])
  assert.equal(r.report.lastError, undefined)
})

test('a refused batch is halved until the bad records are alone, which are kept; the others arrive', async (t) => {
  const r = await rig(t)
  await r.push(1000)
  const bad = new Set([0, 333, 334, 999])
  let writes = 0
  r.exporter.obstacle = (call) => {
    if (call === 'write') writes++
  }
  r.exporter.progress = (batch) => {
    const ids = idsIn(Buffer.from(batch.lines).toString())
    assert.equal(ids.length, batch.count)
    if (ids.some((id) => bad.has(id))) throw new RefusedBatch(`400 for ${ids.length} records`)
    return {}
  }
  r.start({ limits: { recordsMax: 256, bytesMax: 1_000_000 } })
  await r.clock.advance(0)
  assert.deepEqual(
    r.exporter.ids,
    range(0, 1000).filter((id) => !bad.has(id)),
  )
  assert.deepEqual(
    r.kept.map(({ at, reason }) => [Number(at), reason]),
    [...bad].map((id) => [id, '400 for 1 records']),
  )
  assert.deepEqual([r.report.counters.recordsOut, r.report.counters.rejected], [996, 4])
  assert.equal(r.report.position, 1000n)
  assert.equal(r.exporter.opened.length, 1)
  assert.ok(writes < 120, `${writes} writes`)
})

test('a thousand records refused one by one in a row pause the export', async (t) => {
  const r = await rig(t)
  await r.push(1500)
  r.exporter.progress = () => {
    throw new RefusedBatch('400 Bad Request')
  }
  r.start()
  await r.clock.advance(0)
  assert.equal(r.report.state, 'paused')
  assert.match(r.report.lastError?.message ?? '', /refused 1000 records in a row.*400 Bad Request/)
  assert.equal(r.kept.length, 999)
  r.exporter.progress = () => ({})
  await r.clock.advance(11_000)
  assert.equal(r.report.state, 'running')
  assert.deepEqual(r.exporter.ids, range(999, 1500))
})

test('a configuration error pauses the export until the destination passes its check, asked ever less often', async (t) => {
  const r = await rig(t)
  await r.push(5)
  const checks: number[] = []
  let problem: string | undefined = 'HTTP 401: wrong password'
  r.exporter.check = async () => {
    checks.push(r.clock.monotonicMs())
    return problem
  }
  r.exporter.obstacle = (call) => {
    if (call === 'write' && problem)
      throw new ConfigurationError('HTTP 401: mend the password of the connection')
  }
  r.start()
  await r.clock.advance(0)
  assert.equal(r.report.state, 'paused')
  assert.equal(r.report.lastError?.message, 'HTTP 401: mend the password of the connection')
  await r.clock.advance(1_200_000)
  assert.equal(r.exporter.opened.length, 1)
  const waits = checks.slice(1).map((at, i) => (at - (checks[i] ?? 0)) / 1000)
  assert.deepEqual(waits, [10, 20, 40, 80, 160, 300, 300])
  problem = undefined
  await r.clock.advance(301_000)
  assert.equal(r.report.state, 'running')
  assert.deepEqual(r.exporter.ids, range(0, 5))
})

test('a busy destination is left alone as long as it asked for', async (t) => {
  const r = await rig(t)
  await r.push(1)
  const tries: number[] = []
  r.exporter.obstacle = (call) => {
    if (call !== 'write') return
    tries.push(r.clock.nowMs())
    if (tries.length === 1) throw new Busy('HTTP 429', 30_000)
  }
  r.start()
  await r.clock.advance(29_000)
  assert.equal(r.report.state, 'retrying')
  assert.equal(tries.length, 1)
  await r.clock.advance(2_000)
  assert.deepEqual(r.exporter.ids, [0])
})

test('a trickle is held back until the linger time has passed; half a batch is not', async (t) => {
  const r = await rig(t)
  r.start({ lingerMs: 500 })
  await r.push(1)
  await r.clock.advance(10)
  for (let i = 0; i < 4; i++) {
    await r.push(1)
    await r.clock.advance(100)
  }
  assert.deepEqual(r.exporter.written, [[0]])
  await r.clock.advance(200)
  assert.deepEqual(r.exporter.written, [[0], [1, 2, 3, 4]])
  await r.push(5)
  await r.clock.advance(20)
  assert.deepEqual(r.exporter.written[2], [5, 6, 7, 8, 9])
})

test('a bounded run delivers the records before its end, finishes what is gathered and is done', async (t) => {
  const r = await rig(t)
  await r.push(30)
  r.exporter.progress = () => ({ delivered: 3n })
  let finished = 0
  Object.assign(r.exporter, {
    finish: async () => {
      finished++
      return { delivered: 17n }
    },
  })
  r.start({ position: 3n, until: 17n, lingerMs: 5_000 })
  await r.clock.advance(0)
  assert.deepEqual(r.exporter.ids, range(3, 17))
  assert.equal(r.report.state, 'done')
  assert.deepEqual(r.saved.at(-1), { position: 17n, state: undefined })
  assert.deepEqual([finished, r.exporter.closed], [1, 1])
})

test('records that are none of a run’s business are passed over', async (t) => {
  const r = await rig(t)
  await r.push(6)
  const all = queueReader(r.log, 'q')
  r.start({
    until: 6n,
    queue: {
      ...all,
      read: async (from, limits, signal) => {
        const batch = await all.read(from, { ...limits, recordsMax: 2 }, signal)
        return batch && from === 2n ? { ...batch, lines: new Uint8Array(), count: 0 } : batch
      },
    },
  })
  await r.clock.advance(0)
  assert.deepEqual(r.exporter.ids, [0, 1, 4, 5])
  assert.equal(r.report.position, 6n)
  assert.equal(r.report.state, 'done')
})

test('stopping closes the exporter, also in the middle of a write or of a wait', async (t) => {
  for (const when of ['idle', 'writing', 'waiting']) {
    const r = await rig(t)
    if (when !== 'idle') await r.push(1)
    r.exporter.obstacle = async (call, signal) => {
      if (call !== 'write') return
      if (when === 'waiting') throw new Error('no')
      await r.clock.sleep(30_000, signal)
    }
    r.start()
    await r.clock.advance(0)
    await r.stop()
    assert.equal(r.exporter.closed, 1, when)
    assert.equal(r.report.state, 'stopped', when)
    assert.deepEqual(r.saved, [], when)
  }
})

test('whatever fails and whenever it restarts, every record arrives, in order but for repeats', async () => {
  const failAt = fc.array(fc.constantFrom('open', 'write', 'settle', 'save', 'restart', 'none'), {
    maxLength: 40,
  })
  await fc.assert(
    fc.asyncProperty(failAt, fc.integer({ min: 1, max: 60 }), async (plan, count) => {
      const r = new Rig()
      await r.log.create('q', everyField)
      await r.push(count)
      const steps = [...plan]
      const fails = (call: string) => {
        const planned = steps.shift()
        if (planned === call) throw new Error(`planned ${call}`)
      }
      r.exporter.obstacle = (call) => fails(call)
      let stop = new AbortController()
      let saved: { position: bigint; state: ExporterState | undefined } = { position: 0n, state: undefined }
      const run = () =>
        runExport(
          {
            exporter: r.exporter,
            queue: queueReader(r.log, 'q'),
            limits: { recordsMax: 7, bytesMax: 100_000 },
            callTimeoutMs: 60_000,
            lingerMs: 0,
            keepRejected: async () => {},
            ...saved,
            savePosition: async (position, state) => {
              if (steps[0] === 'restart') stop.abort()
              fails('save')
              saved = { position, state }
            },
            onReport: () => {},
            clock: r.clock,
            logger: silentLogger,
            random: () => 1,
          },
          stop.signal,
        )
      for (let round = 0; round < 50 && saved.position < BigInt(count); round++) {
        stop = new AbortController()
        const ended = run()
        await r.clock.advance(300_000)
        stop.abort()
        await r.clock.advance(0)
        await ended
      }
      assert.equal(saved.position, BigInt(count))
      assert.deepEqual([...new Set(r.exporter.ids)], range(0, count))
    }),
    { numRuns: 40 },
  )
})
