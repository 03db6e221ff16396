import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseSchema } from '../schema/parse-schema.ts'
import { countLines, FieldScanner, scanFields } from './canonical-fields.ts'
import { compileCsvWriter, compileProjection, compileTextWriter, csvHeader } from './canonical-writers.ts'
import { compileRecordParser } from './record-parser.ts'

const schema = parseSchema([
  { key: 's', valtype: 'string' },
  { key: 'l', valtype: 'long' },
  { key: 'd', valtype: 'date' },
  { key: 'a', valtype: 'array', elemtype: 'string' },
  {
    key: 'm',
    valtype: 'map',
    schema: [
      { key: 's', valtype: 'string' },
      { key: 'j', valtype: 'jsonstring' },
    ],
  },
  { key: 'j', valtype: 'jsonstring' },
])
const lines = Buffer.from(
  [
    '{"s":"a,\\"b\\"\\tc\\\\d\\n\\r\\u0001é","l":9223372036854775807,"d":"2017-01-02T07:00:00.123Z","a":["x}","\\t\\\\"],"m":{"s":"]"},"j":"{\\n\\"k\\":\\"v\\\\n\\"}"}',
    '{}',
    '{"s":"","newer":{"q":["}",{"r":"\\""}]},"l":-1,"another":"\\\\"}',
    '',
  ].join('\n'),
)

test('lines are counted', () => {
  assert.equal(countLines(lines), 3)
  assert.equal(countLines(new Uint8Array()), 0)
})

test('scanning gives each field of a line and the start of the next', () => {
  const seen: [string, string][] = []
  let at = 0
  while (at < lines.length) {
    at = scanFields(lines, at, (keyFrom, keyTo, from, to) => {
      seen.push([lines.toString('utf8', keyFrom, keyTo), lines.toString('utf8', from, to)])
    })
    seen.push(['', ''])
  }
  const fields = String(lines)
    .trim()
    .split('\n')
    .flatMap((line) => [...Object.entries(JSON.parse(line)), ['', '']])
  assert.deepEqual(
    seen.map(([key, value]) => [key, key === 'l' || key === '' ? '' : JSON.parse(value)]),
    fields.map(([key, value]) => [key, key === 'l' ? '' : value]),
  )
})

test('a field scanner finds wanted fields in any order and forgets those of the line before', () => {
  const scanner = new FieldScanner(['l', 'nope', 's'])
  const values = (): (string | undefined)[] =>
    [0, 1, 2].map((i) =>
      scanner.ends[i] ? lines.toString('utf8', scanner.starts[i], scanner.ends[i]) : undefined,
    )
  let at = scanner.scan(lines, 0)
  assert.equal(values()[0], '9223372036854775807')
  at = scanner.scan(lines, at)
  assert.deepEqual(values(), [undefined, undefined, undefined])
  at = scanner.scan(lines, at)
  assert.deepEqual(values(), ['-1', undefined, '""'])
  assert.equal(at, lines.length)
})

test('push text has raw values, escaped line breaks, and no absent or unknown fields', () => {
  assert.equal(
    compileTextWriter(schema)(lines).toString(),
    's=a,"b"\\tc\\d\\n\\r\u0001é\tl=9223372036854775807\td=2017-01-02T07:00:00.123Z\ta=["x}","\\t\\\\"]' +
      '\tm={"s":"]"}\tj={\\n"k":"v\\n"}\n' +
      '\n' +
      's=\tl=-1\n',
  )
})

test('a projection renames, reorders, repeats and drops fields', () => {
  const project = compileProjection([
    { target: 'big', source: 'l' },
    { target: 'text', source: 's' },
    { target: 'again', source: 'l' },
    { target: 'none', source: 'nope' },
  ])
  assert.equal(
    project(lines).toString(),
    '{"big":9223372036854775807,"text":"a,\\"b\\"\\tc\\\\d\\n\\r\\u0001é","again":9223372036854775807}\n' +
      '{}\n' +
      '{"big":-1,"text":"","again":-1}\n',
  )
})

