import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { type Client, createClient } from '@sluice/sdk'
import { startServer, type TestServer } from './start-server.ts'

/** SQL that reads other repos of the account beside its source. */
let server: TestServer
let client: Client

before(async () => {
  server = await startServer()
  client = createClient({ server: server.url, accessKey: server.accessKey, secretKey: server.secretKey })
  await client.repos.create('visits', {
    schema: [
      { key: 'id', valtype: 'long' },
      { key: 'user', valtype: 'long' },
    ],
  })
  await client.repos.create('users', {
    schema: [
      { key: 'id', valtype: 'long' },
      { key: 'name', valtype: 'string' },
    ],
  })
  await client.push({ repo: 'users', records: [{ id: 1, name: 'ann' }] })
})
after(() => server[Symbol.asyncDispose]())

const sql = (code: string) => ({ mode: 'sql' as const, code, interval: '5s' })
const joined = 'select v.id, u.name from stream v left join users u on v.`user` = u.id order by v.id'

async function records(repo: string, count: number) {
  const deadline = Date.now() + 60_000
  for (;;) {
    const page = await client.page(repo)
    if (page.records.length >= count) return page.records
    if (Date.now() > deadline) throw new Error(`${repo} has ${page.records.length} records after a minute`)
    await pause(100)
  }
}

test('each run of a transform joins its new records with all that another repo holds then', async () => {
  await client.transforms.create('visits', 'named', 'named_visits', sql(joined))
  await client.push({
    repo: 'visits',
    records: [
      { id: 1, user: 1 },
      { id: 2, user: 2 },
    ],
  })
  assert.deepEqual(await records('named_visits', 2), [{ id: 1, name: 'ann' }, { id: 2 }])
  await client.push({ repo: 'users', records: [{ id: 2, name: 'bob' }] })
  await client.push({ repo: 'visits', records: [{ id: 3, user: 2 }] })
  assert.deepEqual((await records('named_visits', 3)).at(-1), { id: 3, name: 'bob' })
})

test('a preview joins too, and so does a query of several repos', async () => {
  const preview = await client.preview('visits', { code: joined, n: 1 })
  assert.deepEqual(preview.records, [{ id: 3, name: 'bob' }])
  const { records: rows } = await client.query(
    'select name, count(*) as n from visits join users on visits.user = users.id group by name order by name',
  )
  assert.deepEqual(rows, [
    { name: 'ann', n: 1 },
    { name: 'bob', n: 2 },
  ])
})

test('a repo that a transform joins cannot be deleted before it', async () => {
  await assert.rejects(client.repos.delete('users'), {
    code: 'E18112',
    message: /transform 'named' of repo 'visits', which joins it/,
  })
})

test('a query reads a bounded number of repos, and only those of its account', async () => {
  const names = Array.from({ length: 9 }, (_, i) => `many${i}`)
  for (const name of names) await client.repos.create(name, { schema: [{ key: 'n', valtype: 'long' }] })
  const from = names.join(' cross join ')
  await assert.rejects(
    client.transforms.create('visits', 'wide', 'wide_out', sql(`select 1 as x from stream, ${from}`)),
    {
      code: 'E18108',
      message: /9 other repos: at most 8/,
    },
  )
  await assert.rejects(
    client.transforms.create('visits', 'lost', 'lost_out', sql('select 1 as x from stream, nosuch')),
    {
      code: 'E18209',
      message: /line 1, column 28: table 'nosuch' does not exist/,
    },
  )
})
