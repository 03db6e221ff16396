import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Client, createClient } from '@sluice/sdk'
import { startServer, type TestServer } from './start-server.ts'

/** Exports to what is embedded, from outside: checked, echoed whole, delivered. */
let server: TestServer
let client: Client

before(async () => {
  server = await startServer()
  client = clientOf(server)
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

test('a server that is killed while it delivers has every record once, in every store and table', async (t) => {
  let killed = await startServer()
  t.after(() => killed[Symbol.asyncDispose]())
  let own = clientOf(killed)
  await own.repos.create('web', { schema: [...schema] })
  await own.exports.create('web', 'out', { type: 'tsdb', spec: series })
  await own.exports.create('web', 'more', { type: 'tsdb', spec: { ...series, series: 'more' } })
  await own.exports.create('web', 'rows', { type: 'report', spec: table })
  for (let from = 0; from < 60_000; from += 20_000) {
    const lines = Array.from({ length: 20_000 }, (_, i) => `{"a":${from + i}}\n`)
    await own.push({ repo: 'web', jsonLines: lines.join('') })
    await until(async () => (await own.exports.status('web', 'out')).position !== String(from))
    await killed.kill()
    killed = await killed.restart()
    own = clientOf(killed)
  }
  for (const name of ['out', 'more', 'rows'])
    await until(async () => (await own.exports.status('web', name)).lagRecords === '0')
  const sums = 'count(*) as n, count(distinct a) as d'
  for (const [type, name] of [
    ['tsdb', 'd.s'],
    ['tsdb', 'd.more'],
    ['report', 'd.t'],
  ] as const) {
    const { rows } = await own.queryDestination(type, { sql: `select ${sums} from ${name}` })
    assert.deepEqual(rows, [{ n: 60_000, d: 60_000 }], `${type} ${name}`)
  }
})

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 50))
}

function clientOf({ url, accessKey, secretKey }: TestServer): Client {
  return createClient({ server: url, accessKey, secretKey })
}
