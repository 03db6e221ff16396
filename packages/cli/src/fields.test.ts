import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assign } from './assignments.ts'
import { parseField } from './fields.ts'

test('fields are written as name:type, with element type and required', () => {
  assert.deepEqual(
    ['id:long', 'id:long:required', 'tags:array(string)', 'n:array(long):required'].map(parseField),
    [
      { key: 'id', valtype: 'long' },
      { key: 'id', valtype: 'long', required: true },
      { key: 'tags', valtype: 'array', elemtype: 'string' },
      { key: 'n', valtype: 'array', elemtype: 'long', required: true },
    ],
  )
})

test('a field that cannot be is refused with what it should be', () => {
  assert.throws(() => parseField('id'), /^UsageError: field 'id' is not name:type/)
  assert.throws(() => parseField('id:int'), /type 'int' is none of boolean, long/)
  assert.throws(() => parseField('tags:array'), /write array\(string\), array\(long\)/)
  assert.throws(() => parseField('id:long(string)'), /write array\(string\), array\(long\)/)
  assert.throws(() => parseField('m:map'), { hint: 'use --schema <file>' })
})

test('assignments are text unless they are JSON, and reach into objects', () => {
  const words = [
    'bucket=logs',
    'rotateSize=1048576',
    'compress=true',
    'id="7"',
    'fields.a=#a',
    'fields.b=#b',
    'x=',
  ]
  assert.deepEqual(assign({ bucket: 'old', fields: { z: '#z' } }, words), {
    bucket: 'logs',
    rotateSize: 1048576,
    compress: true,
    id: '7',
    fields: { z: '#z', a: '#a', b: '#b' },
    x: '',
  })
  assert.throws(() => assign({}, ['bucket']), /--set bucket is not key=value/)
})
