import assert from 'node:assert/strict'
import { test } from 'node:test'
import { placeOf } from './place.ts'

test('lines and columns begin with 1', () => {
  assert.deepEqual(placeOf('select', 0), { line: 1, column: 1 })
  assert.deepEqual(placeOf('select', 6), { line: 1, column: 7 })
  assert.deepEqual(placeOf('', 0), { line: 1, column: 1 })
})

test('every kind of line break ends one line', () => {
  const text = 'a\nb\r\nc\rd'
  const places = [...text].flatMap((character, at) => (/\w/.test(character) ? [placeOf(text, at)] : []))
  assert.deepEqual(
    places.map(({ line, column }) => `${line}:${column}`),
    ['1:1', '2:1', '3:1', '4:1'],
  )
})

test('a column is a code point, however many units it has', () => {
  const text = "select '😀中', x"
  assert.deepEqual(placeOf(text, text.indexOf('x')), { line: 1, column: 14 })
})
