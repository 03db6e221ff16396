import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { SluiceError } from '../errors.ts'
import type { Field, Schema } from '../schema/field.ts'
import { parseSchema } from '../schema/parse-schema.ts'
import { compileRecordParser } from './record-parser.ts'
import { jsonByGrammar, textByGrammar } from './testing/grammar-parser.ts'

// Two goals. Random records of random schemas, written as text and as JSON, come out equal to what went in. And for bodies of
// every kind, most of them broken, the parser and the plain one in testing/ agree byte for byte, or both refuse.

/** Four tests of these: 100,000 generated pushes agree with the plain parser. */
const bodiesPerTest = 25_000

const off = { withIP: '', withTimestamp: '', unescapeLine: false }
const context = { ip: '', arrivedAtMs: 0 }

const longs = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String)
const floats = fc.double({ noDefaultInfinity: true, noNaN: true }).map((value) => JSON.stringify(value))
const dates = fc
  .date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true })
  .map((date) => JSON.stringify(date.toISOString().replace('.000Z', 'Z')))
const strings = fc.string({ unit: fc.constantFrom(...'ab=\\"/ \u0001é数😀<', '\\n', '\\t'), maxLength: 12 })

interface Case {
  readonly field: Field
  /** Canonical JSON of a value, undefined = absent. */
  readonly value: string | undefined
}

/** A field of any type together with a value that fits it. */
function caseOf(key: string, depth: number): fc.Arbitrary<Case> {
  const scalar = (valtype: Field['valtype'], values: fc.Arbitrary<string>) =>
    values.map((value): Case => ({ field: { key, valtype, required: false }, value }))
  const list = (elemtype: Field['elemtype'], values: fc.Arbitrary<string>) =>
    fc.array(values, { maxLength: 4 }).map(
      (items): Case => ({
        field: { key, valtype: 'array', required: false, ...(elemtype === undefined ? {} : { elemtype }) },
        value: `[${items.join(',')}]`,
      }),
    )
  const text = strings.map((value) => JSON.stringify(value))
  const cases = [
    scalar('long', longs),
    scalar('float', floats),
    scalar('boolean', fc.constantFrom('true', 'false')),
    scalar('date', dates),
    scalar('string', text),
    scalar(
      'jsonstring',
      fc
        .oneof(fc.array(fc.jsonValue()), fc.dictionary(strings, fc.jsonValue()))
        .map((value) => JSON.stringify(JSON.stringify(value))),
    ),
    list('long', longs),
    list('float', floats),
    list('string', text),
    list('boolean', fc.constantFrom('true', 'false')),
  ]
  const maps =
    depth === 0
      ? []
      : [
          recordOf(depth - 1).map(
            ({ schema, value }): Case => ({ field: { key, valtype: 'map', required: false, schema }, value }),
          ),
        ]
  return fc
    .oneof(...cases, ...maps)
    .chain((one) => fc.constantFrom(one, one, one, { ...one, value: undefined }))
}

interface RecordCase {
  readonly schema: Schema
  readonly fields: readonly Case[]
  readonly value: string
}

function recordOf(depth: number): fc.Arbitrary<RecordCase> {
  return fc
    .uniqueArray(fc.stringMatching(/^[abAB_][ab1_]{0,3}$/), { minLength: 1, maxLength: 6 })
    .chain((keys) => fc.tuple(...keys.map((key) => caseOf(key, depth))))
    .map((fields) => ({
      schema: fields.map(({ field }) => field),
      fields,
      value: `{${fields.flatMap(({ field, value }) => (value === undefined ? [] : [`"${field.key}":${value}`])).join(',')}}`,
    }))
}

/** The push text form of a field, as the Go client writes it. */
function segment({ field, value }: Case): string {
  if (value === undefined) return ''
  const bare = field.valtype === 'string' || field.valtype === 'date' || field.valtype === 'jsonstring'
  return `${field.key}=${bare ? JSON.parse(value) : value}`
}

