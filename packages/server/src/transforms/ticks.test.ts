import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { nextTick } from './ticks.ts'

const minute = 60_000
const interval = 5 * minute
const at = (text: string): number => Date.parse(`2017-01-12T${text}Z`)

const cases: readonly (readonly [title: string, last: string, now: string, due: string, missed: number])[] = [
  ['a turn on time is followed by the next tick', '07:30:00', '07:30:02', '07:35:00', 0],
  ['a start between two ticks is followed by the next', '07:31:30', '07:31:31', '07:35:00', 0],
  ['a turn that ends on the tick is followed at once', '07:30:00', '07:35:00', '07:35:00', 0],
  ['a turn that took longer is followed at once, late', '07:30:00', '07:36:10', '07:35:00', 0],
  ['ticks that passed meanwhile count as missed', '07:30:00', '07:47:00', '07:45:00', 2],
  ['a first turn that took long misses what passed', '07:31:30', '07:41:00', '07:40:00', 1],
  ['a timer that fires early does not fire twice', '07:35:00', '07:34:59.990', '07:40:00', 0],
  ['a clock that was set back does not stop the turns', '07:30:00', '02:12:00', '02:15:00', 0],
]

for (const [title, last, now, due, missed] of cases)
  test(title, () => assert.deepEqual(nextTick(at(last), at(now), interval), { dueMs: at(due), missed }))

test('the next turn is always due on a tick, within an interval, and later than the last unless the clock was set back', () => {
  const times = fc.integer({ min: 0, max: 10 * 366 * 24 * 60 * minute })
  fc.assert(
    fc.property(times, fc.integer({ min: -60 * minute, max: 24 * 60 * minute }), (lastMs, passedMs) => {
      const nowMs = lastMs + passedMs
      const { dueMs, missed } = nextTick(lastMs, nowMs, interval)
      assert.equal(Math.abs(dueMs % interval), 0)
      assert.ok(dueMs - nowMs <= 2 * interval && nowMs - dueMs < interval)
      assert.ok(missed >= 0 && missed <= Math.max(0, passedMs) / interval)
      if (passedMs >= -interval) assert.ok(dueMs > lastMs)
    }),
  )
})
