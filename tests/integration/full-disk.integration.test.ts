import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { type Client, createClient } from '@sluice/sdk'
import { startServer } from '../e2e/start-server.ts'
import { startInfluxdb } from './servers/influxdb.ts'
import { startMariadb } from './servers/mariadb.ts'
import { startPostgresql } from './servers/postgresql.ts'
import type { RunningProgram } from './servers/run-program.ts'
import { smallDisks } from './servers/small-disk.ts'

/** Servers whose disk is full: an export waits, tells so, and loses nothing. */

const MiB = 1024 * 1024
/** Delivered while there is room: a table that is nearly empty has no pages in reserve, and MariaDB dies rolling back. */
const first = 20_000
const records = 60_000
const waitMsMax = 120_000

type JsonObject = { readonly [member: string]: unknown }

/** A server, how it is delivered to, and what of the records it has. */
interface Destination {
  readonly server: RunningProgram
  readonly driver: string
  readonly options: JsonObject
  counts(): Promise<{ rows: number; ids: number }>
}

const report = { dbName: 'shop', tableName: 'visits', columns: { id: '#id', text: '#text' } }
const count = 'select count(*) as n, count(distinct id) as d from visits'

const destinations: readonly {
  readonly title: string
  readonly type: string
  readonly spec: JsonObject
  /** The folder that is moved onto the small disk. */
  readonly folder: string
  /** It stays as if full until a person starts it again. */
  readonly needsRestart?: true
  start(t: TestContext): Promise<Destination>
}[] = [
  {
    title: 'MariaDB',
    type: 'report',
    spec: report,
    folder: 'data',
    async start(t) {
      const server = await startMariadb(t)
      assert.ok(server)
      const counts = async () => countsIn(await server.query('use shop', count))
      return { server, driver: 'mysql', options: server.connection, counts }
    },
  },
  {
    title: 'PostgreSQL',
    type: 'report',
    spec: report,
    folder: 'data',
    async start(t) {
      const server = await startPostgresql(t)
      assert.ok(server)
      const options = { ...server.connection, database: 'shop' }
      return {
        server,
        driver: 'postgresql',
        options,
        counts: async () => countsIn(await server.query(count)),
      }
    },
  },
  {
    title: 'InfluxDB',
    type: 'tsdb',
    spec: {
      destRepoName: 'shop',
      series: 'visits',
      tags: { shard: '#shard' },
      fields: { id: '#id', text: '#text' },
    },
    folder: 'wal',
    // The writer of its log keeps the first error for ever (1.6).
    needsRestart: true,
    async start(t) {
      const server = await startInfluxdb(t, { databases: ['shop'] })
      assert.ok(server)
      const sql = 'select count(id) as n, count(distinct(id)) as d from visits'
      return {
        server,
        driver: 'influxdb',
        options: { url: server.url },
        counts: async () => countsIn(await server.query(sql, 'shop')),
      }
    },
  },
]

for (const { title, type, spec, folder, needsRestart, start } of destinations)
  test(`${title}: a full disk holds the export up and loses nothing; with room every record is there once`, async (t) => {
    const disks = smallDisks(t)
    const { server, driver, options, counts } = await start(t)
    const disk = await disks.moveTo(server, folder)
    if (!disk) return
    const client = await sluice(t)
    await client.connections.put(type, 'default', { driver, options })
    await client.exports.create('visits', 'out', { type, spec })
    await push(client, 0, first)
    await statusWhen(client, ({ position }) => position === String(first))

    await disk.leave(2 * MiB)
    await push(client, first, records)
    const full = await statusWhen(
      client,
      ({ state, lastError }) => state === 'retrying' && /full|no space/i.test(lastError?.message ?? ''),
    )
    assert.ok(Number(full.lagRecords) > 0 && full.lagSeconds > 0, JSON.stringify(full))
    assert.equal(full.counters['rejected'], 0)

    await disk.leave(256 * MiB)
    if (needsRestart) await server.restart()
    const { counters } = await statusWhen(client, ({ position }) => position === String(records))
    assert.equal(counters['rejected'], 0)
    assert.deepEqual(await counts(), { rows: records, ids: records })
  })

async function sluice(t: TestContext): Promise<Client> {
  const server = await startServer()
  t.after(() => server[Symbol.asyncDispose]())
  const client = createClient({
    server: server.url,
    accessKey: server.accessKey,
    secretKey: server.secretKey,
  })
  await client.repos.create('visits', {
    schema: [
      { key: 'id', valtype: 'long' },
      { key: 'shard', valtype: 'string' },
      { key: 'text', valtype: 'string' },
    ],
  })
  return client
}

/** Of 200 bytes each that do not compress to nothing. */
async function push(client: Client, from: number, to: number): Promise<void> {
  const text = (id: number) =>
    Array.from({ length: 20 }, (_, i) => (id * 7919 + i * 104_729).toString(36)).join(' ')
  const made = Array.from({ length: to - from }, (_, i) => from + i)
  await client.push({
    repo: 'visits',
    records: made.map((id) => ({ id, shard: `s${id % 7}`, text: text(id) })),
  })
}

function countsIn([row]: readonly { readonly [column: string]: unknown }[]): { rows: number; ids: number } {
  return { rows: Number(row?.['n']), ids: Number(row?.['d']) }
}

type Status = Awaited<ReturnType<Client['exports']['status']>>

async function statusWhen(client: Client, wanted: (status: Status) => boolean): Promise<Status> {
  const end = Date.now() + waitMsMax
  for (;;) {
    const status = await client.exports.status('visits', 'out')
    if (wanted(status)) return status
    assert.ok(
      Date.now() < end,
      `did not come about in ${waitMsMax} ms; the last was ${JSON.stringify(status)}`,
    )
    await pause(20)
  }
}