test('records of any schema, as text in any order, come out in canonical form', () => {
  fc.assert(
    fc.property(recordOf(2), fc.infiniteStream(fc.nat()), ({ schema, fields, value }, ranks) => {
      const shuffled = fields
        .map((field) => ({ field, rank: ranks.next().value ?? 0 }))
        .sort((a, b) => a.rank - b.rank)
      const line = shuffled.map(({ field }) => segment(field)).join('\t')
      fc.pre(line.trim() !== '')
      const { lines, count } = compileRecordParser(parseSchema(schema), off).parseText(
        Buffer.from(`${line}\n${line}`),
        context,
      )
      assert.equal(count, 2)
      assert.equal(Buffer.from(lines).toString(), `${value}\n${value}\n`)
    }),
    { numRuns: 1000 },
  )
})

test('records of any schema, as JSON, come out in canonical form', () => {
  fc.assert(
    fc.property(recordOf(2), fc.boolean(), ({ schema, value }, pretty) => {
      const parser = compileRecordParser(parseSchema(schema), off)
      const body = pretty
        ? value.replaceAll(/"(?:[^"\\]|\\.)*"|[{[,:]/g, (part) => (part[0] === '"' ? part : `${part}\n `))
        : `[${value},${value}]`
      const { lines, count } = parser.parseJson(Buffer.from(body), context)
      assert.equal(Buffer.from(lines).toString(), `${value}\n`.repeat(count))
      assert.equal(count, pretty ? 1 : 2)
    }),
    { numRuns: 1000 },
  )
})

const schema = parseSchema([
  { key: 's', valtype: 'string' },
  { key: 'l', valtype: 'long' },
  { key: 'f', valtype: 'float' },
  { key: 'b', valtype: 'boolean' },
  { key: 'd', valtype: 'date' },
  { key: 'as', valtype: 'array', elemtype: 'string' },
  { key: 'al', valtype: 'array', elemtype: 'long' },
  {
    key: 'm',
    valtype: 'map',
    schema: [
      { key: 'x', valtype: 'float' },
      { key: 'l', valtype: 'long', required: true },
    ],
  },
  { key: 'j', valtype: 'jsonstring' },
])

/** Pieces that bodies are glued together from: mostly whole fields, so that much of it is nearly right. */
const textPieces = fc.constantFrom(
  ...[
    '\t',
    '\t',
    '\t',
    '\n',
    '\n',
    '\r\n',
    '\r',
    '=',
    ' ',
    '\\',
    '"',
    '\\n',
    's=',
    's=a',
    's=\\t',
    's="é\u0002',
    'l=1',
    'l=',
    'l=9223372036854775807',
  ],
  ...[
    'l=-9223372036854775808',
    'l=1e3',
    'l=12.50e1',
    '8',
    '.',
    'e5',
    '-',
    'f=1.5',
    'f=.',
    'f=+0012',
    'f=1e99',
    'NaN',
    'b=true',
    'b=fals',
    'e',
  ],
  ...[
    'd=2017-01-02T07:00:00Z',
    'd="2016-02-29T23:59:59.123456+00:01"',
    'd=2017-12-31T23:59:59.1-00:01',
    'Z',
    'as=["a"',
    ',"b"',
    ']',
    'al=[1',
    ',2',
    'm={"l":1',
    ',"x":2.0',
    '}',
  ],
  ...['j={', 'j=[', '"k":', 'null', '{}', '[]', '"\\u00e9\\ud83d\\ude00"', '"\\udead"', 'x=1', '\u00ff'],
)
const jsonPieces = fc.constantFrom(
  ...[
    '{',
    '}',
    '[',
    ']',
    ',',
    ',',
    ':',
    ' ',
    '\n',
    '{"l":1}',
    '{"s":"a"}',
    '{"l":1,',
    '"s":',
    '"l":',
    '"f":',
    '"m":',
    '"j":',
    '"al":',
    '"x"',
  ],
  ...[
    '1',
    '-0',
    '1.50',
    '1e3',
    '01',
    '"12"',
    '"1e2"',
    'null',
    'true',
    'nul',
    '"a\\u0041\\/\\n"',
    '"\\ud83d"',
    '"[1, 2]"',
    '"{\\"k\\": null}"',
    '"{"',
    '[1,2]',
    '{"l":5}',
    '[]',
    '{}',
    '"d":"2017-01-02T07:00:00Z"',
    '"é"',
    '\t',
    '\u0000',
    '\\',
  ],
)

