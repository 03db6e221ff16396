import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { jsonPrinter, parseJson, printJson } from './json.ts'

test('every 64-bit integer keeps its digits, in and out', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (long) => {
      const text = `{"a":[${long}]}`
      assert.equal(printJson(parseJson(text)), text)
      assert.equal(jsonPrinter()({ a: [long] }), text)
    }),
  )
})

test('integers that a number holds exactly stay numbers, larger ones become bigint', () => {
  assert.deepEqual(parseJson('[9007199254740991,9007199254740992,-9223372036854775808]'), [
    9007199254740991,
    9007199254740992n,
    -9223372036854775808n,
  ])
})

test('floats and integers past 64 bits stay numbers', () => {
  assert.deepEqual(
    parseJson('[1.2345678901234567890,1e300,18446744073709551615]'),
    [1.2345678901234567, 1e300, 18446744073709552000],
  )
})

test('digits in strings are left alone', () => {
  assert.deepEqual(parseJson('{"a":"9223372036854775807"}'), { a: '9223372036854775807' })
})

test('a printer that has met a bigint prints what follows as well', () => {
  const print = jsonPrinter()
  assert.deepEqual(
    [{ a: 1 }, { a: 2n ** 60n }, { a: 'x' }].map((value) => print(value)),
    ['{"a":1}', '{"a":1152921504606846976}', '{"a":"x"}'],
  )
})

test('a value that is no JSON is refused', () => {
  const circle: { self?: unknown } = {}
  circle.self = circle
  assert.throws(() => jsonPrinter()(circle), TypeError)
})
