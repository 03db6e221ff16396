import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Client, createClient } from '@sluice/sdk'
import { startServer, type TestServer } from './start-server.ts'

/** Exports to what is embedded, from outside: checked, echoed whole, delivered. */
let server: TestServer
let client: Client

before(async () => {
  server = await startServer()
  client = createClient({ server: server.url, accessKey: server.accessKey, secretKey: server.secretKey })
})
after(() => server[Symbol.asyncDispose]())

const schema = [
  { key: 'a', valtype: 'long' },
  { key: 'm', valtype: 'map', schema: [{ key: 's', valtype: 'string' }] },
] as const
const series = { destRepoName: 'd', series: 's', fields: { a: '#a' } }
const table = { dbName: 'd', tableName: 't', columns: { a: '#a' } }
const kinds = [
  {
    type: 'tsdb',
    spec: series,
    echo: { ...series, omitInvalid: false, omitEmpty: false, tags: {}, timestamp: '' },
    wrong: { ...series, timestamp: '#m' },
    code: 'E18309',
  },
  { type: 'report', spec: table, echo: table, wrong: { ...table, columns: { a: '#m' } }, code: 'E18315' },
]

for (const { type, spec, echo, wrong, code } of kinds)
  test(`a ${type} export is echoed whole, refused when wrong, and delivers`, async () => {
    const [repo, name] = [`web_${type}`, `to_${type}`]
    await client.repos.create(repo, { schema: [...schema] })
    await assert.rejects(client.exports.create(repo, name, { type, spec: wrong }), { status: 400, code })
    await assert.rejects(client.exports.get(repo, name), { code: 'E18302' })

    await client.exports.create(repo, name, { type, spec })
    assert.deepEqual((await client.exports.get(repo, name)).spec, echo)
    await assert.rejects(client.exports.update(repo, name, wrong), { status: 400, code })
    await client.exports.update(repo, name, echo)
    assert.deepEqual((await client.exports.get(repo, name)).spec, echo)

    await client.push({ repo, records: [{ a: 1 }, { a: 2 }] })
    const status = () => client.exports.status(repo, name)
    await until(async () => (await status()).lagRecords === '0')
    const { counters, lastError } = await status()
    assert.equal(lastError, undefined)
    assert.equal(counters['recordsOut'], 2)
    await client.exports.delete(repo, name)
  })

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 50))
}
