import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { pluginJar } from '../../packages/server/src/transforms/plugin/testing/plugin-jar.ts'
import { ApiClient, type OpenApi } from './openapi-client.ts'
import { startServer, type TestServer } from './start-server.ts'

/** Every resource makes its round through the operations of the served OpenAPI document, and every answer fits it. */
let server: TestServer
let client: ApiClient
const receiver = createServer((request, response) => {
  request.resume().on('end', () => response.end())
})

before(async () => {
  server = await startServer()
  receiver.listen(0, '127.0.0.1')
  await once(receiver, 'listening')
  // Whether it is one, the linter tells (tools/openapi-page.test.ts).
  const document = (await (await fetch(`${server.url}/openapi.json`)).json()) as OpenApi
  client = new ApiClient(server.url, server, document)
  await client.call('postReposByRepo', { path: web, body: { region: 'nb', schema } })
})
after(async () => {
  await server[Symbol.asyncDispose]()
  receiver.closeAllConnections()
  receiver.close()
})

const web = { repo: 'web' }
const schema = [
  { key: 'user', valtype: 'string', required: true },
  { key: 'hits', valtype: 'long' },
  { key: 'at', valtype: 'date' },
]
const names = (list: { name: string }[]) => list.map(({ name }) => name)

test('repos: create, list, get, update, exists, delete', async () => {
  const path = { repo: 'r1' }
  await client.call('postReposByRepo', { path, body: { region: 'nb', schema } })
  assert.ok(names((await client.call('getRepos')).repos).includes('r1'))
  await client.call('putReposByRepo', {
    path,
    body: { schema: [...schema, { key: 'more', valtype: 'string' }] },
  })
  assert.equal((await client.call('getReposByRepo', { path })).schema.length, 4)
  assert.equal((await client.call('getReposByRepoExists', { path })).exist, true)
  await client.call('deleteReposByRepo', { path })
  assert.equal((await client.call('getReposByRepoExists', { path })).exist, false)
  await client.call('getReposByRepo', { path, status: 404 })
})

test('records: push as text and raw, newest, pages, SQL, preview', async () => {
  const path = { repo: 'r2' }
  await client.call('postReposByRepo', { path, body: { region: 'nb', schema } })
  await client.call('postReposByRepoData', { path, body: 'user=ann\thits=9007199254740993' })
  await client.call('postStreamByRepoData', { path, body: 'user=bob\thits=2' })
  await client.call('postStreamsByRepoData', { path, body: 'user=cid\thits=3' })
  assert.equal((await client.call('getReposByRepoData', { path })).records.length, 3)
  assert.equal((await client.call('getReposByRepoRecords', { path, query: { from: '1' } })).next, '3')
  const { records } = await client.call('postQuery', { body: { sql: 'select count(*) as n from r2' } })
  assert.deepEqual(records, [{ n: 3 }])
  const code = 'select user, hits from stream'
  assert.equal((await client.call('postReposByRepoPreview', { path, body: { code } })).records.length, 3)
})

test('transforms: create, list, get, update, status, exists, delete, verify', async () => {
  const path = { repo: 'web', transform: 't1' }
  const spec = {
    mode: 'sql',
    code: 'select user, hits from stream',
    interval: '1m',
    container: { type: '1U2G', count: 1 },
  }
  await client.call('postVerifyTransforms', { body: { schema, spec } })
  await client.call('postReposByRepoTransformsByTransformToByDestination', {
    path: { ...path, destination: 'd1' },
    body: spec,
  })
  assert.deepEqual(names((await client.call('getReposByRepoTransforms', { path: web })).transforms), ['t1'])
  await client.call('putReposByRepoTransformsByTransform', { path, body: { interval: '5m' } })
  assert.equal((await client.call('getReposByRepoTransformsByTransform', { path })).spec.interval, '5m')
  assert.equal((await client.call('getReposByRepoTransformsByTransformStatus', { path })).kind, 'transform')
  const exists = { path: { repo: 'web', name: 't1' } }
  assert.equal((await client.call('getReposByRepoTransformsByNameExists', exists)).exist, true)
  await client.call('getStatus')
  await client.call('deleteReposByRepoTransformsByTransform', { path })
})

