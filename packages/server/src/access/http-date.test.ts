import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseHttpDate } from './http-date.ts'

const nowMs = Date.parse('2026-03-01T00:00:00Z')
const parsed = (text: string) => {
  const atMs = parseHttpDate(text, nowMs)
  return atMs === undefined ? undefined : new Date(atMs).toISOString()
}

test('the three forms of an HTTP-date are read', () => {
  for (const text of [
    'Sun, 06 Nov 1994 08:49:37 GMT',
    'Sunday, 06-Nov-94 08:49:37 GMT',
    'Sun Nov  6 08:49:37 1994',
  ])
    assert.equal(parsed(text), '1994-11-06T08:49:37.000Z')
})

test('a two-digit year is at most 50 years ahead', () => {
  assert.equal(parsed('Sunday, 06-Nov-76 08:49:37 GMT'), '2076-11-06T08:49:37.000Z')
  assert.equal(parsed('Sunday, 06-Nov-77 08:49:37 GMT'), '1977-11-06T08:49:37.000Z')
})

test('leap days and leap seconds exist only where they do', () => {
  assert.equal(parsed('Thu, 29 Feb 2024 23:59:60 GMT'), '2024-03-01T00:00:00.000Z')
  assert.equal(parsed('Sat, 29 Feb 2025 00:00:00 GMT'), undefined)
})

for (const text of [
  '',
  'Thu, 12 Jan 2017 07:30:00',
  'Thu, 12 Jan 2017 07:30:00 CET',
  'Thu, 12 Jan 2017 07:30:00 +0000',
  'Thu, 12 jan 2017 07:30:00 GMT',
  'Thu, 2 Jan 2017 07:30:00 GMT',
  'Thu, 32 Jan 2017 07:30:00 GMT',
  'Thu, 12 Jan 2017 24:00:00 GMT',
  'Thu, 12 Jan 2017 07:60:00 GMT',
  ' Thu, 12 Jan 2017 07:30:00 GMT',
  '2017-01-12T07:30:00Z',
])
  test(`'${text}' is no HTTP-date`, () => assert.equal(parsed(text), undefined))
