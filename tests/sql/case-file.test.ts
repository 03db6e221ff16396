import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseCaseFile } from './case-file.ts'
import { printSchemaText } from './schema-text.ts'

const parse = (...lines: string[]) => parseCaseFile('x.sql', lines.join('\n'))

test('a case has the schema and the input above it, its query and its rows', () => {
  const cases = parse(
    '-- A topic.',
    '-- schema: id long, place map(zip long, tags array(string))',
    '-- input',
    '{"id":1}',
    '',
    '-- case one',
    '',
    'select id',
    '  -- a comment of the query',
    '  from stream',
    '-- types id long',
    '-- rows in any order about',
    '{"id":1}',
    '',
    '--- a heading',
    '-- case two',
    'select 1',
    '-- error E18228 1:8 nosuch field',
  )
  const [one, two] = cases
  assert.equal(cases.length, 2)
  assert.equal(one && printSchemaText(one.schema), 'id long, place map(zip long, tags array(string))')
  assert.deepEqual(
    [one?.line, one?.lineEnd, one?.sql, one?.input],
    [6, 14, 'select id\n  -- a comment of the query\n  from stream', ['{"id":1}']],
  )
  assert.equal(one?.types && printSchemaText(one.types), 'id long')
  assert.deepEqual(one?.expected, { kind: 'rows', rows: [{ id: 1n }], anyOrder: true, about: true })
  assert.deepEqual(two?.expected, { kind: 'refused', code: 'E18228', place: '1:8', text: 'nosuch field' })
  assert.equal(two?.spark, undefined)
})

test('a new schema starts without records', () => {
  const [one] = parse(
    '-- schema: a long',
    '-- input',
    '{"a":1}',
    '-- schema: b long',
    '-- case x',
    'q',
    '-- rows',
  )
  assert.deepEqual(one?.input, [])
})

test('what Spark gives instead comes with the reason', () => {
  const [one, two] = parse(
    '-- case rows',
    'select 1 as v',
    '-- rows',
    '{"v":1}',
    '-- spark rows',
    '{"v":2}',
    '-- spark types v float',
    '-- why it counts otherwise',
    '-- case skip',
    'select 2 as v',
    '-- run error too much',
    '-- spark skip',
    '-- why it would never end',
  )
  assert.deepEqual(one?.spark?.expected, { kind: 'rows', rows: [{ v: 2n }], anyOrder: false, about: false })
  assert.equal(one?.spark?.types && printSchemaText(one.spark.types), 'v float')
  assert.equal(one?.spark?.why, 'it counts otherwise')
  assert.deepEqual(two?.expected, { kind: 'fails', text: 'too much' })
  assert.equal(two?.spark?.expected, 'skip')
})

test('a mistake is reported with file and line', () => {
  const refused = (lines: string[], message: string) =>
    assert.throws(() => parse(...lines), { name: 'CaseFileError', message })
  const whole = ['-- case a', 'select 1', '-- rows']
  refused(['select 1'], 'x.sql:1: text before the first case')
  refused(['-- rows'], "x.sql:1: '-- rows' stands outside a case")
  refused(
    ['-- schema: id int'],
    "x.sql:1: 'int' is no type; use one of boolean, long, date, float, string, array, map, jsonstring",
  )
  refused(['-- schema: id array(long'], "x.sql:1: ')' is missing in a schema")
  refused(['-- case a', '-- rows'], 'x.sql:1: a case needs a query')
  refused(['-- case a', 'select 1'], "x.sql:1: a case needs '-- rows', '-- error' or '-- run error'")
  refused([...whole, '[1]'], 'x.sql:4: a row is a JSON object on one line')
  refused([...whole, '-- rows'], "x.sql:4: a second '-- rows' in one case")
  refused([...whole, '-- spark skip'], "x.sql:1: '-- spark …' and '-- why one sentence' come together")
  refused([...whole, '-- why so'], "x.sql:1: '-- spark …' and '-- why one sentence' come together")
  refused(
    ['-- case a', 'select 1', '-- rows sorted'],
    "x.sql:3: '-- rows sorted': only 'in any order' and 'about' may follow",
  )
  refused(['-- case a', 'select 1', '-- error nosuch'], "x.sql:3: '-- error' wants CODE [line:column] text")
  refused(['-- case a', 'select 1', '-- error E1 x', 'y'], "x.sql:4: unexpected text below '-- error'")
  refused([...whole, ...whole], 'x.sql:4: line 1 has the same title')
})
