import assert from 'node:assert/strict'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { type Client, createClient } from '@sluice/sdk'
import { MongoClient } from 'mongodb'
import { startServer, type TestServer } from '../e2e/start-server.ts'
import { type MongoServer, startMongo } from './servers/mongo.ts'
import { type S3Server, startS3 } from './servers/s3.ts'
import { smallDisks } from './servers/small-disk.ts'

/** What goes wrong between a whole server and real destinations; whatever it is, each record is there once afterwards. */

const waitMsMax = 120_000

test('a destination that is down at the start gets everything once it is there', async (t) => {
  const { mongo, client } = await setUp(t)
  await mongo.kill()
  await client.exports.create('visits', 'out', { type: 'mongo', spec: inserts(mongo) })
  await push(client, 0, 1_000)
  const waiting = await statusWhen(client, ({ lastError }) => lastError !== undefined)
  assert.match(
    waiting.lastError?.message ?? '',
    /^mongodb:\/\/127\.0\.0\.1:\d+, shop\.visits: .*ECONNREFUSED/,
  )
  assert.equal(waiting.position, '0')
  await mongo.restart()
  await delivered(client, 1_000)
  assert.deepEqual(await idsIn(mongo), range(0, 1_000))
})

test('a destination that dies and freezes while records flow has each of them once', async (t) => {
  const { mongo, client } = await setUp(t)
  await client.exports.create('visits', 'out', { type: 'mongo', spec: inserts(mongo) })
  for (const round of range(0, 4)) {
    await push(client, round * 10_000, (round + 1) * 10_000)
    await positionAbove(client, round * 10_000)
    if (round % 2 === 0) await mongo.kill()
    else mongo.pause()
    await pause(100)
    if (round % 2 === 0) await mongo.restart()
    else mongo.resume()
  }
  await delivered(client, 40_000)
  assert.deepEqual(await idsIn(mongo), range(0, 40_000))
})

test('counters are right though server and destination die by turns', async (t) => {
  const { mongo, client, server } = await setUp(t)
  const spec = {
    ...target(mongo),
    mode: 'UPSERT',
    updateKey: ['page'],
    doc: { $set: { page: '#page' }, $inc: { hits: '#one', sum: '#id' } },
  }
  await client.exports.create('visits', 'out', { type: 'mongo', spec })
  let running = { server, client }
  for (const round of range(0, 3)) {
    await push(running.client, round * 3_000, (round + 1) * 3_000)
    await positionAbove(running.client, round * 3_000)
    if (round === 1) {
      await mongo.kill()
      await mongo.restart()
      continue
    }
    await running.server.kill()
    running = await restarted(t, running.server)
  }
  await delivered(running.client, 9_000)
  const pages = await documents(mongo)
  assert.deepEqual(
    pages.map(({ page, hits, sum }) => [page, Number(hits), Number(sum)]).sort(),
    range(0, 7)
      .map((page) => range(0, 9_000).filter((id) => id % 7 === page))
      .map((ids, page) => [`p${page}`, ids.length, ids.reduce((a, b) => a + b, 0)]),
  )
})

test('records that the destination refuses wait in the dead-letter repo until a redrive', async (t) => {
  const { mongo, client, database } = await setUp(t)
  const visits = database.db('shop').collection('visits')
  await visits.createIndex({ id: 1 }, { unique: true })
  await visits.insertMany([{ id: 5n }, { id: 700n }])
  await client.exports.create('visits', 'out', { type: 'mongo', spec: inserts(mongo) })
  await push(client, 0, 1_000)
  const { counters } = await delivered(client, 1_000)
  assert.equal(counters['rejected'], 2)
  await visits.deleteMany({ page: { $exists: false } })
  await client.exports.redrive('visits', 'out')
  await until(async () => (await documents(mongo)).length === 1_000)
  assert.deepEqual(await idsIn(mongo), range(0, 1_000))
})

