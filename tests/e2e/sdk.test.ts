import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { type Client, createClient } from '@sluice/sdk'
import { pluginJar } from '../../packages/server/src/transforms/plugin/testing/plugin-jar.ts'
import { SdkDocument } from './sdk-document.ts'
import { shapes } from './sdk-shapes.ts'
import { startServer, type TestServer } from './start-server.ts'

/** The client has a call for each operation of the API, and its types have the members that the API documents. */
let server: TestServer
let document: SdkDocument
let client: Client
const called = new Set<string>()

/** Operations that are no business of a client. */
const leftOut: { readonly [operation: string]: string } = {
  getMetrics: 'text for scrapers',
  getReadyz: 'for probes',
  getOpenapiJson: 'for generators',
  postStreamByRepoData: 'another address of postStreamsByRepoData',
}

/** Keeps book of the operations that were answered with 200. */
const bookkeepingFetch: typeof fetch = async (input, init) => {
  const response = await fetch(input, init)
  const { pathname } = new URL(String(input))
  if (response.status === 200) called.add(document.operationOf(init?.method ?? 'GET', pathname))
  return response
}

const clientOf = (keys: { accessKey: string; secretKey: string }, owner?: string): Client =>
  createClient({ server: server.url, ...keys, owner, fetch: bookkeepingFetch })

before(async () => {
  server = await startServer()
  document = new SdkDocument(await (await fetch(`${server.url}/openapi.json`)).json())
  client = clientOf(server)
})
after(() => server[Symbol.asyncDispose]())

const schema = [
  { key: 'n', valtype: 'long' },
  { key: 's', valtype: 'string' },
] as const

