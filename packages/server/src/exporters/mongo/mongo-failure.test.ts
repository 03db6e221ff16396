import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  BSON,
  type BulkWriteResult,
  MongoBulkWriteError,
  MongoInvalidArgumentError,
  MongoServerError,
  MongoServerSelectionError,
} from 'mongodb'
import { ConfigurationError, RefusedBatch } from '../exporter.ts'
import { testDeps } from '../testing/exporter-deps.ts'
import { everyField } from '../testing/records.ts'
import { mongoType } from './index.ts'
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

test('an address that the driver does not understand is for a person to mend', async (t) => {
  const options = { uri: 'mongodb://127.0.0.1:1/?nonsense=1', authSource: 'admin', tls: false }
  const spec = { host: 'h', dbName: 'd', collName: 'c', mode: 'INSERT' }
  const exporter = mongoType.create(mongoType.parseSpec(spec, everyField), {
    ...(await testDeps(t)),
    connection: { name: 'c', driver: 'mongodb', options },
  })
  const message = /option nonsense is not supported; check the uri of the connection$/
  const { signal } = new AbortController()
  assert.match((await exporter.check(signal)) ?? '', message)
  await assert.rejects(exporter.open(undefined, signal), (error: Error) => {
    assert.ok(error instanceof ConfigurationError)
    return message.test(error.message)
  })
  await exporter.close()
})

test('a document that the driver cannot write is looked for in the batch', () => {
  for (const error of [
    new BSON.BSONError('key must not contain null bytes'),
    new MongoInvalidArgumentError('too large'),
  ])
    assert.ok(mongoFailure(error, 'p') instanceof RefusedBatch)
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
