import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { KeyPair } from '@sluice/sdk'
import { pluginJar } from '../../packages/server/src/transforms/plugin/testing/plugin-jar.ts'
import { OpenApiClient } from './openapi-client.ts'
import { startServer, type TestServer } from './start-server.ts'

/**
 * Every resource goes round through a client that knows only the OpenAPI document. It checks each request and each answer
 * by the document's schemas, and the last test names the operations that nothing here has called.
 */
let server: TestServer
let api: OpenApiClient

before(async () => {
  server = await startServer()
  api = await OpenApiClient.of(server)
})
after(() => server[Symbol.asyncDispose]())

const long = 9_223_372_036_854_775_807n
/** What the examples of the export types are about. */
const flights = {
  region: 'nb',
  schema: [
    { key: 'airline', valtype: 'string' },
    { key: 'origin', valtype: 'string', required: true },
    { key: 'destination', valtype: 'string' },
    { key: 'delay', valtype: 'long' },
    { key: 'departedAt', valtype: 'date' },
  ],
}
const text = (body: string) => ({ body: Buffer.from(body), contentType: 'text/plain' })

/** The member of an answer; the document has said that it is there. */
function member<Value>(answer: unknown, name: string): Value {
  assert.ok(typeof answer === 'object' && answer !== null && name in answer, `the answer has no '${name}'`)
  return (answer as { [name: string]: Value })[name] as Value // checked by the document's schema
}

const names = (answer: unknown, list: string): string[] =>
  member<{ name: string }[]>(answer, list).map(({ name }) => name)

