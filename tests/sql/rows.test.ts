import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseRow, printRow, sameRows } from './rows.ts'

const same = (a: string[], b: string[], how = {}) =>
  sameRows(a.map(parseRow), b.map(parseRow), { anyOrder: false, about: false, ...how })

test('longs are exact, and are not floats', () => {
  assert.ok(same(['{"v":9007199254740993}'], ['{"v":9007199254740993}']))
  assert.ok(!same(['{"v":9007199254740993}'], ['{"v":9007199254740992}']))
  assert.ok(!same(['{"v":2}'], ['{"v":2.0}']))
  assert.ok(same(['{"v":1e3}'], ['{"v":1000.0}']))
})

test('floats are equal, or about equal when that is asked for', () => {
  const third = ['{"v":[0.3333333333333333]}']
  const near = ['{"v":[0.33333333333333337]}']
  assert.ok(!same(third, near))
  assert.ok(same(third, near, { about: true }))
  assert.ok(!same(third, ['{"v":[0.33333333334]}'], { about: true }))
})

test('NULL is absence, in records, maps and arrays', () => {
  assert.ok(same(['{"v":null,"m":{"a":null},"l":[1,null]}'], ['{"l":[1],"m":{}}']))
  assert.ok(!same(['{"v":{}}'], ['{}']))
  assert.ok(!same(['{"v":""}'], ['{}']))
})

test('rows are in order unless the order is free, and each counts once', () => {
  assert.ok(!same(['{"v":1}', '{"v":2}'], ['{"v":2}', '{"v":1}']))
  assert.ok(same(['{"v":1}', '{"v":2}'], ['{"v":2}', '{"v":1}'], { anyOrder: true }))
  assert.ok(!same(['{"v":1}', '{"v":1}'], ['{"v":1}', '{"v":2}'], { anyOrder: true }))
  assert.ok(!same(['{"v":1}'], ['{"v":1}', '{"v":1}'], { anyOrder: true }))
})

test('a row is printed as it can be written into a case', () => {
  const text = '{"a":9007199254740993,"b":2.0,"c":1e+30,"d":["x",{"e":true}]}'
  assert.equal(printRow(parseRow(text)), text)
})
