import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileRecordParser, parseRule, parseSchema } from '@sluice/model'
import fc from 'fast-check'
import { batchFromRawText } from './raw-text.ts'

const schema = parseSchema([
  { key: 'host', valtype: 'string', required: true },
  { key: 'bytes', valtype: 'long' },
  { key: 'at', valtype: 'date' },
])
const pairs = parseRule({ name: 'pairs', type: 'kv', spec: {} })
const json = parseRule({ name: 'json', type: 'json', spec: {} })

function batch(body: string | Buffer, { rules = [pairs], tags = '' } = {}) {
  const options = { withIP: '', withTimestamp: '', unescapeLine: false }
  const { lines, count } = batchFromRawText(Buffer.from(body), rules, {
    schema,
    parser: compileRecordParser(schema, options),
    push: { tags: Buffer.from(tags), ip: '10.0.0.1', arrivedAtMs: Date.UTC(2017, 0, 12) },
    timeZone: 'Asia/Shanghai',
  })
  return { count, text: Buffer.from(lines).toString() }
}

test('lines become canonical records, in order; blank lines and fields the repo lacks are left out', () => {
  assert.deepEqual(batch('host=a bytes=1 other=x\r\n\n  \nhost=b'), {
    count: 2,
    text: '{"host":"a","bytes":1}\n{"host":"b"}\n',
  })
})

test('later rules win over earlier ones of the same field, the others stay', () => {
  const fixed = parseRule({
    name: 'fixed',
    type: 'regex',
    spec: { pattern: 'bytes=(?<bytes>\\d)', fields: [{ key: 'bytes', valtype: 'long' }] },
  })
  assert.equal(batch('host=a bytes=12', { rules: [pairs, fixed] }).text, '{"host":"a","bytes":1}\n')
})

test('a time without a zone is one of the server’s', () => {
  assert.match(
    batch('{"host":"a","at":"2017-01-12 15:30:00"}', { rules: [json] }).text,
    /2017-01-12T07:30:00/,
  )
})

test('tags join every record', () => {
  assert.equal(batch('bytes=1\nbytes=2', { tags: 'host=web' }).text.split('"host":"web"').length, 3)
})

test('what is wrong is told by the line of the text, blank ones counted', () => {
  const cases: [string | Buffer, string, RegExp][] = [
    ['host=a\n\nno pair\nhost=b', 'E18110', /^line 3: the line matches no parse rule$/],
    ['host=a bytes=x\nnothing\nnothing', 'E18110', /^line 1, field 'bytes': .*; 2 more lines are wrong$/],
    ['host=a\n\n\nbytes=1', 'E18123', /^line 4\b/],
    ['\n \r\n', 'E18006', /no line/],
    [Buffer.from('host=a\nhost=\xff\nhost=b', 'latin1'), 'E18110', /^line 2: not valid UTF-8$/],
    [Buffer.from('host=\xff', 'latin1'), 'E18110', /^line 1: not valid UTF-8$/],
  ]
  for (const [body, code, message] of cases) assert.throws(() => batch(body), { code, message })
})

test('a field that only tags have is told without a line', () => {
  assert.throws(() => batch('host=a', { tags: 'record 1=x' }), { message: /^(?!line)/ })
})

test('a rule that gives the same text to many fields cannot fill the memory', () => {
  const fields = Array.from({ length: 400 }, (_, i) => ({ key: `f${i}`, valtype: 'string', from: 'a' }))
  const rule = parseRule({ name: 'echo', type: 'kv', spec: { fields } })
  const wide = parseSchema(fields)
  const body = Buffer.from(`a=${'x'.repeat(1000)}\n`.repeat(500))
  assert.throws(
    () =>
      batchFromRawText(body, [rule], {
        schema: wide,
        parser: compileRecordParser(wide, { withIP: '', withTimestamp: '', unescapeLine: false }),
        push: { ip: '', arrivedAtMs: 0 },
        timeZone: 'UTC',
      }),
    { code: 'E18005', message: /^line \d+: the records that the parse rules make are larger/ },
  )
})

test('whatever the text, it is stored or refused with a code', () => {
  const line = fc.oneof(
    fc.string(),
    fc.constantFrom('host=a', 'host=b bytes=2', 'bytes=1', '{"host":"c"}', ''),
  )
  const text = fc.array(line).map((lines) => lines.join('\n'))
  const body = fc.oneof(
    text.map((given) => Buffer.from(given)),
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
  )
  fc.assert(
    fc.property(body, (given) => {
      try {
        const { count, text: stored } = batch(given, { rules: [pairs, json] })
        assert.equal(stored.split('\n').length - 1, count)
      } catch (error) {
        assert.ok(error instanceof Error && 'code' in error && /^E18/.test(String(error.code)), String(error))
      }
    }),
  )
})
