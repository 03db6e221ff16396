import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Typed } from '../../types/typed.ts'
import { likeSql } from './like.ts'

const pattern = (value: string): Typed => ({
  sql: `'${value}'`,
  type: { kind: 'string' },
  at: { start: 0, end: 0 },
  constant: { type: 'string', value },
})

function refuse(message: string): never {
  throw new Error(message)
}

const like = (value: string, sign = '\\') => likeSql('x', pattern(value), sign, false, refuse)

test('patterns without plain signs need no ESCAPE, with which DuckDB searches slower', () => {
  assert.equal(like('a%_b'), "(x like 'a%_b')")
  assert.equal(like('a\\\\b'), "(x like 'a\\b')")
})

test('signs made plain stay plain, whatever the escape sign was', () => {
  assert.equal(like('50\\%%'), "(x like '50\\%%' escape '\\')")
  assert.equal(like('50/%\\%', '/'), "(x like '50\\%\\\\%' escape '\\')")
})

test('an escape sign before anything else, or at the end, is refused', () => {
  assert.throws(() => like('a\\b'), /can only stand before/)
  assert.throws(() => like('a\\'), /ends with its escape sign/)
})
