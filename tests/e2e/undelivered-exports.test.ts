import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Client, createClient } from '@sluice/sdk'
import { startServer, type TestServer } from './start-server.ts'

/** Exports of types that nothing delivers yet, from outside: kept, checked and echoed, and honest about it. */
let server: TestServer
let client: Client

before(async () => {
  server = await startServer()
  client = createClient({ server: server.url, accessKey: server.accessKey, secretKey: server.secretKey })
  const schema = [
    { key: 'a', valtype: 'long' },
    { key: 'm', valtype: 'map', schema: [{ key: 's', valtype: 'string' }] },
  ] as const
  await client.repos.create('web', { schema: [...schema] })
})
after(() => server[Symbol.asyncDispose]())

const kinds = [
  {
    type: 'logdb',
    spec: { destRepoName: 'logs', doc: { a: 'a' } },
    echo: { destRepoName: 'logs', omitInvalid: false, omitEmpty: false, doc: { a: '#a' } },
    wrong: { destRepoName: 'logs', doc: { a: '#gone' } },
    code: 'E18312',
  },
]

for (const { type, spec, echo, wrong, code } of kinds)
  test(`a ${type} export is echoed whole, refused when wrong, and says that it does not deliver`, async () => {
    const name = `to_${type}`
    await assert.rejects(client.exports.create('web', name, { type, spec: wrong }), { status: 400, code })
    await assert.rejects(client.exports.get('web', name), { code: 'E18302' })

    await client.exports.create('web', name, { type, spec })
    assert.deepEqual((await client.exports.get('web', name)).spec, echo)
    await assert.rejects(client.exports.update('web', name, wrong), { status: 400, code })
    await client.exports.update('web', name, echo)
    assert.deepEqual((await client.exports.get('web', name)).spec, echo)

    await client.push({ repo: 'web', records: [{ a: 1 }] })
    const status = () => client.exports.status('web', name)
    await until(async () => /cannot deliver them yet/.test((await status()).lastError?.message ?? ''))
    const { position, lagRecords, counters } = await status()
    assert.equal(position, '0')
    assert.notEqual(lagRecords, '0')
    assert.equal(counters['recordsOut'] ?? 0, 0)
    await client.exports.delete('web', name)
  })

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 50))
}