test('an object store that dies, and a server that is killed over a file, leave each record in one object', async (t) => {
  const { s3, client, server } = await setUpStore(t, ['files'])
  await client.exports.create('visits', 'out', { type: 'kodo', spec: files })
  await push(client, 0, 10_000)
  await positionAbove(client, 0)
  await s3.kill()
  await push(client, 10_000, 20_000)
  await statusWhen(
    client,
    ({ state, lastError }) => state === 'retrying' && /ECONNREFUSED/.test(lastError?.message ?? ''),
  )
  await s3.restart()
  await positionAbove(client, 10_000)
  await push(client, 20_000, 30_000)
  await server.kill()
  const { client: again } = await restarted(t, server)
  await delivered(again, 30_000)
  assert.deepEqual(await idsInObjects(join(s3.objectsDirectory, 'files')), range(0, 30_000))
})

test('an export whose bucket is missing is paused, says what to do, and goes on once it is there', async (t) => {
  const { s3, client } = await setUpStore(t, [])
  await client.exports.create('visits', 'out', { type: 'kodo', spec: files })
  await push(client, 0, 100)
  const { lastError } = await statusWhen(client, ({ state }) => state === 'paused')
  assert.match(lastError?.message ?? '', /has no bucket 'files': create it there, or name another/)
  await mkdir(join(s3.objectsDirectory, 'files'))
  await delivered(client, 100)
  assert.deepEqual(await idsInObjects(join(s3.objectsDirectory, 'files')), range(0, 100))
})

test('a disk that is full loses nothing, and the export goes on when there is room', async (t) => {
  const disks = smallDisks(t)
  const server = await startServer()
  const objects = join(server.dataDirectory, 'objects')
  t.after(() => server[Symbol.asyncDispose]())
  const disk = await disks.mount(objects)
  if (!disk) return
  await disk.leave(1024 * 1024)
  const client = clientOf(server)
  await createRepo(client)
  await client.exports.create('visits', 'out', { type: 'kodo', spec: files })
  await push(client, 0, 60_000)
  await statusWhen(client, ({ lastError }) =>
    /ENOSPC|no space left|disk is full/i.test(lastError?.message ?? ''),
  )
  assert.deepEqual(await readdir(join(objects, '.incoming')), [])
  await disk.leave(256 * 1024 * 1024)
  await delivered(client, 60_000)
  assert.deepEqual(await idsInObjects(join(objects, 'files')), range(0, 60_000))
})

/** What an embedded store keeps, and how its ids are asked for. */
const stores = [
  {
    type: 'tsdb',
    spec: { destRepoName: 'd', series: 't', fields: { id: '#id', page: '#page' } },
    query: { sql: 'select count(*) as n, count(distinct id) as d from d.t' },
  },
  {
    type: 'report',
    spec: { dbName: 'd', tableName: 't', columns: { id: '#id', page: '#page' } },
    query: { sql: 'select count(*) as n, count(distinct id) as d from d.t' },
  },
  {
    type: 'logdb',
    spec: { destRepoName: 'd', doc: { id: '#id', page: '#page' } },
    query: { repo: 'd', query: '', size: 0 },
  },
]
for (const { type, spec, query } of stores)
  test(`${type}: a full disk under the embedded store loses nothing, and the export goes on when there is room`, async (t) => {
    const disks = smallDisks(t)
    const server = await startServer()
    const folder = join(server.dataDirectory, 'stores', type)
    t.after(() => server[Symbol.asyncDispose]())
    const disk = await disks.mount(folder)
    if (!disk) return
    await disk.leave(1024 * 1024)
    const client = clientOf(server)
    await createRepo(client)
    await client.exports.create('visits', 'out', { type, spec })
    await push(client, 0, 60_000)
    await statusWhen(
      client,
      ({ state, lastError }) => state === 'retrying' && /disk|space|full/i.test(lastError?.message ?? ''),
    )
    await disk.leave(256 * 1024 * 1024)
    const { counters } = await delivered(client, 60_000)
    assert.equal(counters['rejected'], 0)
    const answer = await client.queryDestination(type, query)
    if (type === 'logdb') assert.equal(Number(answer['total']), 60_000)
    else assert.deepEqual(answer['rows'], [{ n: 60_000, d: 60_000 }])
  })

