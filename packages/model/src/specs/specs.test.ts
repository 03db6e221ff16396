import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Type } from 'typebox'
import { parseBody } from './body.ts'
import { parseContainer } from './container.ts'
import { intervalMs } from './interval.ts'

test('every documented container type has its cores and gigabytes', () => {
  const sizes = ['1U2G', '1U4G', '2U4G', '4U8G', '4U16G', '8U16G', 'M16C4'].map((type) => {
    const { threads, memoryBytes } = parseContainer({ type })
    return [threads, memoryBytes / 1024 ** 3]
  })
  assert.deepEqual(sizes, [
    [1, 2],
    [1, 4],
    [2, 4],
    [4, 8],
    [4, 16],
    [8, 16],
    [4, 16],
  ])
})

test('a count multiplies the container', () => {
  assert.deepEqual(parseContainer({ type: '1U2G', count: 3 }), { threads: 3, memoryBytes: 6 * 1024 ** 3 })
})

test('an unknown container type and a bad count have their codes', () => {
  for (const type of ['', '3U2G', '1u2g', 'M0C4', '1U2G '])
    assert.throws(() => parseContainer({ type }), { code: 'E18213' })
  for (const count of [0, -1, 1.5, Number.NaN])
    assert.throws(() => parseContainer({ type: '1U2G', count }), { code: 'E18214' })
})

test('the seven intervals are known, others refused', () => {
  const ms = ['5s', '10s', '20s', '30s', '1m', '5m', '10m'].map(intervalMs)
  assert.deepEqual(ms, [5e3, 10e3, 20e3, 30e3, 60e3, 300e3, 600e3])
  for (const interval of ['', '1s', '5S', '60s', '1h'])
    assert.throws(() => intervalMs(interval), { code: 'E18208' })
})

test('a body may have unknown members and nulls, and its faults are named', () => {
  const shape = Type.Object({ a: Type.Optional(Type.Object({ b: Type.String() })) })
  assert.deepEqual(parseBody(shape, { a: null, x: 1 }), { x: 1 })
  assert.throws(() => parseBody(shape, { a: { b: 5 } }), {
    code: 'E18007',
    message: "member 'a.b' must be string",
  })
  assert.throws(() => parseBody(shape, [], 'E18207'), { code: 'E18207' })
})