describe('through the TypeScript client', () => {
  it('a repo goes round, with its records', async () => {
    await client.repos.create('r', { schema, description: 'first' })
    await client.repos.update('r', { schema: [...schema, { key: 'b', valtype: 'boolean' }] })
    const { description, schema: grown } = await client.repos.get('r')
    assert.deepEqual([description, grown.length], ['first', 3])
    assert.equal(await client.repos.exists('r'), true)
    const long = 9_223_372_036_854_775_807n
    await client.push({ repo: 'r', records: [{ n: long, s: 'a' }], tags: 'b=true' })
    assert.deepEqual(await client.repos.sample('r'), [{ n: long, s: 'a', b: true }])
    assert.equal((await client.page('r')).next, 1n)
    const { records } = await client.query('select n from r')
    assert.deepEqual(records, [{ n: long }])
    const tried = await client.preview('r', { code: 'select count(*) as c from stream' })
    assert.deepEqual(tried.records, [{ c: 1 }])
    assert.ok((await client.repos.list()).some(({ name }) => name === 'r'))
    await client.repos.delete('r')
    assert.equal(await client.repos.exists('r'), false)
  })

  it('raw text becomes records by the rules of the repo, or those named with the push', async () => {
    const spec = { pattern: '^(?<n>[0-9]+) (?<s>.+)$' }
    await client.rules.create('numbered', { type: 'regex', spec })
    await client.rules.create('pairs', { type: 'json' })
    await client.rules.update('pairs', { type: 'kv' })
    assert.equal((await client.rules.get('pairs')).type, 'kv')
    assert.equal((await client.rules.list()).length, 2)
    await client.repos.create('lines', { schema, ruleNames: ['numbered'] })
    const stored = await client.push({ repo: 'lines', rawLines: '1 one\n\n2 two\n', gzip: true })
    assert.equal(stored.records, 2)
    await client.push({ repo: 'lines', rawLines: 'n=3 s=three', rules: ['pairs'], batchRecordsMax: 1 })
    assert.deepEqual(
      (await client.repos.sample('lines')).map(({ s }) => s),
      ['one', 'two', 'three'],
    )
    await client.repos.delete('lines')
    for (const rule of ['numbered', 'pairs']) await client.rules.delete(rule)
  })

  it('a transform goes round, verified before', async () => {
    await client.repos.create('source', { schema })
    const spec = { mode: 'sql', code: 'select n from stream', whence: 'oldest' } as const
    const verified = await client.verify.transform({ repo: 'source', spec })
    assert.deepEqual(verified.fields, ['n'])
    await client.transforms.create('source', 't', 'made', spec)
    await client.transforms.update('source', 't', { interval: '5s' })
    assert.equal((await client.transforms.get('source', 't')).spec.interval, '5s')
    assert.equal((await client.transforms.list('source')).length, 1)
    assert.equal(await client.transforms.exists('source', 't'), true)
    assert.equal((await client.transforms.status('source', 't')).target, 'made')
    assert.equal((await client.status()).length, 1)
    await client.transforms.delete('source', 't')
    await client.repos.delete('source')
  })

  it('an export goes round, replayed, and its store is asked', async () => {
    const spec = { dbName: 'shop', tableName: 'sold', columns: { n: '#n' } }
    assert.ok((await client.exporters()).some(({ type }) => type === 'report'))
    await client.verify.export({ schema, type: 'report', spec })
    await client.repos.create('sold', { schema })
    await client.exports.create('sold', 'out', { type: 'report', spec })
    await client.exports.update('sold', 'out', spec)
    assert.equal((await client.exports.get('sold', 'out')).whence, 'oldest')
    assert.equal((await client.exports.list('sold')).length, 1)
    assert.equal(await client.exports.exists('sold', 'out'), true)
    await client.push({ repo: 'sold', text: 'n=1\n' })
    while ((await client.exports.status('sold', 'out')).position !== '1') await pause(20)
    const { rows } = await client.queryDestination('report', { sql: 'select n from shop.sold' })
    assert.deepEqual(rows, [{ n: 1 }])
    const { id } = await client.exports.replay('sold', 'out', { fromOffset: '0' })
    await client.exports.redrive('sold', 'out')
    assert.equal((await client.exports.getReplay('sold', 'out', id)).kind, 'replay')
    assert.ok((await client.exports.replays('sold', 'out')).length >= 1)
    await client.exports.cancelReplay('sold', 'out', id)
    await client.exports.delete('sold', 'out')
    await client.repos.delete('sold')
  })

  it('a connection goes round', async () => {
    await client.connections.put('http', 'shop', { driver: 'http', options: { timeoutMs: 1000 } })
    assert.equal((await client.connections.get('http', 'shop')).driver, 'http')
    assert.equal((await client.connections.list()).length, 1)
    assert.equal((await client.connections.list('http')).length, 1)
    assert.equal((await client.connections.check('http', 'shop')).ok, false)
    await client.connections.delete('http', 'shop')
  })

  it('a plugin goes round', async () => {
    const name = 'com.example.AccessLogParser'
    await client.plugins.upload(name, new Uint8Array(pluginJar))
    assert.equal((await client.verify.plugin(name))[0]?.name, 'host')
    assert.equal((await client.plugins.get(name)).name, name)
    assert.equal((await client.plugins.list()).length, 1)
    await client.plugins.delete(name)
  })

  it('a resource pool goes round', async () => {
    await client.groups.create('pool', { container: { type: '1U2G' } })
    await client.groups.update('pool', { type: '2U4G', count: 2 })
    await client.groups.stop('pool')
    assert.deepEqual((await client.groups.get('pool')).container, {
      type: '2U4G',
      count: 2,
      status: 'stopped',
    })
    await client.groups.start('pool')
    assert.equal((await client.groups.list()).length, 1)
    await client.groups.delete('pool')
  })

  it('a workflow goes round', async () => {
    await client.workflows.create('flow', { comment: 'first' })
    const parents = [{ name: 'web', type: 'repo' }] as const
    const out = { name: 'out', type: 'export', data: { type: 'blackhole', spec: {} }, parents } as const
    const web = { name: 'web', type: 'repo', data: { region: 'nb', schema } } as const
    await client.workflows.update('flow', { nodes: { 'web-repo': web, 'out-export': out } })
    assert.deepEqual(Object.keys((await client.workflows.get('flow')).nodes).sort(), [
      'out-export',
      'web-repo',
    ])
    await client.workflows.start('flow')
    assert.equal((await client.workflows.status('flow')).status, 'Started')
    assert.equal((await client.workflows.search('flow', { reponame: 'web' })).status.length, 1)
    assert.equal((await client.workflows.search('flow', { reponame: 'another' })).status.length, 0)
    await client.workflows.stop('flow')
    assert.equal((await client.workflows.list()).length, 1)
    await client.workflows.delete('flow')
    await client.exports.delete('web', 'out')
    await client.repos.delete('web')
  })

  it('a variable goes round', async () => {
    await client.variables.create('since', { type: 'string', value: 'a' })
    await client.variables.update('since', { type: 'time', value: '$(now)-5h', format: 'yyyy' })
    assert.equal((await client.variables.get('since')).format, 'yyyy')
    assert.equal((await client.variables.list()).length, 1)
    assert.ok((await client.variables.list('system')).some(({ name }) => name === 'now'))
    await client.variables.delete('since')
  })

  it('an account is made, let in and shut out', async () => {
    const { name, ...keys } = await client.accounts.create('other')
    assert.ok((await client.accounts.list()).some((account) => account.name === name))
    await client.repos.create('shared', { schema })
    await client.grants.put(name, ['read', 'write'], 'shared')
    assert.deepEqual(await client.grants.list('shared'), [{ account: name, perms: ['read', 'write'] }])
    await clientOf(keys, 'admin').push({ repo: 'shared', text: 'n=1\n' })
    const [shared] = await clientOf(keys).repos.listShared()
    assert.deepEqual([shared?.name, shared?.owner, shared?.perms], ['shared', 'admin', ['read', 'write']])
    await client.grants.delete(name, 'shared')
    await assert.rejects(clientOf(keys, 'admin').repos.get('shared'), { code: 'E18665' })
    await client.grants.put(name, ['read'])
    assert.equal((await client.grants.list()).length, 1)
    await client.grants.delete(name)
    await client.repos.delete('shared')
    await client.accounts.delete(name)
    assert.equal((await client.health()).status, 'ok')
  })

  it('every operation of the document has been called, but for those that are no business of it', () => {
    const uncalled = document.operationIds.filter((id) => !called.has(id))
    assert.deepEqual(uncalled.toSorted(), Object.keys(leftOut).toSorted())
  })
})

describe('the types of the client have the members that the document has', () => {
  for (const { name, members, at } of shapes)
    it(`${name}, as in ${at}`, () => {
      assert.deepEqual(members.toSorted(), document.membersAt(at))
    })
})
