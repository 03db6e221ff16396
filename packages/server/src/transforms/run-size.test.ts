import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { bytesMaxOf, createRunSize } from './run-size.ts'

const MiB = 1024 ** 2
const GiB = 1024 ** 3

test('runs with little output double until they reach what the container allows', () => {
  const size = createRunSize(bytesMaxOf({ threads: 1, memoryBytes: 2 * GiB }))
  const sizes = Array.from({ length: 4 }, () => {
    const { bytes } = size
    size.fitted(1000)
    return bytes / MiB
  })
  assert.deepEqual(sizes, [256, 512, 1024, 1024])
})

test('runs that give as much as they take stay small enough for the server', () => {
  const size = createRunSize(8 * GiB)
  for (let run = 0; run < 10; run++) size.fitted(size.bytes)
  assert.equal(size.bytes, 128 * MiB)
})

test('a run that met a limit is halved, and later runs come back little by little', () => {
  const size = createRunSize(GiB)
  size.fitted(0)
  size.exceeded()
  assert.equal(size.bytes, 256 * MiB)
  size.fitted(0)
  assert.equal(size.bytes, 320 * MiB)
  for (let run = 0; run < 10; run++) size.fitted(0)
  assert.equal(size.bytes, GiB)
})

test('whatever happens, a run takes something and never more than allowed', () => {
  const outcome = fc.option(fc.double({ min: 0, max: 1e12, noNaN: true }), { nil: undefined })
  fc.assert(
    fc.property(fc.integer({ min: MiB, max: 8 * GiB }), fc.array(outcome), (bytesMax, outcomes) => {
      const size = createRunSize(bytesMax)
      for (const outputBytes of outcomes) {
        if (outputBytes === undefined) size.exceeded()
        else size.fitted(outputBytes)
        assert.ok(size.bytes >= MiB && size.bytes <= bytesMax, `${size.bytes}`)
      }
    }),
  )
})