/** What either parser answers: the lines, or that it refused. */
function outcome(parse: () => string, expected: (error: unknown) => boolean): string {
  try {
    return parse()
  } catch (error) {
    if (!expected(error)) throw error
    return 'refused'
  }
}

const refusal = (error: unknown) => error instanceof SluiceError && error.status < 500

for (const unescapeLine of [false, true]) {
  const parser = compileRecordParser(schema, { ...off, unescapeLine })
  test(`text of any kind is read as the grammar reads it, unescapeLine ${unescapeLine ? 'on' : 'off'}`, () => {
    let read = 0
    fc.assert(
      fc.property(fc.array(textPieces, { maxLength: 12 }), (pieces) => {
        const body = Buffer.from(pieces.join(''))
        const lines = outcome(() => Buffer.from(parser.parseText(body, context).lines).toString(), refusal)
        if (lines !== 'refused') read++
        assert.equal(
          lines,
          outcome(
            () => textByGrammar(body, schema, unescapeLine),
            () => true,
          ),
        )
      }),
      { numRuns: bodiesPerTest },
    )
    assert.ok(read > 500, `only ${read} bodies were right: the pieces test too little`)
  })
}

test('JSON of any kind is read as the grammar reads it', () => {
  const parser = compileRecordParser(schema, off)
  let read = 0
  fc.assert(
    fc.property(fc.array(jsonPieces, { maxLength: 10 }), fc.constantFrom('', '{', '[{'), (pieces, start) => {
      const close = start === '' ? '' : start === '{' ? '}' : '}]'
      const body = Buffer.from(start + pieces.join('') + close)
      const lines = outcome(() => Buffer.from(parser.parseJson(body, context).lines).toString(), refusal)
      if (lines !== 'refused') read++
      assert.equal(
        lines,
        outcome(
          () => jsonByGrammar(body, schema),
          () => true,
        ),
      )
    }),
    { numRuns: bodiesPerTest },
  )
  assert.ok(read > 300, `only ${read} bodies were right: the pieces test too little`)
})

test('a right body with one byte changed is read as the grammar reads it', () => {
  const parser = compileRecordParser(schema, off)
  const text =
    's=a\\tb\tl=-12\tf=1.5e3\tb=true\td=2016-02-29T23:59:59.5+08:00\tas=["a","\\u00e9"]\tal=[1,2]\tm={"l":1,"x":0.5}\tj={"k":[null,"v"]}\nl=9223372036854775807\n'
  const json =
    '[{"s":"a\\tb","l":-12,"f":1.5e3,"b":true,"d":"2016-02-29T23:59:59.5+08:00","as":["a","\\u00e9"],"al":[1,2],"m":{"l":1,"x":0.5},"j":{"k":[null,"v"]}},{"j":"[1]"}]\n'
  const bytes = fc.oneof(fc.constantFrom(...Buffer.from('\t\n\r "\\=,:[]{}0159eE+-.TZ')), fc.nat(255))
  fc.assert(
    fc.property(
      fc.boolean(),
      fc.nat(200),
      bytes,
      fc.constantFrom('replace', 'insert', 'delete'),
      (asText, at, byte, how) => {
        const whole = Buffer.from(asText ? text : json)
        const before = whole.subarray(0, at)
        const after = whole.subarray(how === 'insert' ? at : at + 1)
        const body = Buffer.concat([before, Buffer.from(how === 'delete' ? [] : [byte]), after])
        const parse = () =>
          Buffer.from(
            (asText ? parser.parseText(body, context) : parser.parseJson(body, context)).lines,
          ).toString()
        const grammar = () => (asText ? textByGrammar(body, schema, false) : jsonByGrammar(body, schema))
        assert.equal(
          outcome(parse, refusal),
          outcome(grammar, () => true),
        )
      },
    ),
    { numRuns: bodiesPerTest },
  )
})
