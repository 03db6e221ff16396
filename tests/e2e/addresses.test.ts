import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { send } from './signed-request.ts'
import { startServer, type TestServer } from './start-server.ts'

/** The push path does not go through the framework of the other calls: an address has to mean the same to both. */
let server: TestServer

before(async () => {
  server = await startServer()
  const body = { region: 'nb', schema: [{ key: 'n', valtype: 'long' }] }
  await call('POST', '/v2/repos/web', body)
})
after(() => server[Symbol.asyncDispose]())

async function call(method: string, path: string, body?: object | string): Promise<string> {
  const answer = await send(server.url, server, { method, path, ...(body === undefined ? {} : { body }) })
  return `${answer.status} ${answer.body.slice(0, 60)}`
}

test('a name may be percent-encoded, in a push as in any other call', async () => {
  assert.match(await call('GET', '/v2/repos/w%65b'), /^200 /)
  assert.equal(await call('POST', '/v2/repos/w%65b/data', 'n=1'), '200 {}')
  assert.match(await call('POST', '/v2/streams/w%65b/data', 'n=1'), /^200 /)
  assert.equal(
    await call('POST', '/v2/repos/w%65b%2F/data', 'n=1'),
    '404 {"error":"E18102: repo \'web/\' does not exist"}',
  )
})

test('a slash at the end makes no difference', async () => {
  assert.match(await call('GET', '/v2/repos/web/'), /^200 /)
  assert.equal(await call('POST', '/v2/repos/web/data/', 'n=1'), '200 {}')
  assert.match(await call('POST', '/v2/stream/web/data/?tags=', 'n=1'), /^200 /)
})

test('an escape that is none is no address', async () => {
  for (const path of ['/v2/repos/%zz', '/v2/repos/%zz/data', '/v2/stream/%ff/data'])
    assert.match(await call('POST', path, 'n=1'), /^404 \{"error":"E9003: /)
})
