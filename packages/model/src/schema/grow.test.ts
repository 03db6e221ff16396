import assert from 'node:assert/strict'
import { test } from 'node:test'
import { growSchema, withOptionFields } from './grow.ts'
import { parseSchema } from './parse-schema.ts'

const old = parseSchema([
  { key: 'a', valtype: 'long', required: true },
  { key: 'b', valtype: 'array', elemtype: 'long' },
  { key: 'm', valtype: 'map', schema: [{ key: 'x', valtype: 'string' }] },
])
const a = { key: 'a', valtype: 'long', required: true }
const b = { key: 'b', valtype: 'array', elemtype: 'long' }
const m = { key: 'm', valtype: 'map', schema: [{ key: 'x', valtype: 'string' }] }

test('a grown schema keeps the old order and puts new fields behind, inside maps too', () => {
  const wanted = parseSchema([
    { key: 'new', valtype: 'date', required: true },
    {
      ...m,
      schema: [
        { key: 'y', valtype: 'long' },
        { key: 'x', valtype: 'string', description: 'now told' },
      ],
    },
    b,
    { ...a, required: false },
  ])
  const grown = growSchema(old, wanted)
  assert.deepEqual(
    grown.map((field) => [field.key, field.required]),
    [
      ['a', false],
      ['b', false],
      ['m', false],
      ['new', true],
    ],
  )
  assert.deepEqual(grown[2]?.schema, [
    { key: 'x', valtype: 'string', required: false, description: 'now told' },
    { key: 'y', valtype: 'long', required: false },
  ])
})

const refusals: [string, unknown[], RegExp][] = [
  ['leaves a field out', [a, b], /field 'm' is missing from the new schema/],
  ['changes a type', [{ ...a, valtype: 'string' }, b, m], /field 'a' cannot change from long to string/],
  ['changes an element type', [a, { ...b, elemtype: 'float' }, m], /from array of long to array of float/],
  ['leaves a nested field out', [a, b, { ...m, schema: [{ key: 'y', valtype: 'long' }] }], /field 'm\.x'/],
  ['makes an old field required', [a, { ...b, required: true }, m], /field 'b' cannot become required/],
]

for (const [what, wanted, message] of refusals) {
  test(`an update that ${what} is refused with E18128`, () => {
    assert.throws(() => growSchema(old, parseSchema(wanted)), { code: 'E18128', message })
  })
}

test('growth stops at 500 fields', () => {
  const wanted = Array.from({ length: 499 }, (_, i) => ({ key: `f${i}`, valtype: 'long' }))
  assert.throws(() => growSchema(old, [...old, ...parseSchema(wanted)]), { code: 'E18134' })
})

test('the option fields join the schema at its end unless they are in it', () => {
  const schema = withOptionFields(old, { withIP: 'client', withTimestamp: 'received' })
  assert.deepEqual(schema.slice(3), [
    { key: 'client', valtype: 'string', required: false },
    { key: 'received', valtype: 'date', required: false },
  ])
  assert.deepEqual(withOptionFields(schema, { withIP: 'client', withTimestamp: 'received' }), schema)
  assert.equal(withOptionFields(old, { withIP: '', withTimestamp: '' }), old)
})

test('an option field of another type or with a bad name is refused', () => {
  assert.throws(() => withOptionFields(old, { withIP: 'a', withTimestamp: '' }), {
    code: 'E18109',
    message: /options\.withIP needs field 'a' to be a string, but it is a long/,
  })
  assert.throws(() => withOptionFields(old, { withIP: 'i', withTimestamp: 'i' }), { code: 'E18109' })
  assert.throws(() => withOptionFields(old, { withIP: 'a-b', withTimestamp: '' }), { code: 'E18106' })
})
