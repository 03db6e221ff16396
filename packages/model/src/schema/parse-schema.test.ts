import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SluiceError } from '../errors.ts'
import { parseSchema, printSchema, schemaFieldsMax } from './parse-schema.ts'

/** A map inside a map, `levels` deep. */
function nestedMaps(levels: number): unknown {
  if (levels === 0) return { key: 'leaf', valtype: 'long' }
  return { key: 'm', valtype: 'map', schema: [nestedMaps(levels - 1)] }
}

test('a schema keeps its fields in order, with everything that was left open filled in', () => {
  const schema = parseSchema([
    { key: 'name', valtype: 'string', required: true, description: 'who', extra: 1 },
    { key: 'where', valtype: 'ip', elemtype: '', schema: null, required: null, description: '' },
    { key: 'scores', valtype: 'array', elemtype: 'float' },
    { key: 'profile', valtype: 'map', schema: [{ key: 'salary', valtype: 'float', required: false }] },
  ])
  assert.deepEqual(schema, [
    { key: 'name', valtype: 'string', required: true, description: 'who' },
    { key: 'where', valtype: 'string', required: false },
    { key: 'scores', valtype: 'array', elemtype: 'float', required: false },
    {
      key: 'profile',
      valtype: 'map',
      required: false,
      schema: [{ key: 'salary', valtype: 'float', required: false }],
    },
  ])
})

test('the printed form of a schema parses to the same schema', () => {
  const schema = parseSchema([
    { key: 'm', valtype: 'map', schema: [{ key: 'a', valtype: 'array', elemtype: 'boolean' }] },
    { key: 'd', valtype: 'date', required: true, description: 'when' },
  ])
  const printed = printSchema(schema)
  assert.deepEqual(Object.keys(printed[0] ?? {}), ['key', 'valtype', 'required', 'schema'])
  assert.deepEqual(parseSchema(JSON.parse(JSON.stringify(printed))), schema)
})

test('maps may nest five levels deep', () => {
  assert.equal(parseSchema([nestedMaps(5)]).length, 1)
})

const refusals: [string, unknown, string, RegExp][] = [
  ['nothing', undefined, 'E18105', /no fields/],
  ['null', null, 'E18105', /no fields/],
  ['an empty list', [], 'E18105', /no fields/],
  ['an object instead of a list', {}, 'E18109', /must be a list/],
  ['a field that is not an object', ['name'], 'E18109', /must be an object/],
  ['a field without key', [{ valtype: 'long' }], 'E18106', /field without a key/],
  ['a key with a hyphen', [{ key: 'a-b', valtype: 'long' }], 'E18106', /field 'a-b'/],
  ['a key of 129 characters', [{ key: 'k'.repeat(129), valtype: 'long' }], 'E18106', /1 to 128/],
  ['an unknown valtype', [{ key: 'a', valtype: 'int' }], 'E18107', /field 'a': valtype 'int'/],
  ['a valtype in capitals', [{ key: 'a', valtype: 'Long' }], 'E18107', /valtype 'Long'/],
  ['no valtype', [{ key: 'a' }], 'E18107', /valtype \(missing\)/],
  ['an array without elemtype', [{ key: 'a', valtype: 'array' }], 'E18107', /elemtype \(missing\)/],
  ['an array of dates', [{ key: 'a', valtype: 'array', elemtype: 'date' }], 'E18107', /elemtype 'date'/],
  ['a map without schema', [{ key: 'm', valtype: 'map' }], 'E18109', /schema of field 'm' is missing/],
  ['a map with an empty schema', [{ key: 'm', valtype: 'map', schema: [] }], 'E18109', /field 'm'/],
  ['six levels of maps', [nestedMaps(6)], 'E18109', /at most 5 levels/],
  ['required as text', [{ key: 'a', valtype: 'long', required: 'yes' }], 'E18109', /required/],
  ['a description that is no text', [{ key: 'a', valtype: 'long', description: 7 }], 'E18137', /1500/],
  [
    'a description of 1501 characters',
    [{ key: 'a', valtype: 'long', description: 'd'.repeat(1501) }],
    'E18137',
    /field 'a'/,
  ],
  [
    'the same key twice',
    [
      { key: 'a', valtype: 'long' },
      { key: 'a', valtype: 'float' },
    ],
    'E18104',
    /duplicate field 'a'/,
  ],
  [
    'the same key twice inside a map',
    [
      {
        key: 'm',
        valtype: 'map',
        schema: [
          { key: 'x', valtype: 'long' },
          { key: 'x', valtype: 'long' },
        ],
      },
    ],
    'E18104',
    /duplicate field 'm.x'/,
  ],
]

for (const [what, value, code, message] of refusals) {
  test(`a schema with ${what} is refused with ${code}`, () => {
    assert.throws(
      () => parseSchema(value),
      (error) => error instanceof SluiceError && error.code === code && message.test(error.message),
    )
  })
}

test('a schema holds 500 fields and not 501, nested ones counted', () => {
  const fields = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ key: `f${i}`, valtype: 'long' }))
  const withMap = (count: number) => [{ key: 'm', valtype: 'map', schema: fields(count) }, ...fields(100)]
  assert.equal(parseSchema(fields(schemaFieldsMax)).length, 500)
  assert.equal(parseSchema(withMap(399)).length, 101)
  for (const schema of [fields(501), withMap(400)]) {
    assert.throws(() => parseSchema(schema), { name: 'SluiceError', code: 'E18134' })
  }
})

test('fields whose names differ only in case are different fields', () => {
  assert.equal(
    parseSchema([
      { key: 'A', valtype: 'long' },
      { key: 'a', valtype: 'long' },
    ]).length,
    2,
  )
})
