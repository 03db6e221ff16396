import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { type Client, createClient } from '@sluice/sdk'
import { MongoClient } from 'mongodb'
import { FlightSource } from '../../examples/flights/source.ts'
import { startServer, type TestServer } from '../e2e/start-server.ts'
import { startInfluxdb } from './servers/influxdb.ts'
import { startMariadb } from './servers/mariadb.ts'
import { startMongo } from './servers/mongo.ts'
import { startOpenSearch } from './servers/opensearch.ts'
import { startPostgresql } from './servers/postgresql.ts'
import { startS3 } from './servers/s3.ts'

/**
 * Goal: the demo's flight records reach all six kinds of destination with the same sums, whatever dies meanwhile.
 * Method: records are pushed in rounds; in each round one server is killed while its export is at work, and started again
 * when the export has met it dead; Sluice itself is killed in the last. Then each destination is asked for its own sums.
 */
const records = Number(process.env['SLUICE_TEST_FLIGHTS'] ?? 200_000)
const waitMsMax = 600_000

const schema = [
  { key: 'date', valtype: 'date' },
  { key: 'delay', valtype: 'long' },
  { key: 'distance', valtype: 'long' },
  { key: 'origin', valtype: 'string' },
  { key: 'destination', valtype: 'string' },
] as const
const all = { ...Object.fromEntries(schema.map(({ key }) => [key, `#${key}`])), source: "'demo'" }

interface Sums {
  records: number
  delay: number
  distance: number
}

/** A destination in the test: how it is reached, killed and asked. */
interface Destination {
  readonly name: string
  readonly type: string
  readonly spec: { readonly [option: string]: unknown }
  readonly connection?: { readonly name: string; readonly driver: string; readonly options: object }
  kill(): Promise<void>
  restart(): Promise<void>
  sums(): Promise<Sums>
}

/** Seven servers and this one share a machine that may have other work: a quiet one needs a minute or two. */
const timeout = 900_000

test('six export types deliver the same sums to real servers, each of which is killed once', {
  timeout,
}, async (t) => {
  const destinations = await Promise.all([
    httpReceiver(t),
    influxdb(t),
    openSearch(t),
    objectStore(t),
    mariadb(t),
    postgresql(t),
    mongo(t),
  ])
  const chunks = await flightLines(t, destinations.length + 1)
  const wanted = sumsOf(chunks.join(''))
  assert.equal(wanted.records, records)

  let server = await startServer()
  t.after(() => server[Symbol.asyncDispose]())
  let client = clientOf(server)
  await client.repos.create('flights', { schema: [...schema] })
  for (const destination of destinations) await createExport(client, destination)

  let down: Destination | undefined
  for (const [round, chunk] of chunks.entries()) {
    const next = destinations[round]
    await client.push({ repo: 'flights', text: [chunk] })
    if (down) await missed(client, down.name)
    await down?.restart()
    down = next
    await next?.kill()
    if (next) continue
    await server.kill()
    server = await server.restart()
    client = clientOf(server)
  }
  for (const { name } of destinations) await delivered(client, name)
  for (const { name, sums } of destinations)
    assert.deepEqual({ name, ...(await sums()) }, { name, ...wanted })
})

async function createExport(client: Client, { name, type, spec, connection }: Destination): Promise<void> {
  if (connection) {
    const { driver, options } = connection
    await client.connections.put(type, connection.name, { driver, options: { ...options } })
  }
  await client.exports.create('flights', name, { type, spec })
}

/** Resolves when the export has met its dead destination. */
async function missed(client: Client, name: string): Promise<void> {
  const endsAtMs = Date.now() + waitMsMax
  while (!(await client.exports.status('flights', name)).lastError) {
    assert.ok(Date.now() < endsAtMs, name)
    await pause(50)
  }
}

async function delivered(client: Client, name: string): Promise<void> {
  const endsAtMs = Date.now() + waitMsMax
  for (;;) {
    const status = await client.exports.status('flights', name)
    if (status.position === String(records)) return assert.equal(status.counters['rejected'], 0, name)
    assert.ok(Date.now() < endsAtMs, JSON.stringify(status))
    await pause(100)
  }
}

/** The records in push format, in about equal parts. */
async function flightLines(t: TestContext, parts: number): Promise<string[]> {
  const source = await FlightSource.open()
  t.after(() => source.close())
  let text = ''
  for await (const chunk of source.lines()) {
    text += chunk.toString()
    if (text.length > records * 100) break
  }
  const lines = text.split('\n').slice(0, records)
  const size = Math.ceil(records / parts)
  return Array.from({ length: parts }, (_, i) => `${lines.slice(i * size, (i + 1) * size).join('\n')}\n`)
}

function sumsOf(text: string): Sums {
  const sums = { records: 0, delay: 0, distance: 0 }
  for (const [, delay, distance] of text.matchAll(/\tdelay=(-?\d+)\tdistance=(\d+)\t/g)) {
    sums.records++
    sums.delay += Number(delay)
    sums.distance += Number(distance)
  }
  return sums
}

function add(sums: Sums, { delay, distance }: { delay: number; distance: number }): void {
  sums.records++
  sums.delay += delay
  sums.distance += distance
}

