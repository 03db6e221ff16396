import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { columnNames, duckdbType, quoteIdentifier, quoteText } from './columns.ts'
import type { Field } from './field.ts'
import { parseSchema } from './parse-schema.ts'

const longs = (...keys: string[]): Field[] => keys.map((key) => ({ key, valtype: 'long', required: false }))

const cases: [string[], string[]][] = [
  [
    ['id', 'name'],
    ['id', 'name'],
  ],
  [
    ['a', 'A', 'b', 'B'],
    ['a', 'A__2', 'b', 'B__2'],
  ],
  [
    ['a', 'A', 'a__2'],
    ['a', 'A__2', 'a__2__2'],
  ],
  [
    ['a__2', 'a', 'A'],
    ['a__2', 'a', 'A__3'],
  ],
  [
    ['_offset', '_Arrived_At'],
    ['_offset__2', '_Arrived_At__2'],
  ],
]

for (const [keys, names] of cases) {
  test(`the fields ${keys.join(', ')} have the columns ${names.join(', ')}`, () => {
    assert.deepEqual(columnNames(longs(...keys)), names)
  })
}

test('column names differ whatever the case, and stay when fields are added', () => {
  const key = fc.stringMatching(/^[aAbB_]{1,3}(__2)?$/)
  fc.assert(
    fc.property(fc.uniqueArray(key, { maxLength: 12 }), fc.nat(12), (keys, count) => {
      const names = columnNames(longs(...keys))
      assert.equal(new Set(names.map((name) => name.toLowerCase())).size, keys.length)
      assert.deepEqual(columnNames(longs(...keys.slice(0, count))), names.slice(0, count))
    }),
  )
})

test('every field type has its column type, and the members of a map have quoted names without clashes', () => {
  const schema = parseSchema([
    { key: 'b', valtype: 'boolean' },
    { key: 'l', valtype: 'long' },
    { key: 'd', valtype: 'date' },
    { key: 'f', valtype: 'float' },
    { key: 's', valtype: 'string' },
    { key: 'j', valtype: 'jsonstring' },
    { key: 'a', valtype: 'array', elemtype: 'float' },
    {
      key: 'm',
      valtype: 'map',
      schema: [
        { key: 'x', valtype: 'array', elemtype: 'boolean' },
        { key: 'X', valtype: 'map', schema: [{ key: '_offset', valtype: 'date' }] },
      ],
    },
  ])
  assert.deepEqual(schema.map(duckdbType), [
    'BOOLEAN',
    'BIGINT',
    'TIMESTAMP WITH TIME ZONE',
    'DOUBLE',
    'VARCHAR',
    'VARCHAR',
    'DOUBLE[]',
    'STRUCT("x" BOOLEAN[], "X__2" STRUCT("_offset" TIMESTAMP WITH TIME ZONE))',
  ])
})

test('quoted names and texts may hold quotes, and texts NUL too', () => {
  assert.equal(quoteIdentifier('a"b'), '"a""b"')
  assert.equal(quoteText("it's"), "'it''s'")
  assert.equal(quoteText("a\0b'\0"), "('a' || chr(0) || 'b''' || chr(0) || '')")
})
