import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Long } from 'mongodb'
import { updatesOf } from './update-of.ts'

const record = { filter: { k: 1 }, upsert: true, run: 'r', offset: Long.fromNumber(7) }

test('fields without an operator are set', () => {
  assert.deepEqual(updatesOf({ ...record, doc: { a: 1 } }), [
    { updateOne: { filter: { k: 1 }, update: { $set: { a: 1 } }, upsert: true } },
  ])
})

test('what would count twice is done only for records that the document has not seen', () => {
  const [create, count] = updatesOf({
    ...record,
    doc: { $inc: { n: 2 }, $setOnInsert: { s: 1 }, $set: { a: 1 } },
  })
  assert.deepEqual(create, {
    updateOne: { filter: { k: 1 }, update: { $setOnInsert: { s: 1 } }, upsert: true },
  })
  const mark = { '_sluice.r': record.offset }
  assert.deepEqual(count, {
    updateOne: {
      filter: { k: 1, '_sluice.r': { $not: { $gte: record.offset } } },
      update: { $inc: { n: 2 }, $set: { a: 1, ...mark } },
    },
  })
  assert.equal(updatesOf({ ...record, upsert: false, doc: { $inc: { n: 2 } } }).length, 1)
})

test('a record with nothing to change still makes its document with UPSERT, and is nothing with UPDATE', () => {
  const filter = { k: { $eq: new Map() } }
  assert.deepEqual(updatesOf({ ...record, filter, doc: {} }), [
    { updateOne: { filter, update: { $setOnInsert: { k: new Map() } }, upsert: true } },
  ])
  assert.deepEqual(updatesOf({ ...record, upsert: false, doc: { $set: {} } }), [])
})
