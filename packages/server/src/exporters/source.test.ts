import assert from 'node:assert/strict'
import { test } from 'node:test'
import { constantJson, readSource, written } from './source.ts'
import { everyField } from './testing/records.ts'

const read = (value: unknown) => readSource('spec.fields.a', value, everyField)
const refused = (value: unknown, code: string, message: RegExp) =>
  assert.throws(() => read(value), { code, message }, JSON.stringify(value))

test('a source is a field of the repo, with # or without, and is written with it', () => {
  for (const value of ['#id', 'id']) {
    assert.equal(read(value).field, everyField[0])
    assert.equal(read(value).constant, undefined)
    assert.equal(written(read(value)), '#id')
  }
})

test('numbers, truth values and quoted texts are constants of their type, written as they were given', () => {
  const constants = [
    [1, 'long', 1n, '1'],
    [-9_007_199_254_740_991, 'long', -9_007_199_254_740_991n, '-9007199254740991'],
    [0.5, 'float', 0.5, '0.5'],
    [false, 'boolean', false, 'false'],
    ["'id'", 'string', 'id', '"id"'],
    ["''", 'string', '', '""'],
    ["'#id\n'it's'", 'string', "#id\n'it's", '"#id\\n\'it\'s"'],
  ] as const
  for (const [value, valtype, constant, json] of constants) {
    const source = read(value)
    assert.deepEqual([source.field.valtype, source.constant], [valtype, constant])
    assert.equal(written(source), value)
    assert.equal(constantJson(constant), json)
  }
})

test('what is neither is refused: a misspelt name does not become a constant', () => {
  refused(
    'nope',
    'E18324',
    /'nope' must be written as #field; a text for every record stands in single quotes/,
  )
  for (const value of ["'", "'open", 'open"']) refused(value, 'E18324', /must be written as #field/)
  for (const value of [null, ['#id'], { id: '#id' }]) refused(value, 'E18324', /must be a source field/)
  refused('#nope', 'E18312', /the repo has no field 'nope'/)
  refused("#'id'", 'E18312', /the repo has no field ''id''/)
  refused('', 'E18313', /is empty/)
})

test('a constant that would not arrive as it was meant is refused', () => {
  refused(9_007_199_254_740_992, 'E18305', /may have lost digits/)
  refused(1e300, 'E18305', /may have lost digits/)
  refused("'\ud800'", 'E18305', /Unicode/)
  refused(`'${'x'.repeat(1_025)}'`, 'E18305', /at most 1024 characters/)
})
