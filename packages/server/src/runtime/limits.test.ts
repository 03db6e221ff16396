import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBytesInFlight } from './limits.ts'

test('bytes are taken up to the bound and no further', () => {
  const inFlight = createBytesInFlight(10)
  assert.ok(inFlight.take(4))
  assert.equal(inFlight.take(7), undefined)
  assert.ok(inFlight.take(6))
  assert.equal(inFlight.take(1), undefined)
  assert.ok(inFlight.take(0))
  assert.equal(inFlight.bytes, 10)
})

test('what is released can be taken again, and releasing twice gives back once', () => {
  const inFlight = createBytesInFlight(10)
  const release = inFlight.take(10)
  release?.()
  release?.()
  assert.equal(inFlight.bytes, 0)
  assert.ok(inFlight.take(10))
})