/** Counts every record once by its offset: HTTP delivery is at least once. */
async function httpReceiver(t: TestContext): Promise<Destination> {
  const seen = new Map<number, { delay: number; distance: number }>()
  let server: Server | undefined
  let port = 0
  const start = async () => {
    server = createServer(async (request, response) => {
      const chunks: Buffer[] = []
      try {
        for await (const chunk of request) chunks.push(chunk)
      } catch {
        return
      }
      const first = Number(request.headers['x-sluice-first-offset'])
      const lines = Buffer.concat(chunks).toString().trimEnd().split('\n')
      for (const [i, line] of lines.entries()) seen.set(first + i, JSON.parse(line))
      response.end()
    })
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    // A listening TCP server has this form of address.
    port = (server.address() as AddressInfo).port
  }
  const kill = async () => {
    server?.closeAllConnections()
    await new Promise((resolve) => server?.close(resolve))
  }
  await start()
  t.after(kill)
  return {
    name: 'to_http',
    type: 'http',
    spec: { host: `127.0.0.1:${port}`, uri: '/flights', format: 'json' },
    kill,
    restart: start,
    async sums() {
      const sums = { records: 0, delay: 0, distance: 0 }
      for (const record of seen.values()) add(sums, record)
      return sums
    },
  }
}

async function influxdb(t: TestContext): Promise<Destination> {
  const server = await startInfluxdb(t, { databases: ['flights'] })
  assert.ok(server)
  const fields = { delay: '#delay', distance: '#distance' }
  return {
    name: 'to_tsdb',
    type: 'tsdb',
    spec: {
      destRepoName: 'flights',
      series: 'flights',
      tags: { origin: '#origin', source: "'demo'" },
      fields,
    },
    connection: { name: 'flights', driver: 'influxdb', options: { url: server.url } },
    kill: server.kill,
    restart: server.restart,
    async sums() {
      const select = 'select count(delay) as n, sum(delay) as delay, sum(distance) as distance from flights'
      const [row] = await server.query(select, 'flights')
      return {
        records: Number(row?.['n']),
        delay: Number(row?.['delay']),
        distance: Number(row?.['distance']),
      }
    },
  }
}

async function openSearch(t: TestContext): Promise<Destination> {
  const server = await startOpenSearch(t)
  assert.ok(server)
  return {
    name: 'to_logdb',
    type: 'logdb',
    spec: { destRepoName: 'flights', doc: all },
    connection: { name: 'default', driver: 'opensearch', options: { url: server.url } },
    kill: server.kill,
    restart: server.restart,
    async sums() {
      await fetch(`${server.url}/flights/_refresh`, { method: 'POST' })
      const sum = (field: string) => ({ sum: { field } })
      const response = await fetch(`${server.url}/flights/_search`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          size: 0,
          track_total_hits: true,
          aggs: { delay: sum('delay'), distance: sum('distance') },
        }),
      })
      const { hits, aggregations } = JSON.parse(await response.text())
      return {
        records: hits.total.value,
        delay: aggregations.delay.value,
        distance: aggregations.distance.value,
      }
    },
  }
}

async function objectStore(t: TestContext): Promise<Destination> {
  const server = await startS3(t, { buckets: ['flights'] })
  assert.ok(server)
  const { url, accessKey, secretKey, objectsDirectory } = server
  return {
    name: 'to_kodo',
    type: 'kodo',
    spec: {
      bucket: 'flights',
      keyPrefix: 'flights/',
      email: '',
      accessKey: '',
      fields: all,
      rotateStrategy: 'both',
      rotateSize: 1_000_000,
      rotateInterval: 5,
    },
    connection: { name: 'flights', driver: 's3', options: { endpoint: url, accessKey, secretKey } },
    kill: server.kill,
    restart: server.restart,
    async sums() {
      const sums = { records: 0, delay: 0, distance: 0 }
      const entries = await readdir(join(objectsDirectory, 'flights'), {
        recursive: true,
        withFileTypes: true,
      })
      for (const entry of entries.filter((found) => found.name.endsWith('.json'))) {
        const text = await readFile(join(entry.parentPath, entry.name), 'utf8')
        for (const line of text.trimEnd().split('\n')) add(sums, JSON.parse(line))
      }
      return sums
    },
  }
}

const select = 'select count(*) as n, sum(delay) as delay, sum(distance) as distance from'

async function mariadb(t: TestContext): Promise<Destination> {
  const server = await startMariadb(t)
  assert.ok(server)
  return {
    name: 'to_mariadb',
    type: 'report',
    spec: { dbName: 'shop', tableName: 'flights', columns: all },
    connection: { name: 'shop', driver: 'mysql', options: server.connection },
    kill: server.kill,
    restart: server.restart,
    sums: async () => numbers(await server.query('use shop', `${select} flights`)),
  }
}

async function postgresql(t: TestContext): Promise<Destination> {
  const server = await startPostgresql(t)
  assert.ok(server)
  return {
    name: 'to_postgresql',
    type: 'report',
    spec: { dbName: 'warehouse', tableName: 'flights', columns: all },
    connection: {
      name: 'warehouse',
      driver: 'postgresql',
      options: { ...server.connection, database: 'shop' },
    },
    kill: server.kill,
    restart: server.restart,
    sums: async () => numbers(await server.query(`${select} flights`)),
  }
}

function numbers([row]: readonly Record<string, unknown>[]): Sums {
  return { records: Number(row?.['n']), delay: Number(row?.['delay']), distance: Number(row?.['distance']) }
}

async function mongo(t: TestContext): Promise<Destination> {
  const server = await startMongo(t)
  assert.ok(server)
  return {
    name: 'to_mongo',
    type: 'mongo',
    spec: { host: server.host, dbName: 'shop', collName: 'flights', mode: 'INSERT', doc: all },
    kill: server.kill,
    restart: server.restart,
    async sums() {
      const client = await MongoClient.connect(`mongodb://${server.host}`)
      try {
        const sums = { records: 0, delay: 0, distance: 0 }
        for await (const { delay, distance } of client.db('shop').collection('flights').find())
          add(sums, { delay: Number(delay), distance: Number(distance) })
        return sums
      } finally {
        await client.close()
      }
    },
  }
}

function clientOf({ url, accessKey, secretKey }: TestServer): Client {
  return createClient({ server: url, accessKey, secretKey })
}
