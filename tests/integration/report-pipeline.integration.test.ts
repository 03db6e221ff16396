import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Client, createClient } from '@sluice/sdk'
import { startServer, type TestServer } from '../e2e/start-server.ts'
import { startMariadb } from './servers/mariadb.ts'

const records = 30_000
const bad = [7, 12_345, 29_999]

test('all through the server: every record is in MariaDB once, or a dead letter, though both are killed', async (t) => {
  const database = await startMariadb(t)
  assert.ok(database)
  await database.query(
    'use shop',
    'create table visits (id bigint, name varchar(8) not null, primary key (id))',
  )
  let server = await startServer()
  t.after(() => server[Symbol.asyncDispose]())
  let client = clientOf(server)
  const schema = [
    { key: 'id', valtype: 'long' },
    { key: 'name', valtype: 'string' },
  ] as const
  await client.repos.create('web', { schema: [...schema] })
  await client.connections.put('report', 'shop', { driver: 'mysql', options: database.connection })
  const spec = { dbName: 'shop', tableName: 'visits', columns: { id: '#id', name: '#name' } }
  await client.exports.create('web', 'out', { type: 'report', spec })
  const counted = async () => {
    const [row] = await database.query('use shop', 'select count(*) as n from visits')
    return Number(row?.['n'])
  }

  for (let from = 0; from < records; from += 10_000) {
    await client.push({ repo: 'web', jsonLines: lines(from, from + 10_000) })
    const before = await counted()
    await until(async () => (await counted()) > before)
    // In the middle of what was pushed, or soon after its end.
    await database.kill()
    await server.kill()
    await database.restart()
    server = await server.restart()
    client = clientOf(server)
  }
  await until(async () => (await client.exports.status('web', 'out')).lagRecords === '0')

  assert.equal(await counted(), records - bad.length)
  const { records: letters } = await client.page('out__rejected')
  assert.deepEqual(
    letters.map((letter) => Number(letter['offset'])),
    bad,
  )
  assert.match(String(letters[0]?.['reason']), /Data too long for column 'name'/)

  // Mended, the letters are sent again and find their place.
  await database.query('use shop', 'alter table visits modify name varchar(100)')
  await client.exports.redrive('web', 'out')
  await until(async () => (await counted()) === records)
})

function clientOf({ url, accessKey, secretKey }: TestServer): Client {
  return createClient({ server: url, accessKey, secretKey })
}

function lines(from: number, to: number): string {
  const name = (id: number) => (bad.includes(id) ? 'much too long' : `n${id}`)
  return Array.from({ length: to - from }, (_, i) => `{"id":${from + i},"name":"${name(from + i)}"}\n`).join(
    '',
  )
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds().catch(() => false))) await new Promise((resolve) => setTimeout(resolve, 50))
}
