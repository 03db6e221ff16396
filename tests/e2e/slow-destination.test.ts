import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { type Client, createClient } from '@sluice/sdk'
import { startServer, type TestServer } from './start-server.ts'

/** A destination that takes requests and never answers, beside one that does. */
let server: TestServer
let client: Client
const held: ServerResponse[] = []
let taken = 0
const receiver = createServer(async (request, response) => {
  if (request.url === '/never') return held.push(response)
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  taken += Buffer.concat(chunks).toString().trimEnd().split('\n').length
  return response.end()
})

before(async () => {
  server = await startServer({ settings: { 'export-workers': '1' } })
  client = createClient({ server: server.url, accessKey: server.accessKey, secretKey: server.secretKey })
  receiver.listen(0, '127.0.0.1')
  await once(receiver, 'listening')
})
after(async () => {
  await server[Symbol.asyncDispose]()
  receiver.closeAllConnections()
  receiver.close()
})

test('a destination that hangs, and one that is dead, hold up neither pushes nor transforms nor other exports', async () => {
  const records = 20_000
  // A listening TCP server has this form of address.
  const host = `127.0.0.1:${(receiver.address() as AddressInfo).port}`
  await client.repos.create('web', { schema: [{ key: 'id', valtype: 'long' }] })
  const spec = { host, uri: '/never', format: 'json' }
  for (const name of ['hangs_a', 'hangs_b', 'hangs_c'])
    await client.exports.create('web', name, { type: 'http', spec })
  await client.exports.create('web', 'dead', { type: 'http', spec: { ...spec, host: '127.0.0.1:1' } })
  await client.exports.create('web', 'well', { type: 'http', spec: { ...spec, uri: '/in' } })
  await client.transforms.create('web', 'even', 'evens', {
    mode: 'sql',
    code: 'select id from stream where id % 2 = 0',
    interval: '5s',
    whence: 'oldest',
    container: { type: '1U2G', count: 1 },
  })
  await client.push({ repo: 'web', records: Array.from({ length: records }, (_, id) => ({ id })) })
  while (taken < records || (await client.page('evens', { from: 'newest' })).next !== BigInt(records / 2))
    await pause(50)
  assert.ok(held.length >= 3)
  const tasks = await client.status()
  const stateOf = (name: string) => tasks.find((task) => task.name === name)
  for (const name of ['hangs_a', 'hangs_b', 'hangs_c', 'dead'])
    assert.deepEqual([stateOf(name)?.position, stateOf(name)?.lagRecords], ['0', String(records)])
  assert.match(stateOf('dead')?.lastError?.message ?? '', /ECONNREFUSED/)
})
