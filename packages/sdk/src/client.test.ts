import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createClient } from './client.ts'
import { startRecordingServer, testKeys } from './recording-server.ts'
import { makeToken } from './signing.ts'

const neverSleep = { sleep: async () => {}, random: () => 0 }

test('every call has its method, path and body, and its signature fits', async () => {
  await using net = await startRecordingServer(() => '{"exist":true,"records":[],"tasks":[]}')
  const client = createClient({ server: `${net.server}/`, ...testKeys })
  const field = { key: 'a', valtype: 'long' } as const
  await client.repos.create('web', { schema: [field] })
  await client.repos.update('web', { schema: [field], description: 'x' })
  await client.repos.list()
  await client.repos.get('web')
  assert.equal(await client.repos.exists('web'), true)
  await client.repos.sample('web', 3)
  await client.repos.delete('web')
  await client.transforms.create('web', 't', 'out', { mode: 'sql', code: 'select a from stream' })
  await client.transforms.update('web', 't', { interval: '5s' })
  await client.transforms.list('web')
  await client.transforms.get('web', 't')
  await client.transforms.status('web', 't')
  await client.transforms.delete('web', 't')
  await client.exports.create('web', 'e', { type: 'http', spec: { host: 'h', uri: '/' } })
  await client.exports.update('web', 'e', { host: 'i', uri: '/' })
  await client.exports.list('web')
  await client.exports.get('web', 'e')
  await client.exports.exists('web', 'e')
  await client.exports.status('web', 'e')
  await client.exports.delete('web', 'e')
  await client.plugins.upload('com.x.Parser', new Uint8Array([80, 75]), { contentMd5: 'bWQ1' })
  await client.plugins.list()
  await client.plugins.get('com.x.Parser')
  await client.plugins.delete('com.x.Parser')
  await client.accounts.list()
  await client.accounts.create('alice')
  await client.status()
  await client.query('select 1', { limit: 5 })
  assert.deepEqual(
    net.requests.map(({ method, url, body }) => `${method} ${url} ${body}`.trim()),
    [
      'POST /v2/repos/web {"region":"nb","schema":[{"key":"a","valtype":"long"}]}',
      'PUT /v2/repos/web {"schema":[{"key":"a","valtype":"long"}],"description":"x"}',
      'GET /v2/repos?withDag=true',
      'GET /v2/repos/web',
      'GET /v2/repos/web/exists',
      'GET /v2/repos/web/data?count=3',
      'DELETE /v2/repos/web',
      'POST /v2/repos/web/transforms/t/to/out {"mode":"sql","code":"select a from stream"}',
      'PUT /v2/repos/web/transforms/t {"interval":"5s"}',
      'GET /v2/repos/web/transforms',
      'GET /v2/repos/web/transforms/t',
      'GET /v2/repos/web/transforms/t/status',
      'DELETE /v2/repos/web/transforms/t',
      'POST /v2/repos/web/exports/e {"type":"http","spec":{"host":"h","uri":"/"}}',
      'PUT /v2/repos/web/exports/e {"spec":{"host":"i","uri":"/"}}',
      'GET /v2/repos/web/exports',
      'GET /v2/repos/web/exports/e',
      'GET /v2/repos/web/exports/e/exists',
      'GET /v2/repos/web/exports/e/status',
      'DELETE /v2/repos/web/exports/e',
      'POST /v2/plugins/com.x.Parser PK',
      'GET /v2/plugins',
      'GET /v2/plugins/com.x.Parser',
      'DELETE /v2/plugins/com.x.Parser',
      'GET /v2/accounts',
      'POST /v2/accounts/alice',
      'GET /v2/status',
      'POST /v2/query {"sql":"select 1","limit":5}',
    ],
  )
})

test('a refusal has status, code, message and request id', async () => {
  const body = `{"error":"E18102: repo 'web' does not exist"}`
  await using net = await startRecordingServer(() => ({ status: 404, body }))
  const client = createClient({ server: net.server, ...testKeys })
  await assert.rejects(client.repos.get('web'), {
    name: 'ApiError',
    status: 404,
    code: 'E18102',
    message: "repo 'web' does not exist",
    reqid: 'req1',
  })
  assert.equal(net.requests.length, 1)
})

