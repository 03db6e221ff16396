import assert from 'node:assert/strict'
import { test } from 'node:test'
import { specConformance } from '../spec.conformance.ts'
import { everyField } from '../testing/records.ts'
import { tsdbType } from './index.ts'
import { parseTsdbSpec } from './tsdb-spec.ts'

const least = { destRepoName: 'test_tsdb', series: 'req_io', fields: { hits: '#id' } }
const parse = (more: object = {}) => parseTsdbSpec({ ...least, ...more }, everyField)
const refused = (more: object, code: string, message: RegExp) =>
  assert.throws(() => parse(more), { code, message }, JSON.stringify(more))

specConformance(tsdbType, async () => least)

test('the echo of a spec has every default', () => {
  const defaults = { omitInvalid: false, omitEmpty: false, tags: {}, timestamp: '' }
  assert.deepEqual(parse(), { ...least, ...defaults })
  assert.deepEqual(parse({ tags: null, timestamp: null, omitEmpty: null }), parse())
})

test('a spec without a repo or a series says which is missing', () => {
  for (const none of [undefined, null, '']) {
    refused({ destRepoName: none }, 'E18326', /spec\.destRepoName is missing/)
    refused({ series: none }, 'E18327', /spec\.series is missing/)
  }
  refused({ destRepoName: 'a-b' }, 'E18305', /spec\.destRepoName/)
  refused({ series: '1a' }, 'E18305', /spec\.series/)
  refused({ fields: {} }, 'E18305', /spec\.fields/)
})

test('tags and fields come from fields of the repo, with # or without', () => {
  assert.deepEqual(parse({ tags: { time: 'at', bucket: '#name' } }).tags, { time: '#at', bucket: '#name' })
  refused({ tags: { a: '#nope' } }, 'E18312', /spec\.tags\.a: the repo has no field 'nope'/)
  refused({ fields: { a: 'nope' } }, 'E18324', /spec\.fields\.a: 'nope' must be written as #field/)
  refused({ fields: { a: '#' } }, 'E18313', /spec\.fields\.a is empty/)
  refused({ tags: { a: ['#id'] } }, 'E18305', /spec\.tags\.a must be either string or number or boolean/)
  assert.deepEqual(parse({ tags: { env: "'prod'" }, fields: { hits: 1 } }).fields, { hits: 1 })
})

test('a point holds numbers, truth values and text, nothing that nests', () => {
  const fields = { a: '#id', b: '#name', c: '#score', d: '#ok', e: '#at', f: '#raw' }
  assert.deepEqual(parse({ fields }).fields, fields)
  refused({ fields: { a: '#tags' } }, 'E18315', /field 'tags' is of type array, which a point cannot hold/)
  refused({ tags: { a: '#place' } }, 'E18315', /field 'place' is of type map/)
})

test('names of tags and fields are of any characters but control characters and the backslash', () => {
  for (const name of ['1st', 'cpu load', 'häufig', '__proto__', 'x'.repeat(128)])
    assert.deepEqual(Object.keys(parse({ fields: Object.fromEntries([[name, '#id']]) }).fields), [name])
  for (const name of ['', 'a\nb', 'a\\b', 'x'.repeat(129)]) {
    refused({ fields: { [name]: '#id' } }, 'E18311', /cannot name a field/)
    refused({ tags: { [name]: '#id' } }, 'E18328', /cannot name a tag/)
  }
})

test('a tag and a field cannot share a name', () =>
  refused({ tags: { hits: '#name' } }, 'E18329', /spec\.fields\.hits: a tag has this name too/))

test('time is read from a long, string or date', () => {
  for (const key of ['id', 'name', 'at']) assert.equal(parse({ timestamp: `#${key}` }).timestamp, `#${key}`)
  assert.equal(parse({ timestamp: 'at' }).timestamp, '#at')
  for (const key of ['score', 'ok', 'tags', 'place', 'raw'])
    refused({ timestamp: `#${key}` }, 'E18309', new RegExp(`spec\\.timestamp: field '${key}' is of type`))
  refused({ timestamp: '#nope' }, 'E18312', /spec\.timestamp: the repo has no field 'nope'/)
  refused({ timestamp: 'now' }, 'E18324', /spec\.timestamp: 'now'/)
  refused({ timestamp: "'2017-01-12'" }, 'E18324', /spec\.timestamp: ''2017-01-12''/)
  refused({ timestamp: 5 }, 'E18305', /spec\.timestamp/)
})

test('what omits records is true or false', () => {
  assert.equal(parse({ omitInvalid: true }).omitInvalid, true)
  refused({ omitEmpty: 'true' }, 'E18305', /spec\.omitEmpty/)
})
