import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { silentLogger } from '../../runtime/logger.ts'
import { exporterConformance } from '../exporter.conformance.ts'
import { testDeps } from '../testing/exporter-deps.ts'
import { batchOf, everyField, range } from '../testing/records.ts'
import { blackholeType } from './index.ts'

const never = new AbortController().signal

/** Nothing is kept; what arrived shows in the log only. */
async function setUp(context: TestContext) {
  const ids: number[] = []
  const logger = {
    ...silentLogger,
    debug: (fields: object) => {
      const { firstOffset, records }: { firstOffset?: string; records?: number } = fields
      ids.push(...range(Number(firstOffset), Number(firstOffset) + Number(records)))
    },
  }
  return { deps: { ...(await testDeps(context)), logger }, ids }
}

exporterConformance(blackholeType, async (context) => {
  const { deps, ids } = await setUp(context)
  return { spec: {}, checks: true, deps, ids: async () => ids }
})

test('its status says how many records it has forgotten', async (t) => {
  const { deps } = await setUp(t)
  const exporter = blackholeType.create(blackholeType.parseSpec({}, everyField), deps)
  await exporter.open(undefined, never)
  await exporter.write(batchOf(0, 10), never)
  const { detail } = await exporter.write(batchOf(10, 15), never)
  assert.equal(detail, '15 records forgotten since the export started')
})

test('a batch takes as long as the spec says, and is left when the signal fires', async (t) => {
  const { deps, ids } = await setUp(t)
  const exporter = blackholeType.create(blackholeType.parseSpec({ delayMs: 500 }, everyField), deps)
  const write = exporter.write(batchOf(0, 1), never)
  await deps.clock.advance(499)
  assert.deepEqual(ids, [])
  await deps.clock.advance(1)
  await write
  assert.deepEqual(ids, [0])
  const stop = new AbortController()
  const second = exporter.write(batchOf(1, 2), stop.signal)
  stop.abort(new Error('stopped'))
  await assert.rejects(second, /stopped/)
  assert.deepEqual(ids, [0])
})
