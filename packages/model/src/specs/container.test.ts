import assert from 'node:assert/strict'
import { test } from 'node:test'
import { containerTypes, parseContainer } from './container.ts'

const gibibyte = 1024 ** 3

test('a container type says cores and gigabytes', () => {
  const limits = containerTypes.map((type) => parseContainer({ type }))
  assert.deepEqual(
    limits.map(({ threads, memoryBytes }) => [threads, memoryBytes / gibibyte]),
    [
      [1, 2],
      [1, 4],
      [2, 4],
      [4, 8],
      [4, 16],
      [8, 16],
    ],
  )
})

test('the spelling of the seed sample, M16C4, is 4 cores and 16 gigabytes', () => {
  assert.deepEqual(parseContainer({ type: 'M16C4', count: 1 }), parseContainer({ type: '4U16G' }))
})

test('the count multiplies cores and memory', () => {
  assert.deepEqual(parseContainer({ type: '1U2G', count: 5 }), { threads: 5, memoryBytes: 10 * gibibyte })
})

test('an unknown type and a bad count are refused with their own codes', () => {
  for (const type of ['', '3U2G', '1u2g', '1U2G ', 'M0C1', 'M16C', 'toString'])
    assert.throws(() => parseContainer({ type }), { code: 'E18213' }, type)
  for (const count of [0, -1, 1.5, Number.NaN, 2 ** 52])
    assert.throws(() => parseContainer({ type: '1U2G', count }), { code: 'E18214' }, String(count))
})
