import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { Value } from 'typebox/value'
import { exporterConformance } from '../exporter.conformance.ts'
import { Busy } from '../exporter.ts'
import { testDeps } from '../testing/exporter-deps.ts'
import { type Receiver, startReceiver } from '../testing/receiver.ts'
import { batchOf, everyField, idsIn, range } from '../testing/records.ts'
import { httpDriver } from './http-connection.ts'
import { httpType } from './index.ts'

const never = new AbortController().signal

exporterConformance(httpType, async (context) => {
  const receiver = await startReceiver(context)
  const gone = await startReceiver({ after: () => {} })
  await gone.close()
  return {
    spec: { host: receiver.host, uri: '/in', format: 'json' },
    unreachableSpec: { host: gone.host, uri: '/in' },
    checks: true,
    deps: { ...(await testDeps(context)), connection: connection({ gzip: true }) },
    ids: async () => receiver.accepted.flatMap(({ body }) => idsIn(body)),
  }
})

test('a connection adds credentials, headers and compression', async (t) => {
  const receiver = await startReceiver(t)
  const exporter = await exporterTo(t, receiver, {
    authorization: 'Bearer its-token',
    headers: { 'x-tenant': 'flights' },
    gzip: true,
  })
  await exporter.write(batchOf(0, 100), never)
  const [headers = {}] = receiver.headers
  assert.equal(headers.authorization, 'Bearer its-token')
  assert.equal(headers['x-tenant'], 'flights')
  assert.equal(headers['content-encoding'], 'gzip')
  assert.ok(Number(headers['content-length']) < (receiver.accepted[0]?.body.length ?? 0) / 2)
  assert.deepEqual(idsIn(receiver.accepted[0]?.body ?? ''), range(0, 100))
})

test('a user and a password are basic authentication', async (t) => {
  const receiver = await startReceiver(t)
  const exporter = await exporterTo(t, receiver, { username: 'ann', password: 'p:w' })
  await exporter.write(batchOf(0, 1), never)
  assert.equal(receiver.headers[0]?.authorization, `Basic ${btoa('ann:p:w')}`)
})

test('without a connection a request says nothing but what it must', async (t) => {
  const receiver = await startReceiver(t)
  const exporter = await exporterTo(t, receiver)
  await exporter.write(batchOf(0, 1), never)
  const [headers = {}] = receiver.headers
  assert.equal(headers.authorization, undefined)
  assert.equal(headers['content-encoding'], undefined)
})

test('an answer that takes longer than the connection allows fails the write', async (t) => {
  const receiver = await startReceiver(t)
  const exporter = await exporterTo(t, receiver, { timeoutMs: 100 })
  receiver.plan.push('hang')
  await assert.rejects(exporter.write(batchOf(0, 1), never), /^Error: POST .*: Headers Timeout Error$/)
})

test('a compressed body that is too large is cut like any other', async (t) => {
  const receiver = await startReceiver(t)
  const exporter = await exporterTo(t, receiver, { gzip: true })
  receiver.bodyBytesMax = 500
  await exporter.write(batchOf(0, 100), never)
  assert.deepEqual(
    receiver.accepted.flatMap(({ body }) => idsIn(body)),
    range(0, 100),
  )
})

test('a busy receiver is given the time it asks for, in seconds or as a date', async (t) => {
  const receiver = await startReceiver(t)
  const exporter = await exporterTo(t, receiver)
  const inAMinute = new Date(Date.now() + 60_000).toUTCString()
  for (const [status, retryAfter, atLeastMs] of [
    [429, '7', 7_000],
    [503, inAMinute, 30_000],
  ] as const) {
    receiver.plan.push({ status, headers: { 'retry-after': retryAfter } })
    await assert.rejects(exporter.write(batchOf(0, 1), never), (error) => {
      assert.ok(error instanceof Busy)
      return error.retryAfterMs >= atLeastMs
    })
  }
  for (const retryAfter of ['soon', '-1', 'Thu, 01 Jan 1970 00:00:00 GMT']) {
    receiver.plan.push({ status: 503, headers: { 'retry-after': retryAfter } })
    await assert.rejects(exporter.write(batchOf(0, 1), never), (error) => !(error instanceof Busy))
  }
})

test('headers that the export or HTTP sets itself are refused, and so are those with line breaks', () => {
  const takes = (headers: object) => Value.Check(httpDriver.options, connection({ headers }).options)
  assert.ok(takes({ 'x-tenant': 'a b', 'x-hosts': '' }))
  for (const name of [
    'host',
    'content-length',
    'authorization',
    'transfer-encoding',
    'X-Tenant',
    'a b',
    'a:',
    '',
  ])
    assert.ok(!takes({ [name]: 'x' }), name)
  for (const value of ['a\r\nhost: b', 'ä', 1]) assert.ok(!takes({ 'x-a': value }), String(value))
})

test('the connection is found by host and port, without the scheme', () => {
  const names = (host: string) =>
    httpType.destinationNames?.(httpType.parseSpec({ host, uri: '/' }, everyField))
  assert.deepEqual(names('https://example.com'), ['example.com'])
  assert.deepEqual(names('example.com:8080'), ['example.com:8080'])
})

function connection(options: object) {
  const complete = { headers: {}, gzip: false, timeoutMs: 50_000, ...options }
  return { name: 'c', driver: 'http', options: complete }
}

async function exporterTo(t: TestContext, receiver: Receiver, options?: object) {
  const spec = httpType.parseSpec({ host: receiver.host, uri: '/in', format: 'json' }, everyField)
  const deps = { ...(await testDeps(t)), ...(options && { connection: connection(options) }) }
  const exporter = httpType.create(spec, deps)
  await exporter.open(undefined, never)
  t.after(() => exporter.close())
  return exporter
}