test('exports of every type: create, list, get, update, status, exists, verify, delete', async () => {
  // A listening TCP server has this form of address.
  const host = `127.0.0.1:${(receiver.address() as AddressInfo).port}`
  const doc = { user: '#user' }
  const specs: { [type: string]: object } = {
    http: { host, uri: '/in', format: 'json' },
    kodo: { bucket: 'files', keyPrefix: '', email: '', accessKey: '', fields: doc, format: 'json' },
    logdb: { destRepoName: 'logs', doc },
    tsdb: { destRepoName: 'series', series: 's', tags: doc, fields: { hits: '#hits' } },
    report: { dbName: 'd', tableName: 't', columns: { user: '#user' } },
    mongo: { host, dbName: 'd', collName: 'c', mode: 'INSERT', updateKey: [], doc },
    blackhole: {},
  }
  const { exporters } = await client.call('getExporters')
  assert.deepEqual(exporters.map(({ type }: { type: string }) => type).sort(), Object.keys(specs).sort())
  for (const [type, spec] of Object.entries(specs)) {
    const path = { repo: 'web', export: `to_${type}` }
    await client.call('postReposByRepoExportsByExport', { path, body: { type, whence: 'oldest', spec } })
    const got = await client.call('getReposByRepoExportsByExport', { path })
    assert.partialDeepStrictEqual(got, { type, spec })
    await client.call('putReposByRepoExportsByExport', { path, body: { spec: got.spec } })
    assert.equal((await client.call('getReposByRepoExportsByExportStatus', { path })).target, type)
  }
  assert.equal(
    (await client.call('getReposByRepoExports', { path: web })).exports.length,
    Object.keys(specs).length,
  )
  const exists = { path: { repo: 'web', name: 'to_http' } }
  assert.equal((await client.call('getReposByRepoExportsByNameExists', exists)).exist, true)
  await client.call('postVerifyExports', { body: { schema, type: 'http', spec: specs['http'] } })
  for (const type of Object.keys(specs))
    await client.call('deleteReposByRepoExportsByExport', { path: { repo: 'web', export: `to_${type}` } })
})

test('replays and redrives, and queries of what is kept here', async () => {
  const path = { repo: 'web', export: 'search' }
  await client.call('postReposByRepoData', { path: web, body: 'user=ann' })
  const spec = { destRepoName: 'people', doc: { user: '#user' } }
  await client.call('postReposByRepoExportsByExport', { path, body: { type: 'logdb', spec } })
  const { id } = await client.call('postReposByRepoExportsByExportReplay', { path, body: {} })
  await client.call('postReposByRepoExportsByExportRedrive', { path })
  assert.equal((await client.call('getReposByRepoExportsByExportReplays', { path })).replays.length, 2)
  const replay = { path: { ...path, replay: id } }
  while ((await client.call('getReposByRepoExportsByExportReplaysByReplay', replay)).state !== 'done');
  await client.call('deleteReposByRepoExportsByExportReplaysByReplay', replay)
  const found = await client.call('postDestinationsByTypeQuery', {
    path: { type: 'logdb' },
    body: { repo: 'people', query: 'ann' },
  })
  assert.equal(found.total, 1)
  await client.call('deleteReposByRepoExportsByExport', { path })
})

test('connections: create, get, list, check, delete', async () => {
  const path = { type: 'tsdb', name: 'there' }
  const body = { driver: 'influxdb', options: { url: 'http://127.0.0.1:1', password: 'p', username: 'u' } }
  await client.call('putConnectionsByTypeByName', { path, body })
  assert.equal((await client.call('getConnectionsByTypeByName', { path })).options.password, '******')
  assert.equal((await client.call('getConnections')).connections.length, 1)
  assert.equal((await client.call('getConnectionsByType', { path: { type: 'tsdb' } })).connections.length, 1)
  assert.equal((await client.call('postConnectionsByTypeByNameCheck', { path })).ok, false)
  await client.call('deleteConnectionsByTypeByName', { path })
})

test('plugins: upload, list, get, verify, delete', async () => {
  const path = { plugin: 'com.example.AccessLogParser' }
  await client.call('postPluginsByPlugin', { path, body: new Uint8Array(pluginJar) })
  assert.deepEqual(names((await client.call('getPlugins')).plugins), [path.plugin])
  await client.call('getPluginsByPlugin', { path })
  assert.ok((await client.call('postVerifyPluginsByPlugin', { path })).outputFields.length > 0)
  await client.call('deletePluginsByPlugin', { path })
})

