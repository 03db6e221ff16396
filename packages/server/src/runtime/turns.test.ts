import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTurns } from './turns.ts'

const never = new AbortController().signal

test('work is done one after another, in order, whether it succeeds or not', async () => {
  const turn = createTurns()
  const done: string[] = []
  const work = (name: string, fails = false) =>
    turn(async () => {
      done.push(`${name} begins`)
      await new Promise((resolve) => setImmediate(resolve))
      done.push(`${name} ends`)
      if (fails) throw new Error(name)
      return name
    }, never)
  const [a, b, c] = await Promise.allSettled([work('a'), work('b', true), work('c')])
  assert.deepEqual(done, ['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends'])
  assert.deepEqual([a?.status, b?.status, c?.status], ['fulfilled', 'rejected', 'fulfilled'])
  assert.equal(await work('d'), 'd')
})

test('whoever gives up while it waits leaves the others alone', async () => {
  const turn = createTurns()
  const stop = new AbortController()
  let finish: () => void = () => undefined
  const first = turn(() => new Promise<void>((resolve) => (finish = resolve)), never)
  const second = turn(async () => 'second', stop.signal)
  const third = turn(async () => 'third', never)
  stop.abort(new Error('enough'))
  await assert.rejects(second, { message: 'enough' })
  await assert.rejects(
    turn(async () => 'late', stop.signal),
    { message: 'enough' },
  )
  finish()
  await first
  assert.equal(await third, 'third')
})