const files = {
  bucket: 'files',
  fields: { id: '#id', page: '#page' },
  rotateStrategy: 'both',
  rotateSize: 100_000,
  rotateInterval: 1,
}

async function setUp(t: TestContext) {
  const mongo = await startMongo(t)
  assert.ok(mongo)
  const server = await startServer()
  t.after(() => server[Symbol.asyncDispose]())
  const client = clientOf(server)
  await createRepo(client)
  const database = new MongoClient(`mongodb://${mongo.host}`)
  t.after(() => database.close())
  return { mongo, server, client, database }
}

async function setUpStore(t: TestContext, buckets: readonly string[]) {
  const s3 = await startS3(t, { buckets })
  assert.ok(s3)
  const server = await startServer()
  t.after(() => server[Symbol.asyncDispose]())
  const client = clientOf(server)
  await createRepo(client)
  await client.connections.put('kodo', 'files', { driver: 's3', options: storeOptions(s3) })
  return { s3, server, client }
}

function storeOptions({ url: endpoint, accessKey, secretKey }: S3Server) {
  return { endpoint, accessKey, secretKey }
}

async function restarted(t: TestContext, server: TestServer) {
  const again = await server.restart()
  t.after(() => again[Symbol.asyncDispose]())
  return { server: again, client: clientOf(again) }
}

function clientOf({ url, accessKey, secretKey }: TestServer): Client {
  return createClient({ server: url, accessKey, secretKey })
}

async function createRepo(client: Client): Promise<void> {
  await client.repos.create('visits', {
    schema: [
      { key: 'id', valtype: 'long' },
      { key: 'page', valtype: 'string' },
      { key: 'one', valtype: 'long' },
    ],
  })
}

async function push(client: Client, from: number, to: number): Promise<void> {
  const records = range(from, to).map((id) => ({ id, page: `p${id % 7}`, one: 1 }))
  await client.push({ repo: 'visits', records })
}

function target({ host }: MongoServer) {
  return { host, dbName: 'shop', collName: 'visits' }
}

function inserts(server: MongoServer) {
  return { ...target(server), mode: 'INSERT' }
}

type Status = Awaited<ReturnType<Client['exports']['status']>>

async function statusWhen(client: Client, wanted: (status: Status) => boolean): Promise<Status> {
  let status = await client.exports.status('visits', 'out')
  await until(
    async () => {
      status = await client.exports.status('visits', 'out')
      return wanted(status)
    },
    () => JSON.stringify(status),
  )
  return status
}

const delivered = (client: Client, position: number) =>
  statusWhen(client, (status) => status.position === String(position))

const positionAbove = (client: Client, position: number) =>
  statusWhen(client, (status) => Number(status.position) > position)

async function until(holds: () => Promise<boolean>, last: () => string = () => ''): Promise<void> {
  const end = Date.now() + waitMsMax
  while (!(await holds())) {
    assert.ok(Date.now() < end, `did not come about in ${waitMsMax} ms; the last was ${last()}`)
    await pause(20)
  }
}

async function documents({ host }: MongoServer) {
  await using client = new MongoClient(`mongodb://${host}`)
  return await client.db('shop').collection('visits').find().toArray()
}

async function idsIn(server: MongoServer): Promise<number[]> {
  return (await documents(server)).map((document) => Number(document['id'])).sort((a, b) => a - b)
}

async function idsInObjects(folder: string): Promise<number[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
    .map((entry) => join(entry.parentPath, entry.name))
  const texts = await Promise.all(paths.map((path) => readFile(path, 'utf8')))
  return texts
    .flatMap((text) => [...text.matchAll(/^{"id":(\d+)/gm)].map(([, id]) => Number(id)))
    .sort((a, b) => a - b)
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i)
}
