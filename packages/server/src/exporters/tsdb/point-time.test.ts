import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pointTimeNanos } from './point-time.ts'

test('a long is seconds, milliseconds, microseconds or nanoseconds by its magnitude', () => {
  for (const value of [
    1_499_331_516n,
    1_499_331_516_000n,
    1_499_331_516_000_000n,
    1_499_331_516_000_000_000n,
  ])
    assert.equal(pointTimeNanos('long', value), 1_499_331_516_000_000_000n)
  assert.equal(pointTimeNanos('long', -5n), -5_000_000_000n)
  assert.equal(pointTimeNanos('long', 2n ** 63n - 1n), undefined)
})

test('text is RFC 3339 to the nanosecond, and other text is no time', () => {
  const seconds = 1_483_340_400n * 1_000_000_000n
  for (const [text, nanos] of [
    ['2017-01-02T15:00:00+08:00', 0n],
    ['2017-01-02t07:00:00.123456789z', 123_456_789n],
    [' 2017-01-02T07:00:00.5Z ', 500_000_000n],
  ] as const)
    assert.equal(pointTimeNanos('string', text), seconds + nanos, text)
  assert.equal(pointTimeNanos('string', '1969-12-31T23:59:59.75Z'), -250_000_000n)
  for (const text of [
    'now',
    '2017-02-30T00:00:00Z',
    '2017-01-02',
    '2017-01-02T25:00:00Z',
    '2017-01-02T07:00:00',
  ])
    assert.equal(pointTimeNanos('string', text), undefined, text)
})

test('a date is its instant; what a series cannot hold is no time', () => {
  assert.equal(pointTimeNanos('date', '2017-01-02T07:00:00.123456Z'), 1_483_340_400_123_456_000n)
  assert.equal(pointTimeNanos('date', '2300-01-01T00:00:00Z'), undefined)
  assert.equal(pointTimeNanos('date', '0001-01-01T00:00:00Z'), undefined)
})