describe('through a client made from the OpenAPI document', () => {
  it('a server says how it is', async () => {
    assert.deepEqual(await api.call('getReadyz'), { status: 'ready' })
    assert.equal(member(await api.call('getHealthz'), 'status'), 'ok')
    assert.match(String(await api.call('getMetrics')), /^# HELP /)
    assert.equal(member(await api.call('getOpenapiJson'), 'openapi'), '3.1.0')
  })

  it('a repo is created, read, listed, changed and deleted', async () => {
    const body = { ...flights, description: 'departures', options: { withTimestamp: 'departedAt' } }
    await api.call('postReposByRepo', { repo: 'r' }, { body })
    const got = await api.call('getReposByRepo', { repo: 'r' })
    assert.equal(member(got, 'description'), 'departures')
    assert.deepEqual(
      member<{ key: string }[]>(got, 'schema').map(({ key }) => key),
      flights.schema.map(({ key }) => key),
    )
    assert.deepEqual(names(await api.call('getRepos', { withDag: 'true' }), 'repos'), ['r'])
    const schema = [...flights.schema, { key: 'tags', valtype: 'array', elemtype: 'string' }]
    await api.call('putReposByRepo', { repo: 'r' }, { body: { schema } })
    const { length } = member<unknown[]>(await api.call('getReposByRepo', { repo: 'r' }), 'schema')
    assert.equal(length, 6)
    assert.deepEqual(await api.call('getReposByRepoExists', { repo: 'r' }), { exist: true })
    await api.refused('E18101', 'postReposByRepo', { repo: 'r' }, { body })
    await api.refused('E18105', 'postReposByRepo', { repo: 'empty' }, { body: { region: 'nb', schema: [] } })
    await api.refused('E18103', 'postReposByRepo', { repo: '9' }, { body })
    await api.call('deleteReposByRepo', { repo: 'r' })
    assert.equal(await api.refused('E18102', 'getReposByRepo', { repo: 'r' }), 404)
    assert.deepEqual(await api.call('getReposByRepoExists', { repo: 'r' }), { exist: false })
  })

  it('records are pushed, as text, as JSON and with tags, and read back exactly', async () => {
    const schema = [
      { key: 'n', valtype: 'long' },
      { key: 's', valtype: 'string' },
    ]
    await api.call('postReposByRepo', { repo: 'pushed' }, { body: { region: 'nb', schema } })
    const tags = Buffer.from('s=tagged').toString('base64url')
    await api.call('postReposByRepoData', { repo: 'pushed', tags }, text('n=1\nn=2'))
    const json = Buffer.from(`[{"n":${long},"s":"j"}]`)
    const asJson = { body: json, contentType: 'application/json' }
    await api.call('postReposByRepoData', { repo: 'pushed' }, asJson)
    const records = [
      { n: 1, s: 'tagged' },
      { n: 2, s: 'tagged' },
      { n: long, s: 'j' },
    ]
    const page = await api.call('getReposByRepoRecords', { repo: 'pushed', from: 'oldest', count: '10' })
    assert.deepEqual(page, { records, from: '0', next: '3' })
    assert.deepEqual(await api.call('getReposByRepoData', { repo: 'pushed', count: '1' }), {
      records: records.slice(2),
    })
    const sql = 'select n, s from pushed order by n desc'
    const result = await api.call('postQuery', {}, { body: { sql, limit: 1 } })
    assert.deepEqual(member(result, 'records'), records.slice(2))
    assert.equal(member(result, 'truncated'), true)
    await api.refused('E18209', 'postQuery', {}, { body: { sql: 'selec' } })
    await api.refused('E18110', 'postReposByRepoData', { repo: 'pushed' }, text('n=x'))
    await api.refused('E18111', 'postReposByRepoData', { repo: 'pushed' }, text('absent=x'))
    await api.refused('E18102', 'postReposByRepoData', { repo: 'absent' }, text('n=1'))
    await api.call('deleteReposByRepo', { repo: 'pushed' })
  })

  it('a parse rule goes round, and turns raw text into records', async () => {
    const schema = [
      { key: 'status', valtype: 'long' },
      { key: 'path', valtype: 'string' },
    ]
    const regex = (status: string) => ({
      type: 'regex',
      spec: { pattern: `^(?<status>${status}) (?<path>\\S+)$` },
    })
    await api.call('postRulesByRule', { rule: 'access' }, { body: regex('[0-9]+') })
    await api.call('putRulesByRule', { rule: 'access' }, { body: regex('[0-9]{3}') })
    assert.equal(member(await api.call('getRulesByRule', { rule: 'access' }), 'type'), 'regex')
    assert.deepEqual(names(await api.call('getRules'), 'rules'), ['access'])
    const body = { region: 'nb', schema, ruleNames: ['access'] }
    await api.call('postReposByRepo', { repo: 'lines' }, { body })
    await api.call('postStreamByRepoData', { repo: 'lines' }, text('200 /a'))
    await api.call('postStreamsByRepoData', { repo: 'lines', rules: 'access' }, text('404 /b'))
    const { length } = member<unknown[]>(
      await api.call('getReposByRepoRecords', { repo: 'lines' }),
      'records',
    )
    assert.equal(length, 2)
    await api.refused('E9004', 'deleteRulesByRule', { rule: 'access' })
    await api.call('deleteReposByRepo', { repo: 'lines' })
    await api.call('deleteRulesByRule', { rule: 'access' })
    await api.refused('E9003', 'getRulesByRule', { rule: 'access' })
  })

  it('a transform goes round, tried before and watched after', async () => {
    const at = { repo: 'web', transform: 'late' }
    const spec = { mode: 'sql', code: 'select origin, delay from stream', interval: '5s', whence: 'oldest' }
    const container = { type: '1U2G', count: 1 }
    await api.call('postReposByRepo', { repo: 'web' }, { body: flights })
    await api.call('postReposByRepoData', { repo: 'web' }, text('origin=a\tdelay=7'))
    const tried = await api.call('postVerifyTransforms', {}, { body: { repo: 'web', spec } })
    assert.deepEqual(member(tried, 'fields'), ['origin', 'delay'])
    const code = 'select max(delay) as delay from stream'
    const preview = await api.call('postReposByRepoPreview', { repo: 'web' }, { body: { code } })
    assert.deepEqual(member(preview, 'records'), [{ delay: 7 }])
    const create = 'postReposByRepoTransformsByTransformToByDestination'
    await api.call(create, { ...at, destination: 'late_web' }, { body: { ...spec, container } })
    await api.refused('E18201', create, { ...at, destination: 'late_web' }, { body: spec })
    assert.equal(member(await api.call('getReposByRepoTransformsByTransform', at), 'to'), 'late_web')
    assert.deepEqual(names(await api.call('getReposByRepoTransforms', { repo: 'web' }), 'transforms'), [
      'late',
    ])
    await api.call('putReposByRepoTransformsByTransform', at, { body: { interval: '10s' } })
    const exists = { repo: 'web', name: 'late' }
    assert.deepEqual(await api.call('getReposByRepoTransformsByNameExists', exists), { exist: true })
    assert.equal(member(await api.call('getReposByRepoTransformsByTransformStatus', at), 'kind'), 'transform')
    assert.equal(member<unknown[]>(await api.call('getStatus'), 'tasks').length, 1)
    await api.refused('E18112', 'deleteReposByRepo', { repo: 'web' })
    await api.refused('E18206', 'deleteReposByRepo', { repo: 'late_web' })
    await api.refused('E18223', 'postReposByRepoData', { repo: 'late_web' }, text('origin=a'))
    await api.call('deleteReposByRepoTransformsByTransform', at)
    await api.refused('E18202', 'getReposByRepoTransformsByTransform', at)
    await api.call('deleteReposByRepo', { repo: 'web' })
  })

  it('an export of each type goes round, with the example that the type gives', async () => {
    await api.call('postReposByRepo', { repo: 'flights' }, { body: flights })
    const exporters = member<{ type: string; example: object }[]>(await api.call('getExporters'), 'exporters')
    assert.ok(exporters.length >= 6)
    for (const { type, example } of exporters) {
      const at = { repo: 'flights', export: `to_${type}` }
      const body = { type, spec: example, whence: 'newest' }
      await api.call('postReposByRepoExportsByExport', at, { body })
      await api.refused('E18301', 'postReposByRepoExportsByExport', at, { body })
      const got = await api.call('getReposByRepoExportsByExport', at)
      assert.deepEqual([member(got, 'type'), member(got, 'whence')], [type, 'newest'])
      await api.call('putReposByRepoExportsByExport', at, { body: { spec: example } })
      assert.equal(member(await api.call('getReposByRepoExportsByExportStatus', at), 'target'), type)
      const exists = { repo: 'flights', name: `to_${type}` }
      assert.deepEqual(await api.call('getReposByRepoExportsByNameExists', exists), { exist: true })
      assert.deepEqual(names(await api.call('getReposByRepoExports', { repo: 'flights' }), 'exports'), [
        `to_${type}`,
      ])
      await api.call('deleteReposByRepoExportsByExport', at)
      await api.refused('E18302', 'getReposByRepoExportsByExport', at)
    }
    await api.refused(
      'E18322',
      'postReposByRepoExportsByExport',
      { repo: 'flights', export: 'e' },
      { body: { type: 'fax', spec: {} } },
    )
    await api.call('deleteReposByRepo', { repo: 'flights' })
  })

  it('an export is verified, replayed, and what it left here is asked for', async () => {
    const at = { repo: 'sold', export: 'out' }
    const spec = { dbName: 'shop', tableName: 'sold', columns: { origin: '#origin', delay: '#delay' } }
    const verified = { schema: flights.schema, type: 'report', spec }
    await api.call('postVerifyExports', {}, { body: verified })
    await api.call('postReposByRepo', { repo: 'sold' }, { body: flights })
    await api.call('postReposByRepoExportsByExport', at, { body: { type: 'report', spec } })
    await api.call('postReposByRepoData', { repo: 'sold' }, text(`origin=a\tdelay=${long}`))
    await delivered(at, '1')
    const asked = { body: { sql: 'select delay from shop.sold' } }
    const answer = await api.call('postDestinationsByTypeQuery', { type: 'report' }, asked)
    assert.deepEqual(member(answer, 'rows'), [{ delay: long }])

    const replay = await api.call('postReposByRepoExportsByExportReplay', at, { body: { fromOffset: '0' } })
    const one = { ...at, replay: member<string>(replay, 'id') }
    assert.equal(
      member(await api.call('getReposByRepoExportsByExportReplaysByReplay', one), 'kind'),
      'replay',
    )
    await api.call('postReposByRepoExportsByExportRedrive', at)
    const all = member<unknown[]>(await api.call('getReposByRepoExportsByExportReplays', at), 'replays')
    assert.ok(all.length >= 1)
    await api.call('deleteReposByRepoExportsByExportReplaysByReplay', one)
    await api.call('deleteReposByRepoExportsByExport', at)
    await api.call('deleteReposByRepo', { repo: 'sold' })
  })

  it('a connection goes round, its secret shown to nobody', async () => {
    const at = { type: 'http', name: 'shop' }
    const options = { authorization: 'Bearer its-token', timeoutMs: 1000 }
    const masked = { authorization: '******', timeoutMs: 1000 }
    const put = await api.call('putConnectionsByTypeByName', at, { body: { driver: 'http', options } })
    assert.deepEqual(pick(member<object>(put, 'options'), masked), masked)
    assert.equal(member(await api.call('getConnectionsByTypeByName', at), 'from'), 'account')
    assert.deepEqual(names(await api.call('getConnections'), 'connections'), ['shop'])
    assert.deepEqual(names(await api.call('getConnectionsByType', { type: 'http' }), 'connections'), ['shop'])
    assert.equal(typeof member(await api.call('postConnectionsByTypeByNameCheck', at), 'ok'), 'boolean')
    await api.call('deleteConnectionsByTypeByName', at)
    await api.refused('E9003', 'getConnectionsByTypeByName', at)
    await api.refused('E18322', 'getConnectionsByType', { type: 'fax' })
  })

  it('a plugin goes round', async () => {
    const at = { plugin: 'com.example.AccessLogParser' }
    const sent = { body: pluginJar, contentType: 'application/java-archive' }
    const md5 = createHash('md5').update(pluginJar).digest('base64')
    await api.call('postPluginsByPlugin', { ...at, 'Content-MD5': md5 }, sent)
    await api.refused('E18217', 'postPluginsByPlugin', at, sent)
    assert.equal(member(await api.call('getPluginsByPlugin', at), 'name'), at.plugin)
    assert.deepEqual(names(await api.call('getPlugins'), 'plugins'), [at.plugin])
    const fields = await api.call('postVerifyPluginsByPlugin', at)
    assert.deepEqual(names(fields, 'outputFields').slice(0, 1), ['host'])
    await api.call('deletePluginsByPlugin', at)
    await api.refused('E18216', 'getPluginsByPlugin', at)
  })

  it('a resource pool goes round, stopped and started', async () => {
    const at = { group: 'pool' }
    const container = { type: '1U2G', count: 2 }
    await api.call('postGroupsByGroup', at, { body: { region: 'nb', container } })
    await api.refused('E18218', 'postGroupsByGroup', at, { body: { region: 'nb', container } })
    await api.call('putGroupsByGroup', at, { body: { container: { type: '2U4G', count: 1 } } })
    assert.deepEqual(names(await api.call('getGroups'), 'groups'), ['pool'])
    await api.call('postGroupsByGroupActionsStop', at)
    const stopped = member(await api.call('getGroupsByGroup', at), 'container')
    assert.equal(member(stopped, 'status'), 'stopped')
    await api.call('postGroupsByGroupActionsStart', at)
    await api.call('deleteGroupsByGroup', at)
    await api.refused('E18120', 'getGroupsByGroup', at)
  })

  it('a workflow goes round, started, searched and stopped', async () => {
    const at = { workflow: 'flow' }
    await api.call('postWorkflowsByWorkflow', at, { body: { region: 'nb', comment: 'first' } })
    await api.refused('E18640', 'postWorkflowsByWorkflow', at, { body: { region: 'nb' } })
    const nodes = {
      'source-repo': {
        name: 'source',
        type: 'repo',
        data: flights,
        children: [{ name: 'out', type: 'export' }],
      },
      'out-export': {
        name: 'out',
        type: 'export',
        data: { type: 'blackhole', spec: {} },
        parents: [{ name: 'source', type: 'repo' }],
      },
    }
    await api.call('putWorkflowsByWorkflow', at, { body: { nodes } })
    const got = await api.call('getWorkflowsByWorkflow', at)
    assert.deepEqual(Object.keys(member<object>(got, 'nodes')).sort(), Object.keys(nodes).sort())
    const all = await api.call('getWorkflows')
    assert.ok(Array.isArray(all) && all.length === 1)
    await api.call('postWorkflowsByWorkflowStart', at)
    await api.call('postWorkflowsByWorkflowSearch', at, { body: { size: 10 } })
    assert.equal(member(await api.call('getWorkflowsByWorkflowStatus', at), 'status'), 'Started')
    await api.call('postWorkflowsByWorkflowStop', at)
    await api.call('deleteWorkflowsByWorkflow', at)
    await api.refused('E18641', 'getWorkflowsByWorkflow', at)
    await api.call('deleteReposByRepoExportsByExport', { repo: 'source', export: 'out' })
    await api.call('deleteReposByRepo', { repo: 'source' })
  })

  it('a variable goes round', async () => {
    const at = { variable: 'since' }
    const body = { name: 'since', type: 'string', value: 'a' }
    await api.call('postVariablesByVariable', at, { body })
    await api.refused('E18655', 'postVariablesByVariable', at, { body })
    await api.call('putVariablesByVariable', at, { body: { ...body, value: 'b' } })
    assert.equal(member(await api.call('getVariablesByVariable', at), 'value'), 'b')
    assert.deepEqual(names(await api.call('getVariables', { type: 'user' }), 'variables'), ['since'])
    assert.ok(names(await api.call('getVariables', { type: 'system' }), 'variables').length > 0)
    await api.call('deleteVariablesByVariable', at)
    await api.refused('E18654', 'getVariablesByVariable', at)
  })

  it('an account is made, let in, shut out and deleted', async () => {
    const other = await api.call('postAccountsByAccount', { account: 'other' })
    const keys: KeyPair = { accessKey: member(other, 'accessKey'), secretKey: member(other, 'secretKey') }
    assert.ok(names(await api.call('getAccounts'), 'accounts').includes('other'))
    assert.equal(await api.refused('E18665', 'getAccounts', {}, { keys }), 403)
    await api.call('postReposByRepo', { repo: 'shared' }, { body: flights })
    const theirs = { repo: 'shared', 'X-Resource-Owner': 'admin' }
    const body = { perms: ['read', 'write'] }
    await api.call('putReposByRepoGrantsByAccount', { repo: 'shared', account: 'other' }, { body })
    await api.call('postReposByRepoData', theirs, { ...text('origin=theirs'), keys })
    await api.call('getReposByRepo', theirs, { keys })
    const shared = await api.call('getRepos', { sourceType: 'authorized' }, { keys })
    assert.deepEqual(names(shared, 'repos'), ['shared'])
    const grants = await api.call('getReposByRepoGrants', { repo: 'shared' })
    assert.deepEqual(member(grants, 'grants'), [{ account: 'other', ...body }])
    await api.call('deleteReposByRepoGrantsByAccount', { repo: 'shared', account: 'other' })

    await api.call('putGrantsByAccount', { account: 'other' }, { body: { perms: ['read'] } })
    assert.equal(member<unknown[]>(await api.call('getGrants'), 'grants').length, 1)
    await api.call('deleteGrantsByAccount', { account: 'other' })
    await api.call('deleteReposByRepo', { repo: 'shared' })
    await api.call('deleteAccountsByAccount', { account: 'other' })
    await api.refused('E18664', 'deleteAccountsByAccount', { account: 'other' })
  })

  it('every operation of the document has been called with success', () => {
    const uncalled = api.uncalled()
    assert.deepEqual(uncalled, [], 'add a round trip of these operations to tests/e2e/openapi.test.ts')
  })
})

async function delivered(at: { repo: string; export: string }, position: string): Promise<void> {
  for (;;) {
    const status = await api.call('getReposByRepoExportsByExportStatus', at)
    if (member(status, 'position') === position) return
    await pause(50)
  }
}

function pick(from: object, like: object): object {
  return Object.fromEntries(Object.entries(from).filter(([name]) => name in like))
}
