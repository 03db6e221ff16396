import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createClient } from '@sluice/sdk'
import { startServer } from '../e2e/start-server.ts'
import { startPostgresql } from './servers/postgresql.ts'

test('a password is changed at the database: the export pauses, and goes on with its connection', async (t) => {
  const database = await startPostgresql(t)
  assert.ok(database)
  const rotate = (password: string) =>
    database.query(
      `alter role loader password '${password}'`,
      "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'loader'",
    )
  await database.query('create role loader login', 'grant all on schema public to loader')
  await database.query('grant create on database shop to loader')
  await rotate('first-password')

  const server = await startServer()
  t.after(() => server[Symbol.asyncDispose]())
  const client = createClient({ server: server.url, ...server })
  const { host, port } = database.connection
  const put = (password: string) =>
    client.connections.put('report', 'shop', {
      driver: 'postgresql',
      options: { host, port, user: 'loader', password },
    })
  await client.repos.create('web', { schema: [{ key: 'id', valtype: 'long' }] })
  await put('first-password')
  assert.deepEqual(await client.connections.check('report', 'shop'), { ok: true, message: '' })
  await client.connections.put('report', 'default', {
    driver: 'postgresql',
    options: { host, port, user: 'loader', password: 'first-password' },
  })
  const check = (destination: string) => client.connections.check('report', 'default', { destination })
  assert.equal((await check('shop')).ok, true)
  assert.match((await check('gone')).message, /database "gone" does not exist/)
  const spec = { dbName: 'shop', tableName: 'visits', columns: { id: '#id' } }
  await client.exports.create('web', 'out', { type: 'report', spec })
  const ids = async () =>
    (await database.query('select id from visits order by id')).map(({ id }) => String(id))
  await client.push({ repo: 'web', records: [{ id: 1 }] })
  await until(async () => (await ids()).length === 1)

  await rotate('second-password')
  await client.push({ repo: 'web', records: [{ id: 2 }] })
  const lastError = async () => (await client.exports.status('web', 'out')).lastError?.message ?? ''
  await until(async () => /password/.test(await lastError()))
  const refused = await client.connections.check('report', 'shop')
  assert.equal(refused.ok, false)
  assert.deepEqual(await ids(), ['1'])

  await put('second-password')
  await until(async () => (await ids()).length === 2)
  assert.deepEqual(await ids(), ['1', '2'])
  assert.deepEqual(await client.connections.check('report', 'shop'), { ok: true, message: '' })
  const shown = JSON.stringify([refused, await client.exports.status('web', 'out')]) + server.output()
  for (const secret of ['first-password', 'second-password']) assert.ok(!shown.includes(secret))
})

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds().catch(() => false))) await new Promise((resolve) => setTimeout(resolve, 50))
}
