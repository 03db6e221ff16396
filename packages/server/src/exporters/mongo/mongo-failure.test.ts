import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type BulkWriteResult,
  MongoBulkWriteError,
  MongoServerError,
  MongoServerSelectionError,
} from 'mongodb'
import { ConfigurationError } from '../exporter.ts'
import { mongoFailure, refusedWrites } from './mongo-failure.ts'

// The servers of the integration tests know no users, and are never out of room: the driver's own errors stand in.

const serverError = (code: number, message: string) => new MongoServerError({ message, code })

test('a wrong password or a lack of rights is for a person to mend', () => {
  for (const [code, message] of [
    [18, 'Authentication failed.'],
    [13, 'not authorized on shop to execute command'],
    [8000, 'bad auth : authentication failed'],
  ] as const) {
    const wrapped = new MongoServerSelectionError(message, Object())
    Object.assign(wrapped, { cause: serverError(code, message) })
    for (const error of [serverError(code, message), wrapped]) {
      const told = mongoFailure(error, 'mongodb://h, shop.orders')
      assert.ok(told instanceof ConfigurationError)
      assert.match(told.message, /^mongodb:\/\/h, shop\.orders: .*; check user, password and rights/)
    }
  }
})

test('a server that is no primary or cannot be reached is the world’s matter', () => {
  for (const error of [serverError(10_107, 'not primary'), new Error('connect ECONNREFUSED 127.0.0.1:1')])
    assert.ok(!(mongoFailure(error, 'p') instanceof ConfigurationError))
})

test('a bulk fails as a whole when the server, not a record, is the reason', () => {
  for (const code of [10_107, 91, 11_600, 14_031, 13])
    assert.throws(
      () =>
        refusedWrites(
          bulkError([
            [0, 11_000],
            [1, code],
          ]),
        ),
      { code },
    )
  assert.throws(() => refusedWrites(new Error('socket closed')), /socket closed/)
  const refused = refusedWrites(
    bulkError([
      [3, 11_000],
      [5, 121],
    ]),
  )
  assert.deepEqual(
    refused.map(({ index, duplicate }) => [index, duplicate]),
    [
      [3, true],
      [5, false],
    ],
  )
})

function bulkError(failures: [index: number, code: number][]): MongoBulkWriteError {
  const writeErrors = failures.map(([index, code]) => ({ index, code, errmsg: `no ${index}` }))
  // The driver makes the result of the server's answer in a way that is its own: this is the part that is looked at.
  const result = { getWriteConcernError: () => undefined } as unknown as BulkWriteResult
  return Object.assign(new MongoBulkWriteError({ message: 'no', code: 0 }, result), { writeErrors })
}
