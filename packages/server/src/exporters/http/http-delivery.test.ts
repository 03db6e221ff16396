import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MemoryLog } from '../../queues/memory/memory-log.ts'
import { systemClock } from '../../runtime/clock.ts'
import { silentLogger } from '../../runtime/logger.ts'
import { type ExportReport, firstReport } from '../export-report.ts'
import { runExport } from '../export-runner.ts'
import { queueReader } from '../queue-reader.ts'
import { testDeps } from '../testing/exporter-deps.ts'
import { startReceiver } from '../testing/receiver.ts'
import { batchOf, everyField, idsIn, range } from '../testing/records.ts'
import { until } from '../testing/until.ts'
import { httpType } from './index.ts'

test('a receiver that refuses, hangs and hangs up misses nothing, in order, 20,000 records at a time', async (t) => {
  const receiver = await startReceiver(t)
  receiver.plan.push(
    { status: 500 },
    'close the connection',
    { status: 200 },
    { status: 503, body: 'later' },
    'hang',
    { status: 301, headers: { location: '/x' } },
  )
  const log = new MemoryLog({ clock: systemClock })
  await log.create('q', everyField)
  for (let from = 0; from < 50_000; from += 2500)
    await log.append('q', { lines: batchOf(from, from + 2500).lines, count: 2500 })
  const stop = new AbortController()
  let report: ExportReport = firstReport(0n)
  const ended = runExport(
    {
      exporter: httpType.create(
        httpType.parseSpec({ host: receiver.host, uri: '/', format: 'json' }, everyField),
        await testDeps(t),
      ),
      queue: queueReader(log, 'q'),
      limits: { recordsMax: httpType.batchRecordsMax, bytesMax: httpType.batchBytesMax },
      callTimeoutMs: 300,
      lingerMs: 0,
      keepRejected: async () => {},
      position: 0n,
      state: undefined,
      savePosition: async () => {},
      onReport: (next) => {
        report = next
      },
      clock: systemClock,
      logger: silentLogger,
      random: () => 0,
    },
    stop.signal,
  )
  await until(() => report.position === 50_000n)
  stop.abort()
  await ended
  const batches = receiver.accepted.map(({ body }) => idsIn(body))
  assert.deepEqual(batches.flat(), range(0, 50_000))
  assert.deepEqual(
    batches.map(({ length }) => length),
    [20_000, 20_000, 10_000],
  )
  assert.equal(report.counters.failures, 5)
  assert.match(report.lastError?.message ?? '', /301/)
})
