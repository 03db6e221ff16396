import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compilePattern } from './java-pattern.ts'
import { PatternError } from './pattern-text.ts'
import { compileReplacement } from './replacement.ts'

const replaced = (pattern: string, replacement: string) =>
  compileReplacement(replacement, compilePattern(pattern, 'whole'))

test('groups by number and by name become RE2 references', () => {
  assert.equal(replaced('(a)(?<last>b)', '$2-$1-$0-\u0024{last}'), '\\2-\\1-\\0-\\2')
})

test('a number goes on only as far as there are groups', () => {
  assert.equal(replaced('(a)', '$12'), '\\12')
  assert.equal(replaced('(a)'.repeat(9), '$9'), '\\9')
})

test('what is escaped is plain, and a plain backslash is written twice', () => {
  assert.equal(replaced('a', '\\$1'), '$1')
  assert.equal(replaced('a', 'x\\\\y'), 'x\\\\y')
})

const refused: readonly (readonly [string, string, RegExp])[] = [
  ['a', '$1', /names group 1, and the pattern has 0/],
  ['a', '$', /group's number/],
  ['a', 'x\\', /group's number/],
  ['a', '\u0024{x}', /group x/],
  ['(a)'.repeat(10), '$10', /first nine/],
]

for (const [pattern, replacement, message] of refused)
  test(`the replacement ${replacement} for ${pattern} is refused with what to do about it`, () => {
    assert.throws(
      () => replaced(pattern, replacement),
      (error) => error instanceof PatternError && message.test(error.message),
    )
  })
