import assert from 'node:assert/strict'
import { test } from 'node:test'
import { everyField } from '../testing/records.ts'
import { parseKodoSpec } from './kodo-spec.ts'

const least = { bucket: 'bucket2', fields: { f1: '#id' } }
const parse = (more: object = {}) => parseKodoSpec({ ...least, ...more }, everyField)

test('the echo of a spec has every default', () => {
  assert.deepEqual(parse(), {
    bucket: 'bucket2',
    keyPrefix: '',
    email: '',
    accessKey: '',
    fields: { f1: '#id' },
    rotateStrategy: 'interval',
    rotateSize: 5_242_880,
    rotateInterval: 600,
    format: 'json',
    delimiter: '',
    compress: false,
    retention: 0,
  })
})

test('what consoles and older clients add is echoed, but no secret', () => {
  const extra = {
    rotateNumber: 5,
    rotateSizeType: 'KB',
    kodo_file_type: 1,
    exportZone: 'z0',
    exportAccessKey: 'ak',
  }
  const parsed = parse({ ...extra, exportSecretKey: 'secret', unknown: 1 })
  assert.deepEqual(parsed, { ...parse(), ...extra })
})

test('a source may be written without # when it is a field', () => {
  assert.deepEqual(parse({ fields: { a: 'name', b: '#name' } }).fields, { a: '#name', b: '#name' })
  assert.throws(() => parse({ fields: { a: 'nope' } }), {
    code: 'E18324',
    message: /a: 'nope' must be written as #field/,
  })
  assert.throws(() => parse({ fields: { a: '#nope' } }), { code: 'E18312', message: /no field 'nope'/ })
  assert.throws(() => parse({ fields: { 'a b': '#id' } }), { code: 'E18311', message: /'a b'/ })
  assert.throws(() => parse({ fields: {} }), { code: 'E18305', message: /fields/ })
})

test('files may rotate at 1 byte to 1 GiB', () => {
  assert.equal(parse({ rotateSize: 1_073_741_824 }).rotateSize, 1_073_741_824)
  assert.throws(() => parse({ rotateSize: 1_073_741_825 }), { code: 'E18331' })
  for (const rotateSize of [0, -1, 1.5, '5']) assert.throws(() => parse({ rotateSize }), { code: 'E18305' })
  for (const rotateInterval of [0, -1, 1.5])
    assert.throws(() => parse({ rotateInterval }), { code: 'E18305' })
  assert.throws(() => parse({ rotateStrategy: 'never' }), { code: 'E18305', message: /interval, size, both/ })
})

test('csv needs a delimiter of one character', () => {
  assert.equal(parse({ format: 'csv', delimiter: '\t' }).delimiter, '\t')
  assert.throws(() => parse({ format: 'csv' }), { code: 'E18330' })
  for (const delimiter of ['::', '"', '\n', '，'])
    assert.throws(() => parse({ format: 'csv', delimiter }), { code: 'E18305' })
})

test('buckets and prefixes stay inside the store', () => {
  for (const bucket of ['..', '.x', 'a/b', '', 'x'.repeat(64), 'a b', 'ä'])
    assert.throws(() => parse({ bucket }), { code: 'E18305', message: /bucket/ }, bucket)
  for (const bucket of ['a', 'Bucket-2', 'my_bucket.v1', 'x'.repeat(63)])
    assert.equal(parse({ bucket }).bucket, bucket)
  for (const keyPrefix of [
    '/a',
    '../a',
    'a/../b',
    'a/..',
    '..',
    'a//b',
    'a\\b',
    'a\0',
    './a',
    'x'.repeat(200),
    '/',
  ])
    assert.throws(() => parse({ keyPrefix }), { code: 'E18320' }, keyPrefix)
  assert.throws(() => parse({ keyPrefix: 'a/$(week)' }), {
    code: 'E18320',
    message: /\$\(week\) is not defined/,
  })
  for (const keyPrefix of ['', 'a', 'a/', 'a/b.c', 'd=$(year)/$(sec)', '日志/'])
    assert.equal(parse({ keyPrefix }).keyPrefix, keyPrefix)
})
