import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import type { TestContext } from 'node:test'
import { gzipSync } from 'node:zlib'
import type { TestServer } from '../../e2e/start-server.ts'
import { type GoCall, GoError, goToken, json, refused, text, unique } from './go-client.ts'

/** Requests of the client that look wrong and are not, and its other calls. */
export async function oddRequestChecks(t: TestContext, call: GoCall, server: TestServer): Promise<void> {
  await t.test('variables travel without a Content-Type, and DELETE has a body', async () => {
    const name = unique('var')
    const path = `/v2/variables/${name}`
    await call('POST', path, { body: { name, type: 'string', value: 'v', format: '' } })
    await call('PUT', path, { body: { name, type: 'time', value: '$(now)-5h', format: 'yyyy' } })
    assert.deepEqual(await call('GET', path), { name, type: 'time', value: '$(now)-5h', format: 'yyyy' })
    await call('DELETE', path, { body: { name } })
    await refused(404, 'E18654', call('GET', path))
  })

  await t.test('groups take an old container type, and actions without a body', async () => {
    const path = `/v2/groups/${unique('group')}`
    const container = { type: 'M32C8', count: 1 }
    await call('POST', path, { type: json, body: { region: 'nb', container } })
    await call('POST', `${path}/actions/start`)
    await call('POST', `${path}/actions/stop`)
    const got = (await call('GET', path)) as { container: { type: string } }
    assert.equal(got.container.type, 'M32C8')
    await call('DELETE', path)
    await refused(404, 'E18120', call('GET', path))
  })

  await t.test('a plugin goes up with its checksum; verifying one has no body', async () => {
    const name = unique('Parser')
    const jar = gzipSync('bytes that stand for a jar')
    const wrong = { 'Content-MD5': createHash('md5').update('other').digest('base64') }
    const type = 'application/java-archive'
    await refused(400, 'E18220', call('POST', `/v2/plugins/${name}`, { type, body: jar, headers: wrong }))
    await refused(404, 'E18216', call('POST', `/v2/verify/plugins/${name}`))
  })

  await t.test('null counts as absent in a spec', async () => {
    const path = await repo(call, 'nulls')
    const spec = { destRepoName: 'db', series: 's', tags: null, fields: { a: '#a' }, timestamp: null }
    await call('POST', `${path}/exports/e`, { type: json, body: { type: 'tsdb', spec } })
    const got = (await call('GET', `${path}/exports/e`)) as { spec: { [key: string]: unknown } }
    assert.deepEqual([got.spec['omitEmpty'], got.spec['omitInvalid']], [false, false])
    assert.notEqual(got.spec['tags'], null)
    await call('DELETE', `${path}/exports/e`)
    await call('DELETE', path)
  })

  await t.test('raw text is answered with a code in the body, and refused with a status', async () => {
    const path = await repo(call, 'raw')
    const data = `/v2/stream/${path.split('/').at(-1)}/data`
    assert.deepEqual(await call('POST', data, { type: text, body: 'a=1' }), { code: 200, message: '' })
    await refused(400, 'E18110', call('POST', data, { type: text, body: 'a=x' }))
    await refused(
      404,
      'E18102',
      call('POST', `/v2/streams/${unique('no')}/data`, { type: text, body: 'a=1' }),
    )
    await call('DELETE', path)
  })

  await t.test('a push may be packed, tagged, or carry a whole number written as a float', async () => {
    const path = await repo(call, 'push')
    const headers = { 'Content-Encoding': 'gzip' }
    await call('POST', `${path}/data?tags=`, { type: text, body: gzipSync('a=1e+06'), headers })
    const tags = Buffer.from('b=from tags').toString('base64url')
    await call('POST', `${path}/data?tags=${tags}`, { type: text, body: 'a=2\na=3' })
    const { records } = (await call('GET', `${path}/data?count=10`)) as { records: object[] }
    assert.deepEqual(records, [{ a: 1000000 }, { a: 2, b: 'from tags' }, { a: 3, b: 'from tags' }])
    await refused(400, 'E18006', call('POST', `${path}/data?tags=`, { type: text, body: '' }))
    const body = Buffer.alloc(2 * 1024 * 1024 + 1, 'x')
    await refused(413, 'E18005', call('POST', `${path}/data?tags=`, { type: text, body }))
    await call('DELETE', path)
  })

  await t.test('a token opens one method on one path until it runs out', async () => {
    const path = await repo(call, 'token')
    const expires = Math.floor(Date.now() / 1000) + 3600
    const token = goToken(server, { method: 'POST', path: `${path}/data`, type: text, expires })
    await call('POST', `${path}/data?tags=`, { type: text, body: 'a=1', token })
    await unauthorized(call('GET', path, { token }))
    const late = goToken(server, { method: 'GET', path, expires: 1 })
    await unauthorized(call('GET', path, { token: late }))
    await call('DELETE', path)
  })

  await t.test('batch jobs and datasources say that they are not implemented', async () => {
    await refused(501, 'E9001', call('GET', '/v2/jobs'))
    await refused(501, 'E9001', call('GET', '/v2/datasources'))
  })
}

async function repo(call: GoCall, what: string): Promise<string> {
  const path = `/v2/repos/${unique(what)}`
  const schema = [
    { key: 'a', valtype: 'long', required: false },
    { key: 'b', valtype: 'string', required: false },
  ]
  await call('POST', path, { type: json, body: { region: 'nb', schema } })
  return path
}

/** Typed as unauthorized: status 401, a message longer than six characters, and no code that it knows. */
async function unauthorized(call: Promise<unknown>): Promise<void> {
  await assert.rejects(call, (error) => {
    assert.ok(error instanceof GoError)
    assert.deepEqual([error.status, error.message], [401, 'bad token'])
    return true
  })
}
