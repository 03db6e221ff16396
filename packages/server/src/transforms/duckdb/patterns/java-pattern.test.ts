import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { quoteText } from '@sluice/model'
import { compilePattern, type Use } from './java-pattern.ts'
import { PatternError } from './pattern-text.ts'

let connection: DuckDBConnection
let instance: DuckDBInstance
before(async () => {
  instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  connection = await instance.connect()
})
after(() => {
  connection.closeSync()
  instance.closeSync()
})

async function found(java: string, text: string, group = 0, use: Use = 'whole'): Promise<unknown> {
  const { re2 } = compilePattern(java, use)
  const sql = `select case when regexp_matches(${quoteText(text)}, ${quoteText(re2)})
    then regexp_extract(${quoteText(text)}, ${quoteText(re2)}, ${group}) end`
  return (await connection.runAndReadAll(sql)).getRows()[0]?.[0]
}

/** Pattern, text, what Java finds. */
const finds: readonly (readonly [string, string, string | null])[] = [
  ['a.b', 'a\nb', null],
  ['a.b', 'a\rb', null],
  ['(?s)a.b', 'a\nb', 'a\nb'],
  ['(?s:a.)b.', 'a\nb\n', null],
  ['(?i)ABC', 'xabc', 'abc'],
  ['(?i:A)b', 'ab', 'ab'],
  ['\\s', '\u000b', '\u000b'],
  ['[\\S]', '\u000b', null],
  ['\\h+', 'a\u00a0 b', '\u00a0 '],
  ['\\H+', '\u3000ab\t', 'ab'],
  ['\\v', 'a\u2028', '\u2028'],
  ['a\\R', 'a\r\n', 'a\r\n'],
  ['b\\Z', 'ab', 'b'],
  ['\\u4e2d[\\u4e00-\\u9fa5]', '一中国', '中国'],
  ['\\x41\\x{42}\\0103', 'ABC', 'ABC'],
  ['\\uD83D\\uDE00+', '😀😀', '😀😀'],
  ['\\Qa.b*\\E+', 'a.b**', 'a.b**'],
  ['[\\Q^]\\Ex]+', 'a^]x', '^]x'],
  ['[]a]+', 'b]a', ']a'],
  ['[a-c[x-z]]+', 'bxq', 'bx'],
  ['[a-]+', 'b-a', '-a'],
  ['[\\w.-]+@', 'x.y-z@', 'x.y-z@'],
  ['\\p{Alpha}+', '1aB', 'aB'],
  ['[\\P{Digit}]+', '12ab', 'ab'],
  ['\\p{IsHan}+', 'ab七牛', '七牛'],
  ['\\p{InCJK Unified Ideographs}', 'a七', '七'],
  ['\\p{Lu}', 'aÉ', 'É'],
  ['(?<year>\\d{4})-(?<m>\\d+)', '2017-01', '2017-01'],
  ['a++', 'caa', 'aa'],
  ['"[^"]*+"', 'x"yz"', '"yz"'],
  ['\\d++\\.', '12.', '12.'],
  ['a*?b', 'aab', 'aab'],
  ['\\/\\-\\_\\"', 'x/-_"', '/-_"'],
  ['\\t\\e\\cA', '\t\u001b\u0001', '\t\u001b\u0001'],
  ['(?m)^b$', 'a\nb\nc', 'b'],
  ['^', 'a', ''],
  ['', 'a', ''],
  ['x|', 'a', ''],
]

for (const [pattern, text, expected] of finds)
  test(`${pattern} finds ${JSON.stringify(expected)} in ${JSON.stringify(text)}, as in Java`, async () => {
    assert.equal(await found(pattern, text), expected)
  })

test('the end may stand before the last line end, which is no part of what is looked at', async () => {
  assert.notEqual(await found('b$', 'ab\n', 0, 'test'), null)
  assert.equal(await found('(.*)$', 'ab\n', 1, 'group'), 'ab')
  assert.equal(await found('(?m)a$', 'a\nb'), 'a')
})

test('groups are counted and named as Java does', () => {
  const { groups, names } = compilePattern('(a)(?:b)(?<last>c(d))\\(', 'whole')
  assert.equal(groups, 3)
  assert.deepEqual([...names], [['last', 2]])
})

test('patterns that can find one text only say so', () => {
  const literal = (java: string) => compilePattern(java, 'whole').literal
  assert.equal(literal('a,b'), 'a,b')
  assert.equal(literal('\\|'), '|')
  assert.equal(literal('\\Q[x]\\E'), '[x]')
  for (const java of ['|', 'a.', 'a\\d', '(a)', 'a?', '', '^a']) assert.equal(literal(java), undefined, java)
})

const refused: readonly (readonly [string, RegExp])[] = [
  ['a(?=b)', /look-ahead/],
  ['(?<!b)a', /look-behind/],
  ['(a)\\1', /refers back/],
  ['(?<x>a)\\k<x>', /refers back/],
  ['(?>a)b', /never give back/],
  ['a*+ab', /never give back/],
  ['[^"]*+"?x', /never give back/],
  ['[a-z&&[^x]]', /&&/],
  ['[^a[b]]', /inside of a class/],
  ['(a', /never closed/],
  ['a)', /never opened/],
  ['[a', /never closed/],
  ['*a', /nothing before it/],
  ['a**', /nothing before it/],
  ['a{', /how often/],
  ['a{1001}', /1000 times/],
  ['a\\', /ends with a backslash/],
  ['\\p{Nonsense}', /\\p\{Nonsense\}/],
  ['\\y', /\\y means nothing/],
  ['(?x)a', /the flag x/],
  ['[z-a]', /backwards/],
]

for (const [pattern, message] of refused)
  test(`${pattern} is refused with what to do about it`, () => {
    assert.throws(
      () => compilePattern(pattern, 'whole'),
      (error) => error instanceof PatternError && message.test(error.message),
    )
  })
