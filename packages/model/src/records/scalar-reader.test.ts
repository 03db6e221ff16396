import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseSchema } from '../schema/parse-schema.ts'
import { canonicalDateMicros, ScalarReader } from './scalar-reader.ts'

const schema = parseSchema([
  { key: 'l', valtype: 'long' },
  { key: 'f', valtype: 'float' },
  { key: 's', valtype: 'string' },
  { key: 'b', valtype: 'boolean' },
  { key: 'd', valtype: 'date' },
  { key: 'm', valtype: 'map', schema: [{ key: 'l', valtype: 'long' }] },
])

test('chosen values come out exactly, line by line, and absent ones are undefined', () => {
  const lines = Buffer.from(
    '{"x":"\\"l\\":1","l":-9223372036854775808,"s":"汉\\n\\"😀","m":{"l":5}}\n{"f":1e+06,"b":true,"d":"2017-01-02T07:00:00Z"}\n',
  )
  const reader = new ScalarReader(schema)
  const next = reader.read(lines, 0)
  const { values } = reader
  assert.deepEqual(values, [-(2n ** 63n), undefined, '汉\n"😀', undefined, undefined, '{"l":5}'])
  assert.equal(reader.read(lines, next), lines.length)
  assert.deepEqual(values, [undefined, 1_000_000, undefined, true, '2017-01-02T07:00:00Z', undefined])
})

test('any long and any text survive', () =>
  fc.assert(
    fc.property(
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      fc.string({ unit: 'binary' }),
      (l, s) => {
        const reader = new ScalarReader(schema)
        reader.read(Buffer.from(`{"l":${l},"s":${JSON.stringify(s)}}\n`), 0)
        assert.deepEqual(reader.values.slice(0, 3), [l, undefined, s])
      },
    ),
  ))

test('a date is its microseconds', () => {
  assert.equal(canonicalDateMicros('1970-01-01T00:00:01Z'), 1_000_000n)
  assert.equal(canonicalDateMicros('1969-12-31T23:59:59.5Z'.replace('.5', '.500')), -500_000n)
  assert.equal(canonicalDateMicros('9999-12-31T23:59:59.999999Z'), 253_402_300_799_999_999n)
  assert.equal(canonicalDateMicros('0001-01-01T00:00:00Z'), -62_135_596_800_000_000n)
})
