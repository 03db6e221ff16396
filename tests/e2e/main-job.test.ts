import assert from 'node:assert/strict'
import { once } from 'node:events'
import { globSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { ApiError, type Client, createClient } from '@sluice/sdk'
import { startServer, type TestServer } from './start-server.ts'

/** The main job from outside: a record pushed over HTTP comes out of SQL and out of exports, unchanged. */
let server: TestServer
let client: Client

before(async () => {
  server = await startServer()
  client = clientOf(server, server)
})
after(() => server[Symbol.asyncDispose]())

function clientOf({ url }: TestServer, keys: { accessKey: string; secretKey: string }): Client {
  return createClient({ server: url, accessKey: keys.accessKey, secretKey: keys.secretKey })
}

const longMax = 9223372036854775807n
const longMin = -9223372036854775808n

test('64-bit longs come out everywhere as they went in', async () => {
  const receiver = await startReceiver()
  await client.repos.create('longs', { schema: [{ key: 'a', valtype: 'long', required: true }] })
  await client.transforms.create('longs', 'copy', 'longs_copy', {
    mode: 'sql',
    code: 'select a from longs',
    interval: '5s',
  })
  const exports = [
    ['text', { host: receiver.host, uri: '/text', format: 'text' }],
    ['json', { host: receiver.host, uri: '/json', format: 'json' }],
  ] as const
  for (const [name, spec] of exports) await client.exports.create('longs_copy', name, { type: 'http', spec })
  for (const format of ['json', 'text', 'csv', 'parquet'])
    await client.exports.create('longs_copy', `to_${format}`, {
      type: 'kodo',
      spec: {
        bucket: `longs-${format}`,
        fields: { a: '#a' },
        format,
        rotateInterval: 1,
        ...(format === 'csv' ? { delimiter: ',' } : {}),
      },
    })
  await client.push({ repo: 'longs', text: `a=${longMax}\na=${longMin}` })
  await client.push({ repo: 'longs', records: [{ a: longMax }, { a: longMin }] })
  const wanted = [longMax, longMin, longMax, longMin]

  assert.deepEqual(await values('longs'), wanted)
  assert.deepEqual((await client.query('select max(a) as m, min(a) as n from longs')).records, [
    { m: longMax, n: longMin },
  ])
  await until(async () => (await values('longs_copy')).length === 4)
  assert.deepEqual(await values('longs_copy'), wanted)
  await until(async () => receiver.lines('/text').length === 4 && receiver.lines('/json').length === 4)
  assert.deepEqual(
    receiver.lines('/text'),
    wanted.map((value) => `a=${value}`),
  )
  assert.deepEqual(
    receiver.lines('/json'),
    wanted.map((value) => `{"a":${value}}`),
  )
  const objects = (format: string) =>
    globSync(join(server.dataDirectory, `objects/longs-${format}/*`)).map((path) =>
      readFileSync(path, 'utf8'),
    )
  await until(async () => ['json', 'text', 'csv', 'parquet'].every((format) => objects(format).length === 1))
  assert.deepEqual(objects('json'), [wanted.map((value) => `{"a":${value}}\n`).join('')])
  assert.deepEqual(objects('text'), [wanted.map((value) => `a=${value}\n`).join('')])
  assert.deepEqual(objects('csv')[0]?.trim().split(/\r?\n/), ['a', ...wanted.map(String)])
  assert.ok(objects('parquet')[0]?.startsWith('PAR1'))
  await receiver.close()
})

test('a bad value refuses the whole request, says where, and stores nothing', async () => {
  await client.repos.create('strict', {
    schema: [
      { key: 'n', valtype: 'long', required: true },
      { key: 'd', valtype: 'date' },
    ],
  })
  const refusedPushes: [string, string, RegExp][] = [
    ['n=1\nn=two', 'E18110', /line 2, field 'n'/],
    ['n=1\nd=2017-01-01T00:00:00Z', 'E18123', /line 2.*'n'/],
    ['n=1\tx=1', 'E18111', /no such field key x \(line 1\)/],
    ['n=9223372036854775808', 'E18110', /line 1, field 'n'/],
    ['n=1\td=2017-02-30T00:00:00Z', 'E18110', /line 1, field 'd'/],
  ]
  for (const [text, code, message] of refusedPushes)
    await assert.rejects(client.push({ repo: 'strict', text }), (error) => {
      assert.ok(error instanceof ApiError)
      assert.equal(error.code, code)
      assert.match(error.message, message)
      return true
    })
  assert.equal((await client.page('strict', { from: 'newest' })).next, 0n)
})

test('one account never sees another’s repos', async () => {
  await client.repos.create('mine', { schema: [{ key: 'a', valtype: 'string' }] })
  await client.push({ repo: 'mine', text: 'a=secret' })
  const other = clientOf(server, await client.accounts.create('other'))
  assert.deepEqual(await other.repos.list(), [])
  for (const attempt of [
    () => other.repos.get('mine'),
    () => other.push({ repo: 'mine', text: 'a=b' }),
    () => other.repos.sample('mine'),
    () => other.repos.delete('mine'),
  ])
    await assert.rejects(attempt, { code: 'E18102' })
  await assert.rejects(other.query('select * from mine'), { code: 'E18209' })
  await assert.rejects(other.accounts.list(), { code: 'E18665' })
  await other.repos.create('mine', { schema: [{ key: 'b', valtype: 'long' }] })
  assert.deepEqual(await client.repos.sample('mine'), [{ a: 'secret' }])
})

test('an export whose destination is away says so, loses nothing, and delivers when it is back', async () => {
  const receiver = await startReceiver()
  const { host } = receiver
  await receiver.close()
  await client.repos.create('patient', { schema: [{ key: 'i', valtype: 'long' }] })
  await client.exports.create('patient', 'away', { type: 'http', spec: { host, uri: '/in', format: 'text' } })
  await client.push({ repo: 'patient', text: Array.from({ length: 100 }, (_, i) => `i=${i}`).join('\n') })
  await until(async () => (await client.exports.status('patient', 'away')).state === 'retrying')
  const status = await client.exports.status('patient', 'away')
  assert.match(status.lastError?.message ?? '', /ECONNREFUSED/)
  assert.equal(status.lagRecords, '100')
  assert.equal(status.position, '0')
  const back = await startReceiver(Number(host.split(':')[1]))
  await until(async () => back.lines('/in').length === 100)
  assert.deepEqual(
    back.lines('/in'),
    Array.from({ length: 100 }, (_, i) => `i=${i}`),
  )
  await back.close()
})

test('records, definitions and positions are there after kill -9', async () => {
  await client.repos.create('kept', { schema: [{ key: 'i', valtype: 'long' }] })
  await client.transforms.create('kept', 'sum', 'kept_sums', {
    mode: 'sql',
    code: 'select count(*) as n, sum(i) as s from stream',
    interval: '5s',
  })
  await client.push({ repo: 'kept', text: 'i=1\ni=2\ni=3' })
  await until(async () => (await client.repos.sample('kept_sums')).length === 1)
  await client.push({ repo: 'kept', text: 'i=4' })
  await server.kill()
  server = await server.restart()
  client = clientOf(server, server)
  await until(async () => (await client.repos.sample('kept_sums')).length === 2)
  assert.deepEqual(await client.repos.sample('kept_sums'), [
    { n: 3, s: 6 },
    { n: 1, s: 4 },
  ])
  assert.equal((await client.repos.sample('kept')).length, 4)
})

async function values(repo: string): Promise<unknown[]> {
  return (await client.repos.sample(repo)).map(({ a }) => a)
}

/** Polls until it holds; a condition that never does fails with the test's own time limit. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 100))
}

async function startReceiver(port = 0) {
  const received: { path: string; body: string }[] = []
  const receiver = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    received.push({ path: request.url ?? '', body: Buffer.concat(chunks).toString() })
    response.end()
  })
  receiver.listen(port, '127.0.0.1')
  await once(receiver, 'listening')
  return {
    host: `127.0.0.1:${(receiver.address() as AddressInfo).port}`,
    lines: (path: string) =>
      received.filter((one) => one.path === path).flatMap(({ body }) => body.trimEnd().split('\n')),
    close: async () => {
      receiver.closeAllConnections()
      await new Promise((resolve) => receiver.close(resolve))
    },
  }
}
