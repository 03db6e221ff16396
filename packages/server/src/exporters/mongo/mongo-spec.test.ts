import assert from 'node:assert/strict'
import { test } from 'node:test'
import { specConformance } from '../spec.conformance.ts'
import { everyField } from '../testing/records.ts'
import { mongoType } from './index.ts'
import { parseMongoSpec } from './mongo-spec.ts'

const least = { host: '10.0.0.1:27017', dbName: 'shop', collName: 'orders', mode: 'INSERT' }
const parse = (more: object = {}) => parseMongoSpec({ ...least, ...more }, everyField)
const refused = (more: object, code: string, message: RegExp) =>
  assert.throws(() => parse(more), { code, message }, JSON.stringify(more))
const upsert = (doc: object, updateKey = ['id']) => ({ mode: 'UPSERT', updateKey, doc })

specConformance(mongoType, async () => ({ ...least, ...upsert({ key: '#id' }) }))

test('the echo of a spec has every default; an empty doc stands for all fields', () => {
  assert.deepEqual(parse(), { ...least, updateKey: [], doc: {} })
  assert.deepEqual(parse({ doc: null, updateKey: null, version: null }), parse())
  for (const version of ['3.4', 3]) assert.equal(parse({ version }).version, version)
  refused({ version: true }, 'E18305', /spec\.version/)
})

test('a spec without a database or a collection says which is missing', () => {
  for (const none of [undefined, null, '']) {
    refused({ dbName: none }, 'E18332', /spec\.dbName is missing/)
    refused({ collName: none }, 'E18333', /spec\.collName is missing/)
  }
  for (const name of ['a/b', 'a.b', 'a b', 'a"b', 'a$b', 'x'.repeat(64), '日'.repeat(22)])
    refused({ dbName: name }, 'E18305', /spec\.dbName/)
  for (const name of ['a$b', 'system.users', 'x'.repeat(121)])
    refused({ collName: name }, 'E18305', /spec\.collName/)
  assert.equal(parse({ collName: 'a.b-c' }).collName, 'a.b-c')
})

test('a host is one address or several, and holds no password', () => {
  for (const host of ['db', 'db.example.org:27018', '[::1]:27017', 'a:1,b:2'])
    assert.equal(parse({ host }).host, host)
  for (const host of ['', 'a:', 'a:0', 'a:65536', 'a b', 'a:1,', 'http://a', 'a/b', ':1'])
    refused({ host }, 'E18305', /spec\.host/)
  refused({ host: 'user:secret@db' }, 'E18305', /^spec\.host must not hold a user name or password$/)
})

test('the mode is one of three, and changing documents needs keys to find them by', () => {
  refused({ mode: 'insert' }, 'E18305', /INSERT, UPDATE, UPSERT/)
  for (const mode of ['UPDATE', 'UPSERT']) refused({ mode }, 'E18305', /spec\.updateKey is missing: mode/)
  const keys = (updateKey: unknown) => ({ ...upsert({ user: '#name', home: { town: '#place' } }), updateKey })
  for (const updateKey of [['user'], ['home.town'], ['id'], ['#id', 'user']])
    assert.deepEqual(parse(keys(updateKey)).updateKey, updateKey)
  refused(keys(['nope']), 'E18312', /'nope' is neither in spec\.doc nor a field of the repo/)
  refused(keys(['id', 'id']), 'E18329', /'id' twice/)
  refused(keys([1]), 'E18305', /spec\.updateKey/)
  refused(keys('id'), 'E18305', /spec\.updateKey/)
})

test('a document nests, and its sources are fields of the repo', () => {
  const doc = { user: 'name', 'any name': { of: '#tags' } }
  assert.deepEqual(parse({ doc }).doc, { user: '#name', 'any name': { of: '#tags' } })
  refused({ doc: { a: '#nope' } }, 'E18312', /spec\.doc\.a: the repo has no field 'nope'/)
  refused({ doc: { a: 'nope' } }, 'E18324', /spec\.doc\.a/)
  refused({ doc: { a: { b: '' } } }, 'E18313', /spec\.doc\.a\.b is empty/)
  for (const name of ['', 'a.b', 'a\0b']) refused({ doc: { [name]: '#id' } }, 'E18311', /cannot name a field/)
  refused({ doc: { a: { $b: '#id' } } }, 'E18311', /no \$ first/)
})

test('operators hold mappings, whose names may be paths', () => {
  const doc = { $set: { 'at.last': '#at', name: '#name' }, $inc: { hits: '#id', 'sum.all': '#score' } }
  assert.deepEqual(parse(upsert(doc)).doc, doc)
  assert.deepEqual(parse(upsert(doc, ['at.last'])).updateKey, ['at.last'])
  refused(upsert({ $set: '#id' }), 'E18305', /spec\.doc\.\$set must hold a mapping/)
  refused(upsert({ $set: {} }), 'E18305', /spec\.doc\.\$set is empty/)
  refused(upsert({ $rename: { a: '#id' } }), 'E18311', /\$rename is no operator of mongo exports/)
  refused(upsert({ $set: { 'a..b': '#id' } }), 'E18311', /cannot name a field/)
  refused(
    upsert({ $inc: { hits: '#name' } }),
    'E18315',
    /'name' is of type string; \$inc takes long and float/,
  )
  refused(upsert({ $inc: { hits: "'1'" } }), 'E18315', /the constant '1' is of type string/)
  assert.deepEqual(parse(upsert({ $inc: { hits: 1 } })).doc, { $inc: { hits: 1 } })
  refused(upsert({ $inc: { hits: '#id' }, a: '#id' }), 'E18305', /mixes fields and operators/)
  refused({ doc: { $set: { a: '#id' } } }, 'E18305', /\$set: operators need mode UPDATE or UPSERT/)
})

test('an update changes a field once', () => {
  refused(upsert({ $set: { a: '#id' }, $inc: { a: '#id' } }), 'E18329', /field 'a' twice/)
  refused(upsert({ $set: { 'a.b': '#id' }, $inc: { 'a.b.c': '#id' } }), 'E18329', /field 'a\.b' twice/)
  const apart = { $set: { 'a.b': '#id' }, $inc: { 'a.bc': '#id' } }
  assert.deepEqual(parse(upsert(apart)).doc, apart)
})
