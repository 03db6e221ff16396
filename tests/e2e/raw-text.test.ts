import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Client, createClient, signRequest } from '@sluice/sdk'
import { startServer, type TestServer } from './start-server.ts'

/** Lines of raw text become records by parse rules (protocol §7.3). */
let server: TestServer
let client: Client

before(async () => {
  server = await startServer()
  const { url, accessKey, secretKey } = server
  client = createClient({ server: url, accessKey, secretKey })
})
after(() => server[Symbol.asyncDispose]())

async function send(
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: string,
  contentType = 'text/plain',
) {
  const [resource = ''] = path.split('?')
  const request = { method, resource, ...(body === undefined ? {} : { contentType }) }
  const signed = await signRequest(server, request, Date.now())
  const response = await fetch(server.url + path, {
    method,
    headers: { ...signed, ...(body === undefined ? {} : { 'Content-Type': contentType }) },
    ...(body === undefined ? {} : { body }),
  })
  return { status: response.status, body: (await response.json()) as { [name: string]: unknown } }
}

const json = (path: string, body: object) => send('POST', path, JSON.stringify(body), 'application/json')

test('the rules of a repo make records of its lines; both paths answer as the client wants', async () => {
  assert.equal((await json('/v2/rules/access', { type: 'nginx', spec: {} })).status, 200)
  await client.repos.create('web', {
    schema: [
      { key: 'remote_addr', valtype: 'string' },
      { key: 'status', valtype: 'long' },
      { key: 'body_bytes_sent', valtype: 'long' },
    ],
    ruleNames: ['access'],
  })
  const line = '10.0.0.1 - - [12/Jan/2017:15:30:00 +0800] "GET / HTTP/1.1" 200 512 "-" "curl/8"'
  for (const path of ['/v2/stream/web/data', '/v2/streams/web/data'])
    assert.deepEqual(await send('POST', path, `${line}\n`), { status: 200, body: { code: 200, message: '' } })
  assert.deepEqual(await client.repos.sample('web', 1), [
    { remote_addr: '10.0.0.1', status: 200, body_bytes_sent: 512 },
  ])
})

test('a line that no rule matches refuses all of them and says which', async () => {
  const before = (await client.page('web', { from: 'newest' })).next
  const refused = await send('POST', '/v2/stream/web/data', 'not a log line\n')
  assert.equal(refused.status, 400)
  assert.match(String(refused.body['error']), /^E18110: line 1/)
  assert.equal((await client.page('web', { from: 'newest' })).next, before)
})

test('without a rule the body is records; rules may be named with the push', async () => {
  await client.repos.create('plain', { schema: [{ key: 'a', valtype: 'string' }] })
  assert.equal((await send('POST', '/v2/stream/plain/data', 'a=1')).status, 200)
  await json('/v2/rules/as_json', { type: 'json', spec: {} })
  assert.equal((await send('POST', '/v2/stream/plain/data?rules=as_json', '{"a":"2"}')).status, 200)
  assert.deepEqual(await client.repos.sample('plain'), [{ a: '1' }, { a: '2' }])
  const unknown = await send('POST', '/v2/stream/plain/data?rules=nope', '{"a":"2"}')
  assert.match(String(unknown.body['error']), /^E9003: parse rule 'nope' does not exist/)
})

test('a repo names rules that exist, five at most, when it is made and when it changes', async () => {
  const schema = [{ key: 'a', valtype: 'string' }] as const
  const missing = { code: 'E9003', message: /parse rule 'nope' does not exist: create it first/ }
  await assert.rejects(client.repos.create('bound', { schema, ruleNames: ['as_json', 'nope'] }), missing)
  await assert.rejects(client.repos.update('plain', { ruleNames: ['nope'] }), missing)
  await assert.rejects(client.repos.update('plain', { ruleNames: Array(6).fill('as_json') }), {
    code: 'E18007',
    message: /at most 5/,
  })
  assert.equal((await client.repos.get('plain')).ruleNames, null)
})

test('a changed rule holds from the next push on, and is listed with its defaults', async () => {
  assert.equal(
    (await json('/v2/rules/columns', { type: 'csv', spec: { columns: [{ key: 'b' }, { key: 'a' }] } }))
      .status,
    200,
  )
  assert.equal((await send('POST', '/v2/stream/plain/data?rules=columns', 'x,3')).status, 200)
  const changed = { type: 'csv', spec: { columns: [{ key: 'a' }] } }
  assert.equal(
    (await send('PUT', '/v2/rules/columns', JSON.stringify(changed), 'application/json')).status,
    200,
  )
  assert.equal((await send('POST', '/v2/stream/plain/data?rules=columns', '4')).status, 200)
  assert.deepEqual((await client.repos.sample('plain')).slice(-2), [{ a: '3' }, { a: '4' }])
  const { body } = await send('GET', '/v2/rules/columns')
  const { rules } = (await send('GET', '/v2/rules')).body
  assert.ok(Array.isArray(rules))
  assert.deepEqual(
    rules.map(({ name }) => name),
    ['access', 'as_json', 'columns'],
  )
  assert.deepEqual(rules[2], body)
})

test('the names of rules and their bodies are checked', async () => {
  const cases: [string, object, RegExp][] = [
    [
      'columns',
      { type: 'csv', spec: { columns: [{ key: 'a' }] } },
      /^E9004: parse rule 'columns' already exists/,
    ],
    ['1st', { type: 'json' }, /^E18007: .*'1st'/],
    ['odd', { type: 'xml' }, /^E18007: parse rule 'odd': member 'type'/],
    ['odd', { type: 'csv' }, /^E18007: parse rule 'odd': member 'spec/],
    ['odd', { type: 'regex', spec: { pattern: '(' } }, /^E18007: parse rule 'odd': member 'spec.pattern'/],
  ]
  for (const [name, body, message] of cases)
    assert.match(String((await json(`/v2/rules/${name}`, body)).body['error']), message)
  for (const method of ['GET', 'DELETE'] as const)
    assert.match(String((await send(method, '/v2/rules/odd')).body['error']), /^E9003: parse rule 'odd'/)
})

test('a rule that a repo is bound to cannot go', async () => {
  const refused = await send('DELETE', '/v2/rules/access')
  assert.match(String(refused.body['error']), /^E9004: parse rule 'access' is bound to repo 'web'/)
  assert.equal((await send('DELETE', '/v2/rules/as_json')).status, 200)
})

test('an empty Content-Type is as good as any for a call without a body', async () => {
  await json('/v2/groups/pool', { region: 'nb', container: { type: '1U2G', count: 1 } })
  const stopped = await send('POST', '/v2/groups/pool/actions/stop', '', '')
  assert.deepEqual(stopped, { status: 200, body: {} })
})

test('a Content-Type that no framework can read breaks no call, and is signed as it was sent', async () => {
  for (const contentType of [
    '',
    'nonsense',
    '/',
    'a/b c',
    '; charset=utf-8',
    'a/b; =',
    'undefined',
    'a/b/c',
  ]) {
    const created = await send('PUT', '/v2/rules/columns', '{"type":"json"}', contentType)
    assert.deepEqual(created, { status: 200, body: {} }, contentType)
    const missing = await send('POST', '/v2/nothing', '{}', contentType)
    assert.equal(missing.status, 404, contentType)
    assert.match(String(missing.body['error']), /^E9003/)
  }
})
