import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { type Client, createClient } from '@sluice/sdk'
import { send } from './signed-request.ts'
import { startServer, type TestServer } from './start-server.ts'

/** What exports leave on the server itself, asked from outside. */
let server: TestServer
let client: Client
const large = 9_223_372_036_854_775_807n

before(async () => {
  server = await startServer()
  client = createClient({ server: server.url, accessKey: server.accessKey, secretKey: server.secretKey })
})
after(() => server[Symbol.asyncDispose]())

async function delivered(by: Client, repo: string, name: string, records: number): Promise<void> {
  while ((await by.exports.status(repo, name)).position !== String(records)) await pause(50)
}

async function exportTwo(by: Client): Promise<void> {
  const schema = [
    { key: 'n', valtype: 'long' },
    { key: 's', valtype: 'string' },
  ] as const
  await by.repos.create('web', { schema: [...schema] })
  const spec = { dbName: 'shop', tableName: 'visits', columns: { n: '#n', s: '#s' } }
  await by.exports.create('web', 'out', { type: 'report', spec })
  await by.push({
    repo: 'web',
    records: [
      { n: large, s: '中文 "x"' },
      { n: 1, s: 'b' },
    ],
  })
  await delivered(by, 'web', 'out', 2)
}

test('rows that an export left on the server come back exactly, and from there alone', async () => {
  await exportTwo(client)
  const ask = (sql: string) => client.queryDestination('report', { sql })
  const { rows } = await ask('select n, s from shop.visits order by n desc')
  assert.deepEqual(rows, [
    { n: large, s: '中文 "x"' },
    { n: 1, s: 'b' },
  ])
  for (const sql of [
    'drop table shop.visits',
    "select * from read_text('/etc/hostname')",
    'selec',
    'select 1;;x',
  ])
    await assert.rejects(ask(sql), { status: 400, code: 'E18209' })
  assert.deepEqual((await ask('select count(*) as c from shop.visits')).rows, [{ c: 2 }])
})

test('another account sees nothing of it, unless it may read', async () => {
  const keys = await client.accounts.create('other')
  const other = createClient({ server: server.url, ...keys })
  const asked = { sql: 'select count(*) as c from shop.visits' }
  await assert.rejects(other.queryDestination('report', asked), { code: 'E18209' })
  const [{ name: owner } = { name: '' }] = (await client.accounts.list()).filter(({ admin }) => admin)
  const call = {
    method: 'POST',
    path: '/v2/destinations/report/query',
    body: asked,
    headers: { 'X-Resource-Owner': owner },
  }
  assert.equal((await send(server.url, keys, call)).status, 403)
  const grant = { method: 'PUT', path: '/v2/grants/other', body: { perms: ['read'] } }
  assert.equal((await send(server.url, server, grant)).status, 200)
  assert.match((await send(server.url, keys, call)).body, /"c":2/)
})

test('an account that is deleted and made again finds nothing of its predecessor', async () => {
  const guest = createClient({ server: server.url, ...(await client.accounts.create('guest')) })
  await exportTwo(guest)
  await guest.exports.delete('web', 'out')
  await guest.repos.delete('web')
  await client.accounts.delete('guest')
  const again = createClient({ server: server.url, ...(await client.accounts.create('guest')) })
  const asked = again.queryDestination('report', { sql: 'select * from shop.visits' })
  await assert.rejects(asked, { code: 'E18209' })
  await exportTwo(again)
  const { rows } = await again.queryDestination('report', { sql: 'select count(*) as c from shop.visits' })
  assert.deepEqual(rows, [{ c: 2 }])
})

test('what is no query of the type is refused, and types that keep nothing say so', async () => {
  const ask = (type: string, query: object) => client.queryDestination(type, { ...query })
  assert.deepEqual((await ask('report', { sql: 'select 1 as one', limit: null })).rows, [{ one: 1 }])
  await assert.rejects(ask('report', {}), { status: 400, code: 'E18007' })
  await assert.rejects(ask('report', { sql: 'select 1', limit: 'many' }), {
    code: 'E18007',
    message: /limit/,
  })
  await assert.rejects(ask('logdb', { repo: 'web', highlight: { pre_tags: '<b>' } }), {
    status: 400,
    code: 'E18007',
    message: /no member 'highlight\.pre_tags'; highlight has: preTag, postTag/,
  })
  await assert.rejects(ask('http', { sql: 'x' }), { code: 'E18322', message: /keep nothing on this server/ })
  await assert.rejects(ask('nope', { sql: 'x' }), { code: 'E18322' })
})
