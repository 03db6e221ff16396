import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFeed } from './feed.ts'

test('a subscriber gets what it wants, from its call on, in order', async () => {
  const feed = createFeed<number>()
  feed.publish(0)
  const stop = new AbortController()
  const odd = feed.subscribe((n) => n % 2 === 1, stop.signal)
  for (const n of [1, 2, 3]) feed.publish(n)
  stop.abort()
  feed.publish(5)
  const seen: number[] = []
  for await (const n of odd) seen.push(n)
  assert.deepEqual(seen, [1, 3])
})

test('closing hands out what waits and then ends', async () => {
  const feed = createFeed<number>()
  const all = feed.subscribe(() => true, new AbortController().signal)
  feed.publish(1)
  feed.close()
  const seen: number[] = []
  for await (const n of all) seen.push(n)
  assert.deepEqual(seen, [1])
})

test('leaving the loop ends the subscription', async () => {
  const feed = createFeed<number>()
  let asked = 0
  const all = feed.subscribe(() => ++asked > 0, new AbortController().signal)
  feed.publish(1)
  for await (const n of all) if (n === 1) break
  feed.publish(2)
  assert.equal(asked, 1)
})
