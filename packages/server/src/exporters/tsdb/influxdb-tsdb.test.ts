import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { Busy, ConfigurationError, RefusedBatch } from '../exporter.ts'
import { testDeps } from '../testing/exporter-deps.ts'
import { batchOf, everyField } from '../testing/records.ts'
import { badHttp, strangeServer } from '../testing/strange-server.ts'
import { tsdbType } from './index.ts'

const never = new AbortController().signal
const spec = { destRepoName: 'web', series: 'requests', fields: { id: '#id' } }

interface Reply {
  readonly status: number
  readonly headers?: { readonly [name: string]: string }
  readonly body?: string
}

/** A server that answers what it is told to, and remembers what it was asked. */
async function setUp(t: TestContext, options: object = {}, reply: Reply = { status: 204 }) {
  const asked: { url: string; authorization: string; body: string }[] = []
  const server = createServer(async (request, response) => {
    const chunks = await request.toArray()
    const bytes = Buffer.concat(chunks)
    const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes
    asked.push({
      url: request.url ?? '',
      authorization: request.headers.authorization ?? '',
      body: String(body),
    })
    response.writeHead(reply.status, reply.headers).end(reply.body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  // A listening TCP server has this form of address.
  const { port } = server.address() as AddressInfo
  return { asked, exporter: await exporterTo(t, `127.0.0.1:${port}`, options) }
}

async function exporterTo(t: TestContext, host: string, more: object) {
  const defaults = {
    api: '1.x',
    password: '',
    token: '',
    createDatabase: false,
    precision: 'ns',
    gzip: false,
  }
  const options = { ...defaults, url: `http://${host}`, timeoutMs: 5_000, ...more }
  const deps = { ...(await testDeps(t)), connection: { name: 'c', driver: 'influxdb', options } }
  const exporter = tsdbType.create(tsdbType.parseSpec(spec, everyField), deps)
  t.after(() => exporter.close())
  return exporter
}

test('1.x has a database, a retention policy and a user', async (t) => {
  const { asked, exporter } = await setUp(t, {
    username: 'u',
    password: 'p:w',
    retentionPolicy: 'a week',
    gzip: true,
  })
  await exporter.write(batchOf(7, 9), never)
  assert.deepEqual(asked, [
    {
      url: '/write?db=web&precision=ns&rp=a+week',
      authorization: `Basic ${Buffer.from('u:p:w').toString('base64')}`,
      body: 'requests id=7i 7\nrequests id=8i 8\n',
    },
  ])
})

test('2.x has an organization, a bucket and a token', async (t) => {
  const { asked, exporter } = await setUp(t, {
    api: '2.x',
    org: 'o',
    database: 'b',
    token: 'secret',
    precision: 'ms',
  })
  await exporter.write(batchOf(0, 1), never)
  assert.equal(asked[0]?.url, '/api/v2/write?org=o&bucket=b&precision=ms')
  assert.equal(asked[0]?.authorization, 'Token secret')
  assert.equal(await exporter.check(never), undefined)
  assert.match(asked[1]?.body ?? '', /^#[^\n]*\n$/)
})

test('every answer but 204 is a failure of its kind, and no message has a secret', async (t) => {
  const kinds: [Reply, new (...args: never[]) => Error, RegExp][] = [
    [{ status: 200, body: '<html>' }, Error, /answered 200: <html>/],
    [{ status: 302, headers: { location: '/x' } }, ConfigurationError, /redirects are not followed/],
    [
      { status: 400, body: '{"error":"partial write: dropped=1"}' },
      RefusedBatch,
      /: partial write: dropped=1$/,
    ],
    [{ status: 413 }, RefusedBatch, /answered 413$/],
    [{ status: 401, body: '{"code":"unauthorized","message":"no"}' }, ConfigurationError, /: no\. Check/],
    [{ status: 404 }, ConfigurationError, /Create the database or bucket/],
    [{ status: 429, headers: { 'retry-after': '7' } }, Busy, /429/],
    [{ status: 503 }, Error, /503/],
    [{ status: 500, body: 'x'.repeat(100_000) }, Error, /^.{0,700}…$/],
  ]
  for (const [reply, kind, message] of kinds) {
    const { exporter } = await setUp(t, { token: 'secret' }, reply)
    await assert.rejects(exporter.write(batchOf(0, 1), never), (error: Error) => {
      assert.equal(error.constructor, kind, String(reply.status))
      assert.match(error.message, message)
      assert.doesNotMatch(error.message, /secret/)
      return true
    })
  }
})

test('a batch of which nothing is a point is not sent', async (t) => {
  const { asked, exporter } = await setUp(t)
  const { rejected } = await exporter.write(
    batchOf(0, 1, () => '{}'),
    never,
  )
  assert.equal(rejected?.length, 1)
  assert.deepEqual(asked, [])
})

for (const [fault, talk] of Object.entries(badHttp))
  test(`a server that ${fault} fails the write, which is repeated`, async (t) => {
    const { host } = await strangeServer(t, talk)
    const exporter = await exporterTo(t, host, { timeoutMs: 300 })
    await assert.rejects(exporter.write(batchOf(0, 10), AbortSignal.timeout(5_000)), (error: Error) => {
      assert.match(error.message, /^http:\/\/127\.0\.0\.1:\d+ \(database web\)(: .| gave no answer)/)
      return !(error instanceof ConfigurationError) && !(error instanceof RefusedBatch)
    })
  })