test('resource pools: create, get, list, update, stop, start, delete', async () => {
  const path = { group: 'pool' }
  const container = { type: '1U2G', count: 1 }
  await client.call('postGroupsByGroup', { path, body: { region: 'nb', container } })
  await client.call('putGroupsByGroup', { path, body: { container: { type: '2U4G', count: 1 } } })
  assert.equal((await client.call('getGroupsByGroup', { path })).container.type, '2U4G')
  assert.deepEqual(names((await client.call('getGroups')).groups), ['pool'])
  await client.call('postGroupsByGroupActionsStop', { path })
  await client.call('postGroupsByGroupActionsStart', { path })
  await client.call('deleteGroupsByGroup', { path })
})

test('workflows: create, update, start, status, search, stop, list, get, delete', async () => {
  const path = { workflow: 'flow' }
  await client.call('postWorkflowsByWorkflow', { path, body: { region: 'nb', comment: 'first' } })
  await client.call('putWorkflowsByWorkflow', { path, body: { region: 'nb', comment: 'second' } })
  assert.equal((await client.call('getWorkflowsByWorkflow', { path })).comment, 'second')
  await client.call('postReposByRepo', {
    path: { repo: 'flowing' },
    body: { region: 'nb', workflow: 'flow', schema },
  })
  const exported = { repo: 'flowing', export: 'out' }
  await client.call('postReposByRepoExportsByExport', {
    path: exported,
    body: { type: 'blackhole', spec: {} },
  })
  await client.call('postWorkflowsByWorkflowStart', { path })
  await client.call('getWorkflowsByWorkflowStatus', { path })
  await client.call('postWorkflowsByWorkflowSearch', { path, body: { type: 'repo', name: 'flowing' } })
  await client.call('postWorkflowsByWorkflowStop', { path })
  assert.ok(names(await client.call('getWorkflows')).includes('flow'))
  await client.call('deleteReposByRepoExportsByExport', { path: exported })
  await client.call('deleteReposByRepo', { path: { repo: 'flowing' } })
  await client.call('deleteWorkflowsByWorkflow', { path })
})

test('variables: create, get, list, update, delete', async () => {
  const path = { variable: 'place' }
  await client.call('postVariablesByVariable', { path, body: { type: 'string', value: 'Shanghai' } })
  await client.call('putVariablesByVariable', { path, body: { type: 'string', value: 'Beijing' } })
  assert.equal((await client.call('getVariablesByVariable', { path })).value, 'Beijing')
  assert.ok((await client.call('getVariables', { query: { type: 'user' } })).variables.length > 0)
  await client.call('deleteVariablesByVariable', { path })
})

test('parse rules: create, get, list, update, delete', async () => {
  const path = { rule: 'lines' }
  await client.call('postRulesByRule', { path, body: { type: 'json', spec: {} } })
  await client.call('putRulesByRule', { path, body: { type: 'kv', spec: {} } })
  assert.equal((await client.call('getRulesByRule', { path })).type, 'kv')
  assert.deepEqual(names((await client.call('getRules')).rules), ['lines'])
  await client.call('deleteRulesByRule', { path })
})

test('accounts and grants: create, list, delete', async () => {
  const account = { account: 'guest' }
  await client.call('postAccountsByAccount', { path: account })
  assert.ok(names((await client.call('getAccounts')).accounts).includes('guest'))
  await client.call('putReposByRepoGrantsByAccount', {
    path: { ...web, ...account },
    body: { perms: ['read'] },
  })
  assert.equal((await client.call('getReposByRepoGrants', { path: web })).grants.length, 1)
  await client.call('putGrantsByAccount', { path: account, body: { perms: ['read', 'write'] } })
  assert.ok((await client.call('getGrants')).grants.length > 0)
  await client.call('deleteReposByRepoGrantsByAccount', { path: { ...web, ...account } })
  await client.call('deleteGrantsByAccount', { path: account })
  await client.call('deleteAccountsByAccount', { path: account })
})

test('the server itself', async () => {
  assert.equal((await client.call('getHealthz')).status, 'ok')
  await client.call('getReadyz')
  assert.match(await client.call('getMetrics'), /sluice_/)
  assert.equal((await client.call('getOpenapiJson')).openapi, '3.1.0')
})

test('no operation of the document was left out: add a call above for what is listed here', () => {
  assert.deepEqual(client.uncalled, [])
})
