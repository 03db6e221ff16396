import assert from 'node:assert/strict'
import { test } from 'node:test'
import { printJson } from '@sluice/sdk'
import { assign } from './assignments.ts'
import { UsageError } from './command.ts'

const schema = {
  type: 'object',
  properties: {
    name: { type: 'string' },
    format: { enum: ['json', 'text'] },
    size: { type: 'integer' },
    ratio: { type: 'number' },
    on: { type: 'boolean' },
    keys: { type: 'array' },
    fields: { type: 'object' },
    inner: { type: 'object', properties: { code: { type: 'string' } } },
    any: {},
  },
}
const set = (...words: string[]) => assign({}, words, schema)

test('a value has the type of its option, whatever it looks like', () => {
  assert.deepEqual(set('name=7', 'inner.code=true', 'format=json'), {
    name: '7',
    inner: { code: 'true' },
    format: 'json',
  })
  assert.deepEqual(set('size=7', 'ratio=0.5', 'on=false'), { size: 7, ratio: 0.5, on: false })
  assert.deepEqual(set('name="\\t"', 'name=a=b'), { name: 'a=b' })
  assert.deepEqual(set('name="\\t"'), { name: '\t' })
})

test('a list is JSON or words with commas, an object JSON or member by member', () => {
  assert.deepEqual(set('keys=a,b'), { keys: ['a', 'b'] })
  assert.deepEqual(set('keys=["a,b"]'), { keys: ['a,b'] })
  assert.deepEqual(set('keys='), { keys: [] })
  assert.deepEqual(set('fields={"a":"#a"}', 'fields.b=#b'), { fields: { a: '#a', b: '#b' } })
})

test('a number of 64 bits keeps its digits', () => {
  assert.equal(printJson(set('size=9223372036854775807')), '{"size":9223372036854775807}')
})

test('a value of another type is refused by name', () => {
  for (const [word, rule] of [
    ['size=1.5', 'size is a whole number'],
    ['size=x', 'size is a whole number'],
    ['ratio=x', 'ratio is a number'],
    ['on=yes', 'on is true or false'],
    ['fields=x', 'fields is a JSON object'],
  ] as const)
    assert.throws(
      () => set(word),
      (error) => error instanceof UsageError && error.message.includes(rule),
    )
})

test('what no schema describes is JSON where it can be, else text', () => {
  assert.deepEqual(set('any=7', 'other=x', 'deep.er=true'), { any: 7, other: 'x', deep: { er: true } })
})
