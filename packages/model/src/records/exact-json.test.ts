import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseExactJson } from './exact-json.ts'

test('integers beyond 2^53 keep their digits, wherever they stand', () => {
  const text =
    '{"a":[9223372036854775807,-9223372036854775808,9007199254740993],"b":{"c":12345678901234567890123}}'
  assert.deepEqual(parseExactJson(text), {
    a: [9223372036854775807n, -9223372036854775808n, 9007199254740993n],
    b: { c: 12345678901234567890123n },
  })
})

test('other numbers are as JavaScript has them, and digits in strings are text', () => {
  const text = '[9007199254740991,0.12345678901234567,1e300,12345678901234567e0,"9223372036854775807",-0]'
  assert.deepEqual(parseExactJson(text), JSON.parse(text))
})

test('whatever has no such integer is parsed as ever', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 4 }), (text) => {
      fc.pre(!/\d{16}/.test(text))
      assert.deepEqual(parseExactJson(text), JSON.parse(text))
    }),
    { numRuns: 300 },
  )
})

test('what is no JSON is a SyntaxError', () => {
  for (const text of ['', '{', '12345678901234567890x'])
    assert.throws(() => parseExactJson(text), SyntaxError)
})
