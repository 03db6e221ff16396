import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type Client, createClient, type KeyPair } from '@sluice/sdk'
import { type Call, send } from './signed-request.ts'
import { startServer, type TestServer } from './start-server.ts'

let server: TestServer
let admin: Client

before(async () => {
  server = await startServer()
  admin = createClient({ server: server.url, accessKey: server.accessKey, secretKey: server.secretKey })
})
after(() => server[Symbol.asyncDispose]())

async function as(keys: KeyPair, call: Call): Promise<string> {
  const { status, body } = await send(server.url, keys, call)
  assert.equal(status, 200, body)
  return body
}

test('an account is deleted once it is empty, and what only it saw goes with it', async () => {
  const keys = await admin.accounts.create('guest')
  const guest = createClient({ server: server.url, ...keys })
  const variable = { method: 'POST', path: '/v2/variables/v', body: { type: 'string', value: 'x' } }
  await as(keys, variable)
  const options = { accessKey: 'a', secretKey: 'a secret' }
  await guest.connections.put('kodo', 'default', { driver: 's3', options })
  await guest.repos.create('web', { schema: [{ key: 'a', valtype: 'long' }] })
  await assert.rejects(admin.accounts.delete('guest'), { code: 'E9004', message: /still has repo 'web'/ })
  await guest.repos.delete('web')
  const store = join(server.dataDirectory, 'stores/report/guest')
  await mkdir(store, { recursive: true })

  await admin.accounts.delete('guest')
  await assert.rejects(guest.repos.list(), { status: 401 })
  assert.equal(existsSync(store), false)
  await assert.rejects(admin.accounts.delete('guest'), { code: 'E18664' })
  const again = await admin.accounts.create('guest')
  assert.deepEqual(await createClient({ server: server.url, ...again }).connections.list(), [])
  assert.deepEqual(JSON.parse(await as(again, { method: 'GET', path: '/v2/variables' })), { variables: [] })
})

test('only the administrator deletes accounts, and not its own', async () => {
  const keys = await admin.accounts.create('alice')
  const alice = createClient({ server: server.url, ...keys })
  await assert.rejects(alice.accounts.delete('alice'), { code: 'E18665' })
  const [first] = (await admin.accounts.list()).filter((account) => account.admin)
  await assert.rejects(admin.accounts.delete(first?.name ?? ''), { code: 'E9004' })
})
