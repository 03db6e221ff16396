import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { compileRecordParser } from '../records/record-parser.ts'
import { parseSchema } from '../schema/parse-schema.ts'
import { parseRule } from './parse-rule.ts'
import { ndjsonOf, recordsFromText } from './records-from-text.ts'
import { lineCharsMax } from './rule.ts'

const context = { timeZone: 'Asia/Shanghai', nowMs: Date.parse('2017-01-12T15:30:00+08:00') }

function regex(name: string, pattern: string) {
  return parseRule({ name, type: 'regex', spec: { pattern } })
}

const json = parseRule({ name: 'j', type: 'json' })
const everything = parseSchema([
  { key: 's', valtype: 'string' },
  { key: 'l', valtype: 'long' },
  { key: 'f', valtype: 'float' },
  { key: 'b', valtype: 'boolean' },
  { key: 'd', valtype: 'date' },
  { key: 'a', valtype: 'array', elemtype: 'long' },
  { key: 'm', valtype: 'map', schema: [{ key: 'x', valtype: 'long' }] },
  { key: 'j', valtype: 'jsonstring' },
])

/** The canonical lines that the push parser makes of what recordsFromText makes. */
function canonical(text: string, rules = [json], schema = everything): string {
  const { records, faults } = recordsFromText(text, rules, schema, context)
  assert.deepEqual(faults, [])
  const parser = compileRecordParser(schema, { withIP: '', withTimestamp: '', unescapeLine: false })
  const body = new TextEncoder().encode(ndjsonOf(records))
  return new TextDecoder().decode(parser.parseJson(body, { ip: '', arrivedAtMs: 0 }).lines)
}

describe('recordsFromText', () => {
  it('applies the rules in order: later results take the place of earlier ones, the union is the record', () => {
    const schema = parseSchema(['A', 'B', 'C'].map((key) => ({ key, valtype: 'string' })))
    const rules = [regex('one', '^(?<A>\\w\\w) (?<B>\\w\\w)'), regex('two', '(?<A>abcd) (?<C>\\w+)$')]
    const { records } = recordsFromText('aa bb abcd cc\naa bb\nxyz abcd cc', rules, schema, context)
    assert.deepEqual(
      records.map((record) => ({ ...record })),
      [
        { A: 'abcd', B: 'bb', C: 'cc' },
        { A: 'aa', B: 'bb' },
        { A: 'abcd', C: 'cc' },
      ],
    )
  })

  it('reports lines that match no rule or do not fit, by number, and keeps the others', () => {
    const text = '{"l":1}\r\n\nnonsense\n{"l":"x"}\n{"l":2,"unknown":3}\n{"other":1}\n{"d":"soon"}'
    const { records, lineNumbers, faults, faultCount } = recordsFromText(text, [json], everything, context)
    assert.deepEqual(
      records.map((record) => ({ ...record })),
      [{ l: '1' }, { l: '2' }],
    )
    assert.deepEqual(lineNumbers, [1, 5])
    assert.equal(faultCount, 4)
    assert.deepEqual(
      faults.map(({ line, field, reason }) => `${line} ${field} ${reason}`),
      [
        '3  the line matches no parse rule',
        "4 l 'x' is not a long",
        "6  the line has none of the repo's fields (s, l, f, b, d, …)",
        "7 d 'soon' is not a date",
      ],
    )
  })

  it('makes canonical records of text: long digits exact, dates in UTC, absent values left out', () => {
    const pattern =
      '^(?<s>\\S+) (?<l>\\S+) (?<f>\\S+) (?<b>\\S+) \\[(?<d>[^\\]]+)\\] (?<a>\\S+) (?<m>\\S+) (?<j>.+)$'
    const rules = [regex('r', pattern)]
    assert.equal(
      canonical(
        '- 9223372036854775807 12.70 yes [02/Jan/2017:15:00:00 +0800] [1,9007199254740993] {"x":5,"y":6} {"k": 1.0}',
        rules,
      ),
      '{"s":"-","l":9223372036854775807,"f":12.70,"b":true,"d":"2017-01-02T07:00:00Z","a":[1,9007199254740993],"m":{"x":5},"j":"{\\"k\\": 1.0}"}\n',
    )
    assert.equal(canonical('x - - - [-] - - -', rules), '{"s":"x"}\n')
  })

  it('makes canonical records of JSON lines', () => {
    const line =
      '{"s":404,"l":9007199254740993,"f":1,"b":1,"d":1483340400,"a":["7",8],"m":{"x":"9"},"j":[9007199254740993]}'
    assert.equal(
      canonical(line),
      '{"s":"404","l":9007199254740993,"f":1,"b":true,"d":"2017-01-02T07:00:00Z","a":[7,8],"m":{"x":9},"j":"[9007199254740993]"}\n',
    )
  })

  it('says why a value does not fit its field', () => {
    const samples: readonly (readonly [string, string])[] = [
      ['{"l":9223372036854775808}', "'9223372036854775808' does not fit a long (64 bits)"],
      ['{"l":1.5}', "'1.5' is not a long"],
      ['{"l":{}}', 'a list or map is no long'],
      ['{"f":"1e999"}', "'1e999' is not finite"],
      ['{"f":"NaN"}', "'NaN' is not a float"],
      ['{"b":"maybe"}', "'maybe' is not a boolean"],
      ['{"a":5}', "'5' is not a JSON list"],
      ['{"a":[null]}', 'an array holds no nulls'],
      ['{"m":[1]}', "'[1]' is not a JSON object"],
      ['{"m":{"x":"y"}}', "member 'x': 'y' is not a long"],
      ['{"j":"5"}', "'5' is not a JSON object or list"],
    ]
    for (const [line, reason] of samples) {
      assert.equal(recordsFromText(line, [json], everything, context).faults[0]?.reason, reason, line)
    }
  })

  it('refuses a line past its bound and keeps a bounded number of faults', () => {
    const long = recordsFromText(`{"s":"${'x'.repeat(lineCharsMax)}"}`, [json], everything, context)
    assert.match(long.faults[0]?.reason ?? '', /at most 65536/)
    const many = recordsFromText('x\n'.repeat(250), [json], everything, context)
    assert.equal(many.faults.length, 100)
    assert.equal(many.faultCount, 250)
  })

  it('stops matching when hostile patterns have used up the work for one text', () => {
    const patterns = Array.from({ length: 20 }, (_, i) => `(?<x>(?:${'ab'[i % 2]}?){900}c)`)
    const rules = [parseRule({ name: 'evil', type: 'grok', spec: { patterns } })]
    const { faultCount, faults } = recordsFromText(
      `${'a'.repeat(60_000)}\n`.repeat(100),
      rules,
      everything,
      context,
    )
    assert.equal(faultCount, 100)
    assert.match(faults[0]?.reason ?? '', /matches no parse rule/)
    assert.match(faults[99]?.reason ?? '', /too much work/)
  })

  it('makes of any JSON object either a fault or a record that the push parser takes', () => {
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.bigInt({ min: -(2n ** 65n), max: 2n ** 65n }).map(String),
      fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
      fc.double().map(String),
    )
    const object = fc.dictionary(fc.constantFrom('s', 'l', 'f', 'b', 'd', 'a', 'm', 'j', '__proto__'), value)
    fc.assert(
      fc.property(object, (members) => {
        const line = JSON.stringify(members)
        const { faultCount } = recordsFromText(line, [json], everything, context)
        if (faultCount === 0) canonical(line)
      }),
      { numRuns: 2000 },
    )
  })
})
