import assert from 'node:assert/strict'
import { test } from 'node:test'
import { silentLogger } from './logger.ts'
import { ManualClock } from './manual-clock.ts'
import { createSupervisor, type Service } from './supervisor.ts'

const untilAborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))

function setUp() {
  const clock = new ManualClock()
  const events: string[] = []
  const service = (name: string, run?: Service['run']): Service => ({
    name,
    status: () => `${name} is well`,
    run: async (signal) => {
      events.push(`${name} runs`)
      await (run ?? untilAborted)(signal)
      events.push(`${name} ended`)
    },
  })
  const supervisor = createSupervisor({ clock, logger: silentLogger, random: () => 1 })
  return { clock, events, service, supervisor }
}

test('services start in order and stop in reverse, each after the one before it has ended', async () => {
  const { events, service, supervisor, clock } = setUp()
  const slow = service('b', async (signal) => {
    await untilAborted(signal)
    await clock.sleep(100)
  })
  for (const one of [service('a'), slow, service('c')]) supervisor.start(one)
  const stopped = supervisor.stop(1000)
  await clock.advance(100)
  assert.deepEqual(await stopped, [])
  assert.deepEqual(events, ['a runs', 'b runs', 'c runs', 'c ended', 'b ended', 'a ended'])
})

test('a service that fails or ends by itself runs again, after a delay that doubles', async () => {
  const { events, service, supervisor, clock } = setUp()
  let attempts = 0
  supervisor.start(
    service('a', async (signal) => {
      attempts++
      if (attempts === 1) throw new Error('disk on fire')
      if (attempts > 2) await untilAborted(signal)
    }),
  )
  await clock.advance(999)
  assert.deepEqual(supervisor.status(), [
    {
      name: 'a',
      state: 'restarting',
      restarts: 1,
      lastError: { message: 'disk on fire', atMs: clock.nowMs() - 999 },
      detail: 'a is well',
    },
  ])
  await clock.advance(1)
  assert.equal(attempts, 2)
  assert.equal(supervisor.status()[0]?.lastError?.message, 'it ended by itself')
  await clock.advance(1999)
  assert.equal(attempts, 2)
  await clock.advance(1)
  assert.deepEqual([attempts, supervisor.status()[0]?.state], [3, 'running'])
  assert.deepEqual(await supervisor.stop(0), [])
  assert.deepEqual(events, ['a runs', 'a runs', 'a ended', 'a runs', 'a ended'])
})

test('after five healthy minutes a failure counts as the first again', async () => {
  const { service, supervisor, clock } = setUp()
  let attempts = 0
  supervisor.start(
    service('a', async () => {
      attempts++
      if (attempts === 3) await clock.sleep(300_000)
      throw new Error('x')
    }),
  )
  await clock.advance(3000 + 300_000)
  assert.equal(attempts, 3)
  await clock.advance(1000)
  assert.equal(attempts, 4)
  await supervisor.stop(0)
})

test('what does not end by the deadline is named, and the others still stop', async () => {
  const { events, service, supervisor, clock } = setUp()
  const stuck = () => new Promise<void>(() => {})
  for (const one of [service('a'), service('stuck', stuck)]) supervisor.start(one)
  const stopped = supervisor.stop(5000)
  await clock.advance(5000)
  assert.deepEqual(await stopped, ['stuck'])
  assert.deepEqual(events, ['a runs', 'stuck runs', 'a ended'])
  assert.throws(() => supervisor.start(service('late')), /the server is stopping/)
})

test('a service waiting to be restarted stops at once', async () => {
  const { service, supervisor, clock } = setUp()
  supervisor.start(service('a', () => Promise.reject(new Error('x'))))
  await clock.advance(0)
  assert.deepEqual(await supervisor.stop(0), [])
  assert.equal(supervisor.status()[0]?.state, 'stopped')
})
