import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { backOffMs } from './retry.ts'

const backOff = { delayMsFirst: 1000, delayMsMax: 60_000 }

test('the bound doubles with every failure up to the longest delay', () => {
  const bounds = [1, 2, 3, 6, 7, 5000].map((failures) => backOffMs(backOff, failures, () => 1))
  assert.deepEqual(bounds, [1000, 2000, 4000, 32_000, 60_000, 60_000])
})

test('the delay is anywhere between nothing and the bound', () => {
  const unit = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 }), unit, (failures, random) => {
      const delayMs = backOffMs(backOff, failures, () => random)
      return delayMs >= 0 && delayMs <= 60_000 && delayMs === random * backOffMs(backOff, failures, () => 1)
    }),
  )
})
