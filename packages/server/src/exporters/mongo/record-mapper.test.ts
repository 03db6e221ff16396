import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseSchema } from '@sluice/model'
import fc from 'fast-check'
import { Double } from 'mongodb'
import { batchOf, everyField } from '../testing/records.ts'
import { UnmappableRecord } from './bson-value.ts'
import { parseMongoSpec } from './mongo-spec.ts'
import { RecordMapper } from './record-mapper.ts'

const least = { host: 'h', dbName: 'd', collName: 'c', mode: 'INSERT' }

function mapped(line: string, spec: object = {}, schema = everyField) {
  const { lines } = batchOf(0, 1, () => line)
  const mapper = new RecordMapper(parseMongoSpec({ ...least, ...spec }, schema), schema)
  return mapper.read(Buffer.from(lines), 0)
}

test('longs are exact and floats stay floats, in lists and maps too', () => {
  const schema = parseSchema([
    { key: 'l', valtype: 'long' },
    { key: 'f', valtype: 'float' },
    { key: 'ls', valtype: 'array', elemtype: 'long' },
    { key: 'fs', valtype: 'array', elemtype: 'float' },
    {
      key: 'm',
      valtype: 'map',
      schema: [
        { key: 'l', valtype: 'long' },
        { key: 'at', valtype: 'date' },
      ],
    },
  ])
  const long = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
  fc.assert(
    fc.property(long, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.array(long), (l, f, ls) => {
      const line = `{"l":${l},"f":${f},"ls":[${ls}],"fs":[${f},1],"m":{"l":${l},"at":"2017-01-02T07:00:00Z"}}`
      assert.deepEqual(mapped(line, {}, schema).doc, {
        l,
        f: new Double(Number(String(f))),
        ls,
        fs: [new Double(Number(String(f))), new Double(1)],
        m: new Map<string, unknown>([
          ['l', l],
          ['at', new Date('2017-01-02T07:00:00Z')],
        ]),
      })
    }),
    { numRuns: 100 },
  )
})

test('an update key is taken from the document where it has one, else from the repo', () => {
  const spec = {
    mode: 'UPSERT',
    updateKey: ['who', 'home.town', 'id'],
    doc: { $set: { who: '#name', home: { town: '#score' } }, $inc: { n: '#id' } },
  }
  const { filter, doc } = mapped('{"id":1,"name":"x","score":2}', spec)
  assert.deepEqual(filter, { who: 'x', 'home.town': new Double(2), id: 1n })
  assert.deepEqual(doc, { $set: { who: 'x', home: { town: new Double(2) } }, $inc: { n: 1n } })
  assert.throws(() => mapped('{"id":1,"name":"x"}', spec), /^UnmappableRecord: field 'home.town' is absent/)
})

test('constants are in every document, and count', () => {
  const doc = { who: '#name', app: "'shop'", inner: { n: 2, share: 0.5, ok: true } }
  const inner = { n: 2n, share: new Double(0.5), ok: true }
  assert.deepEqual(mapped('{"id":1}', { doc }).doc, { app: 'shop', inner })
  const counting = { mode: 'UPSERT', updateKey: ['who'], doc: { $set: { who: '#name' }, $inc: { hits: 1 } } }
  assert.deepEqual(mapped('{"name":"x"}', counting).doc, { $set: { who: 'x' }, $inc: { hits: 1n } })
})

test('an object as key is compared, never run', () => {
  const spec = { mode: 'UPDATE', updateKey: ['raw'], doc: { name: '#name' } }
  const { filter } = mapped('{"name":"x","raw":"{\\"$gt\\":0}"}', spec)
  assert.deepEqual(filter, { raw: { $eq: new Map([['$gt', 0]]) } })
})

test('operators and inner documents of which a record has nothing are left out', () => {
  const spec = {
    mode: 'UPSERT',
    updateKey: ['id'],
    doc: { $set: { a: { b: '#name' } }, $inc: { n: '#score' }, $min: { id2: '#id' } },
  }
  assert.deepEqual(mapped('{"id":1}', spec).doc, { $min: { id2: 1n } })
})

test('a document beyond the server’s limit is refused with its size', () => {
  const doc = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`f${i}`, '#name']))
  const line = `{"id":1,"name":"${'x'.repeat(900_000)}"}`
  assert.throws(() => mapped(line, { doc }), UnmappableRecord)
  assert.equal(Object.keys(mapped(line).doc).length, 2)
})

test('the record after one that cannot be mapped is found', () => {
  const { lines } = batchOf(0, 2, (id) => (id === 0 ? '{"raw":"{\\"a\\\\u0000\\":1}"}' : '{"id":1}'))
  const mapper = new RecordMapper(parseMongoSpec(least, everyField), everyField)
  assert.throws(() => mapper.read(Buffer.from(lines), 0), /NUL character/)
  assert.deepEqual(mapper.read(Buffer.from(lines), mapper.skip(Buffer.from(lines), 0)).doc, { id: 1n })
})