test('CSV quotes what needs it, tells empty from absent, and writes nested values as JSON', () => {
  const columns = ['l', 's', 'd', 'a'].map((key) => ({ target: key, source: key }))
  assert.equal(
    compileCsvWriter(columns, ',')(lines).toString(),
    '9223372036854775807,"a,""b""\tc\\d\n\r\u0001é",2017-01-02T07:00:00.123Z,"[""x}"",""\\t\\\\""]"\r\n' +
      ',,,\r\n' +
      '-1,"",,\r\n',
  )
  assert.equal(
    compileCsvWriter(
      [
        { target: 'x', source: 'd' },
        { target: 'y', source: 'l' },
      ],
      '-',
    )(lines)
      .toString()
      .split('\r\n')[0],
    '"2017-01-02T07:00:00.123Z"-9223372036854775807',
  )
})

test('a constant is in every line, whatever the record has', () => {
  const mapping = [
    { target: 'env', constant: '"a,\\"b\\"\\n"' },
    { target: 'l', source: 'l' },
    { target: 'n', constant: '1' },
  ]
  const twoLines = Buffer.from('{"s":"x","l":7}\n{}\n')
  assert.equal(
    compileProjection(mapping)(twoLines).toString(),
    '{"env":"a,\\"b\\"\\n","l":7,"n":1}\n{"env":"a,\\"b\\"\\n","n":1}\n',
  )
  assert.equal(compileCsvWriter(mapping, ',')(twoLines).toString(), '"a,""b""\n",7,1\r\n"a,""b""\n",,1\r\n')
  assert.equal(
    compileProjection([{ target: 'n', constant: 'true' }])(twoLines).toString(),
    '{"n":true}\n{"n":true}\n',
  )
})

test('the CSV header names the columns', () => {
  const columns = [
    { target: 'a b', source: 's' },
    { target: 'x;"y"', source: 'l' },
  ]
  assert.equal(csvHeader(columns, ';').toString(), 'a b;"x;""y"""\r\n')
})

test('a result is a buffer of its own', () => {
  const write = compileTextWriter(schema)
  const first = write(Buffer.from('{"l":1}\n'))
  write(Buffer.from('{"l":2}\n'))
  assert.equal(first.toString(), 'l=1\n')
})

test('text that is pushed again gives the same records, but for TAB, LF and CR in strings', () => {
  const parser = compileRecordParser(schema, { withIP: '', withTimestamp: '', unescapeLine: false })
  const context = { ip: '', arrivedAtMs: 0 }
  const write = compileTextWriter(schema)
  const plain = fc.string({ unit: fc.constantFrom(...'ab=\\"{}[],: \u0001é😀'), maxLength: 10 })
  const any = fc.string({ unit: fc.constantFrom(...'ab=\\"{}[],: \u0001é😀\t\n\r'), maxLength: 10 })
  const json = fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(any, fc.jsonValue()))
  const spaces = fc.constantFrom(undefined, 1, '\t')
  const jsonstring = fc.tuple(json, spaces).map(([value, space]) => JSON.stringify(value, null, space))
  const record = fc.record(
    {
      s: plain,
      l: fc.integer(),
      a: fc.array(any),
      m: fc.record({ s: any, j: jsonstring }, { requiredKeys: [] }),
      j: jsonstring,
    },
    { requiredKeys: ['l'] },
  )
  fc.assert(
    fc.property(fc.array(record, { minLength: 1, maxLength: 3 }), (records) => {
      const stored = parser.parseJson(Buffer.from(JSON.stringify(records)), context)
      const again = parser.parseText(write(stored.lines), context)
      assert.equal(Buffer.from(again.lines).toString(), Buffer.from(stored.lines).toString())
    }),
    { numRuns: 1000 },
  )
})
