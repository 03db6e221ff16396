import assert from 'node:assert/strict'
import { test } from 'node:test'
import { intervalMs } from './interval.ts'

test('the seven documented intervals are known', () => {
  const seconds = ['5s', '10s', '20s', '30s', '1m', '5m', '10m'].map((text) => intervalMs(text) / 1000)
  assert.deepEqual(seconds, [5, 10, 20, 30, 60, 300, 600])
})

test('any other interval is refused with the list of those there are', () => {
  for (const text of ['', '1s', '5 s', '60s', '1h', 'toString'])
    assert.throws(() => intervalMs(text), { code: 'E18208', message: /5s, 10s, 20s, 30s, 1m, 5m, 10m/ }, text)
})
