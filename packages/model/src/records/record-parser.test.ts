import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseSchema } from '../schema/parse-schema.ts'
import type { RecordParser } from './record-parser.ts'
import { compileRecordParser } from './record-parser.ts'

const off = { withIP: '', withTimestamp: '', unescapeLine: false }
const context = { ip: '203.0.113.9', arrivedAtMs: Date.UTC(2017, 0, 2, 7, 0, 0, 5) }
const schema = parseSchema([
  { key: 'env', valtype: 'string' },
  { key: 'n', valtype: 'long', required: true },
  { key: 'ip', valtype: 'string' },
  { key: 'at', valtype: 'date', required: true },
  { key: 'zone', valtype: 'array', elemtype: 'string' },
])
const plain = compileRecordParser(schema.slice(0, 2), off)
const full = compileRecordParser(schema, { ...off, withIP: 'ip', withTimestamp: 'at' })

const text = (parser: RecordParser, body: string, tags?: string, ip = context.ip) =>
  Buffer.from(
    parser.parseText(Buffer.from(body), {
      ...context,
      ip,
      ...(tags === undefined ? {} : { tags: Buffer.from(tags) }),
    }).lines,
  ).toString()
const json = (parser: RecordParser, body: string, tags: string) =>
  Buffer.from(parser.parseJson(Buffer.from(body), { ...context, tags: Buffer.from(tags) }).lines).toString()

test('a required field must have a value in every record', () => {
  assert.equal(text(plain, 'n=1'), '{"n":1}\n')
  for (const body of ['n=1\nenv=a', 'n=1\nenv=a\tn=']) {
    assert.throws(() => text(plain, body), {
      code: 'E18123',
      message: "line 2, field 'n': the field is required but has no value",
    })
  }
})

test('tags are added to every record, and a record’s own value wins', () => {
  assert.equal(
    text(plain, 'n=1\nn=2\tenv=own\nenv=\tn=3', 'env=prod'),
    '{"env":"prod","n":1}\n{"env":"own","n":2}\n{"env":"","n":3}\n',
  )
  assert.equal(
    json(plain, '[{"n":1},{"n":2,"env":null}]', 'env=prod'),
    '{"env":"prod","n":1}\n{"env":"prod","n":2}\n',
  )
})

test('a tag may stand for a required field', () => {
  assert.equal(text(plain, 'env=a\nn=2', 'n=7'), '{"env":"a","n":7}\n{"n":2}\n')
})

test('empty tags are none', () => {
  assert.equal(text(plain, 'n=1', ''), '{"n":1}\n')
  assert.equal(text(plain, 'n=1', 'env='), '{"env":"","n":1}\n')
})

const badTags: [string, string, string, RegExp][] = [
  ['of an unknown field', 'nope=1', 'E18111', /no such field key nope \(tags\)$/],
  ['without =', 'prod', 'E18138', /^tags: "prod" has no '='/],
  ['that do not fit their type', 'n=x', 'E18138', /^tags, field 'n': "x" is not a long$/],
  ['of two lines', 'n=1\nn=2', 'E18138', /^tags: tags are one line$/],
]
for (const [what, tags, code, message] of badTags) {
  test(`tags ${what} are refused with ${code}`, () => {
    assert.throws(() => text(plain, 'n=1', tags), { code, message })
    assert.equal(text(plain, 'n=1', 'env=fine'), '{"env":"fine","n":1}\n')
  })
}

test('withIP and withTimestamp add the sender and the arrival time', () => {
  assert.equal(
    text(full, 'n=1\nn=2\tenv=a'),
    '{"n":1,"ip":"203.0.113.9","at":"2017-01-02T07:00:00.005Z"}\n' +
      '{"env":"a","n":2,"ip":"203.0.113.9","at":"2017-01-02T07:00:00.005Z"}\n',
  )
})

test('a sender cannot forge its address or the time, in the body or in tags', () => {
  const forged = 'at=2000-01-01T00:00:00Z\tip=127.0.0.1'
  const expected = '{"n":1,"ip":"203.0.113.9","at":"2017-01-02T07:00:00.005Z","zone":["x"]}\n'
  assert.equal(text(full, `zone=["x"]\t${forged}\tn=1`), expected)
  assert.equal(text(full, 'n=1\tzone=["x"]', forged), expected)
})

test('an unknown sender leaves the address out', () => {
  assert.equal(text(full, 'n=1', undefined, ''), '{"n":1,"at":"2017-01-02T07:00:00.005Z"}\n')
})

test('records with hundreds of fields in reverse order come out in schema order', () => {
  const wide = parseSchema(Array.from({ length: 500 }, (_, i) => ({ key: `field_${i}`, valtype: 'long' })))
  const parser = compileRecordParser(wide, off)
  const line = wide
    .map((field, i) => `${field.key}=${i}`)
    .reverse()
    .join('\t')
  const expected = `{${wide.map((field, i) => `"${field.key}":${i}`).join(',')}}\n`
  assert.equal(text(parser, `${line}\n${line}\n`), expected.repeat(2))
})

test('a body much larger than any before it, full of escapes, is held whole', () => {
  const parser = compileRecordParser(schema.slice(0, 2), off)
  const value = '\u0001'.repeat(500_000)
  assert.equal(text(parser, `n=1\tenv=${value}`).length, 500_000 * 6 + '{"env":"","n":1}\n'.length)
})

test('parsers may be used in turn', () => {
  assert.equal(text(plain, 'n=1'), '{"n":1}\n')
  assert.match(text(full, 'n=1'), /^\{"n":1,"ip"/)
  assert.equal(json(plain, '{"n":2}', 'env=x'), '{"env":"x","n":2}\n')
})
