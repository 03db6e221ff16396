import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManualClock } from './manual-clock.ts'

test('sleepers wake in the order of their time when the clock is advanced past them', async () => {
  const clock = new ManualClock(0)
  const woken: string[] = []
  const late = clock.sleep(20).then(() => woken.push('late'))
  const early = clock.sleep(10).then(() => woken.push('early'))
  await clock.asleep(2)
  await clock.advance(9)
  assert.deepEqual(woken, [])
  await clock.advance(100)
  await Promise.all([early, late])
  assert.deepEqual(woken, ['early', 'late'])
  assert.equal(clock.nowMs(), 109)
})

test('a sleeper whose signal fires rejects with its reason', async () => {
  const clock = new ManualClock()
  const stop = new AbortController()
  const sleep = clock.sleep(10, stop.signal)
  stop.abort(new Error('stop'))
  await assert.rejects(sleep, { message: 'stop' })
  await assert.rejects(clock.sleep(10, stop.signal), { message: 'stop' })
  assert.equal(clock.sleeping, 0)
})
