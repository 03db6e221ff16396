import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Variable } from '@sluice/model'
import { checkKeyPrefix, objectKey } from './object-key.ts'

const team: Variable = { name: 'team', type: 'string', value: 'red', format: '' }
const yesterday: Variable = { name: 'yesterday', type: 'time', value: '$(now)-1d', format: 'yyyyMMdd' }

const parts = {
  run: '0123456789abcdef',
  openedAtMs: Date.UTC(2017, 0, 12, 7, 30),
  firstOffset: 42n,
  extension: '.json',
  timeZone: 'Asia/Shanghai',
  variables: [team, yesterday],
}

test('a prefix without a variable is followed by the time, as the seed shows', () => {
  const key = (prefix: string) => objectKey({ ...parts, prefix })
  assert.equal(key(''), '2017-01-12-15-30-00-01234567-000000000042.json')
  assert.equal(key('key1/'), 'key1/2017-01-12-15-30-00-01234567-000000000042.json')
})

test('the seed’s sample prefix is filled in with Beijing time', () => {
  const prefix = 'kodo-parquet/date=$(year)-$(mon)-$(day)/hour=$(hour)/min=$(min)/$(sec)'
  const key = objectKey({ ...parts, prefix })
  assert.equal(key, 'kodo-parquet/date=2017-01-12/hour=15/min=30/00-01234567-000000000042.json')
})

test('the account’s own variables may be used, strings and times', () => {
  const prefix = '$(team)/$(yesterday)/'
  checkKeyPrefix(prefix, parts.variables)
  assert.equal(objectKey({ ...parts, prefix }), 'red/20170111/01234567-000000000042.json')
  assert.throws(() => checkKeyPrefix(prefix, [team]), {
    code: 'E18320',
    message: /\$\(yesterday\) is not defined/,
  })
})