test('wrong keys are a bad token, with the reason that the server gives', async () => {
  await using net = await startRecordingServer(() => '{}')
  const client = createClient({ server: net.server, accessKey: 'AKtest', secretKey: 'wrong' })
  await assert.rejects(client.repos.list(), {
    status: 401,
    code: 'bad token',
    reason: 'signature differs',
  })
})

test('an answer that is not JSON does not come from a Sluice server', async () => {
  await using net = await startRecordingServer(() => '<html>')
  const client = createClient({ server: net.server, ...testKeys })
  await assert.rejects(client.repos.list(), { status: 0, message: /is it a Sluice server\?$/ })
})

test('a client may have a token, or a function that makes them, instead of keys', async () => {
  await using net = await startRecordingServer(() => '{}')
  const ready = await makeToken(testKeys, { method: 'GET', resource: '/v2/repos/web' }, 4e12)
  await createClient({ server: net.server, token: ready.replace('Pandora ', '') }).repos.get('web')
  const token = (request: { method: string; resource: string }) => makeToken(testKeys, request, 4e12)
  await createClient({ server: net.server, token }).repos.get('web')
  assert.equal(net.requests.length, 2)
  assert.equal(net.requests[0]?.headers.date, undefined)
})

test('health needs no keys, and another account is named in a header', async () => {
  await using net = await startRecordingServer(() => '{"status":"ok","version":"1"}')
  assert.deepEqual(await createClient({ server: net.server }).health(), { status: 'ok', version: '1' })
  await createClient({ server: net.server, ...testKeys, owner: 'alice' }).repos.get('web')
  assert.equal(net.requests[1]?.headers['x-resource-owner'], 'alice')
})

test('a read is repeated after a broken connection, a change is not', async () => {
  await using net = await startRecordingServer((_request, before) => (before === 1 ? '{}' : 'hang up'))
  const client = createClient({ server: net.server, ...testKeys, ...neverSleep })
  await client.repos.get('web')
  assert.equal(net.requests.length, 2)
  await assert.rejects(client.repos.delete('web'), { name: 'NetworkError' })
  assert.equal(net.requests.length, 3)
})

test('429 is repeated for every call, no sooner than the server asks', async () => {
  const overloaded = {
    status: 429,
    body: '{"error":"E9002: overloaded"}',
    headers: { 'Retry-After': '7' },
  }
  await using net = await startRecordingServer((_request, before) => (before < 2 ? overloaded : '{}'))
  const delaysMs: number[] = []
  const sleep = async (ms: number) => {
    delaysMs.push(ms)
  }
  const client = createClient({ server: net.server, ...testKeys, sleep, random: () => 1 })
  await client.repos.delete('web')
  assert.deepEqual(delaysMs, [7100, 7200])
})

test('a server that nobody listens on is a NetworkError with the system code', async () => {
  const gone = await startRecordingServer(() => '{}')
  await gone[Symbol.asyncDispose]()
  const client = createClient({ server: gone.server, ...testKeys, retry: { attemptsMax: 1 } })
  await assert.rejects(client.repos.list(), { name: 'NetworkError', code: 'ECONNREFUSED' })
})

test('a pause between tries ends when the caller aborts', async () => {
  await using net = await startRecordingServer(() => 'hang up')
  const abort = new AbortController()
  const retry = { delayMsMin: 1e6, delayMsMax: 1e6 }
  const client = createClient({
    server: net.server,
    ...testKeys,
    retry,
    onRetry: () => queueMicrotask(() => abort.abort(new Error('enough'))),
  })
  await assert.rejects(client.query('select 1', { signal: abort.signal }), { message: 'enough' })
})

test('an address that is none is refused at once', () => {
  for (const server of ['localhost:7758', 'http://h/path', ''])
    assert.throws(() => createClient({ server }), TypeError)
})
