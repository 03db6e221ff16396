import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tokensOf } from './tokens.ts'

/** Kind and text of every token but the end. */
function tokens(sql: string): string[] {
  return tokensOf(sql)
    .slice(0, -1)
    .map(({ kind, text }) => `${kind} ${text}`)
}

test('symbols are as long as they can be', () => {
  const sql = '<=> <= <> < >= > != ! == = || | -> - => :: :'
  assert.deepEqual(
    tokens(sql),
    sql.split(' ').map((symbol) => `symbol ${symbol}`),
  )
  assert.deepEqual(tokens('a<=>-1'), ['word a', 'symbol <=>', 'symbol -', 'number 1'])
})

test('numbers have a fraction, an exponent and a suffix', () => {
  for (const number of [
    '0',
    '12',
    '1.5',
    '.5',
    '1.',
    '1e3',
    '1E-3',
    '1.5e+3',
    '1L',
    '1s',
    '1y',
    '1d',
    '1F',
    '1.5bd',
    '1e3BD',
  ])
    assert.deepEqual(tokens(`(${number})`), ['symbol (', `number ${number}`, 'symbol )'])
})

test('what begins with a digit and has other letters is a name', () => {
  for (const name of ['1st', '1e', '1e3x', '2017_01', '1Lx', '1中'])
    assert.deepEqual(tokens(name), [`word ${name}`])
})

test('a dot behind a name leads to a member, whatever follows', () => {
  assert.deepEqual(tokens('t.1st'), ['word t', 'symbol .', 'word 1st'])
  assert.deepEqual(tokens('`t`.1'), ['quoted name t', 'symbol .', 'number 1'])
  assert.deepEqual(tokens('a +.1'), ['word a', 'symbol +', 'number .1'])
})

test('keywords are compared in lower case, names keep theirs', () => {
  const [select, kelvin, quoted] = tokensOf('SELECT li\u212ae `FROM`')
  assert.deepEqual([select?.key, select?.text], ['select', 'SELECT'])
  assert.equal(kelvin?.key, 'li\u212ae')
  assert.deepEqual([quoted?.key, quoted?.text], ['', 'FROM'])
})

test('escapes in texts are those of Spark', () => {
  const escapes: readonly (readonly [string, string])[] = [
    [String.raw`\n\t\r\0\b\Z`, '\n\t\r\0\b\x1a'],
    [String.raw`\\ \' \"`, `\\ ' "`],
    [String.raw`\% \_`, String.raw`\% \_`],
    [String.raw`\u4e2d\u00e9`, '中é'],
    [String.raw`\u12`, 'u12'],
    [String.raw`\101\177`, 'A\x7f'],
    [String.raw`\200\18`, '200'.concat('18')],
    [String.raw`\x\中\😀`, 'x中😀'],
    ['line\nbreak', 'line\nbreak'],
  ]
  for (const [written, value] of escapes)
    for (const quote of [`'`, '"'])
      assert.deepEqual(tokens(`${quote}${written}${quote}`), [`text ${value}`], written)
})

test('a raw text has no escapes', () => {
  assert.deepEqual(tokens(String.raw`r'\d\' R"\n'" r`), [
    String.raw`text \d\ `.trim(),
    String.raw`text \n'`,
    'word r',
  ])
})

test('comments are spaces: to the end of the line, nested, hints', () => {
  assert.deepEqual(tokens("a--b 'c\n+/* /* */ ' */b/*+ hint(t) */-- end"), ['word a', 'symbol +', 'word b'])
})

test('spaces are those of every script', () => {
  assert.deepEqual(tokens('\ufeffa\u3000b\u00a0c\r\n\td'), ['word a', 'word b', 'word c', 'word d'])
})

test('offsets count UTF-16 units, and the end stands behind the last token', () => {
  const all = tokensOf("'😀' `é` x -- end").map(({ start, end }) => [start, end])
  assert.deepEqual(all, [
    [0, 4],
    [5, 8],
    [9, 10],
    [10, 10],
  ])
})
