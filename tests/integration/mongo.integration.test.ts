import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { parseSchema, type Schema } from '@sluice/model'
import { type Document, Double, Long, MongoClient } from 'mongodb'
import { exporterConformance } from '../../packages/server/src/exporters/exporter.conformance.ts'
import { ConfigurationError, type ExportBatch } from '../../packages/server/src/exporters/exporter.ts'
import { mongoType } from '../../packages/server/src/exporters/mongo/index.ts'
import { testDeps } from '../../packages/server/src/exporters/testing/exporter-deps.ts'
import { batchOf, everyField } from '../../packages/server/src/exporters/testing/records.ts'
import { strangeServer, type Talk } from '../../packages/server/src/exporters/testing/strange-server.ts'
import { makeCertificate } from './servers/certificate.ts'
import { type MongoServer, startMongo } from './servers/mongo.ts'
import { freePort } from './servers/run-program.ts'

const never = new AbortController().signal
const visits = parseSchema([
  { key: 'user', valtype: 'string' },
  { key: 'hits', valtype: 'long' },
  { key: 'ms', valtype: 'float' },
])

exporterConformance(mongoType, async (context) => {
  const server = await startMongo(context)
  assert.ok(server)
  return {
    spec: { ...target(server), mode: 'INSERT' },
    unreachableSpec: { ...target(server), host: `127.0.0.1:${await freePort()}`, mode: 'INSERT' },
    checks: true,
    refusedLine: (id) => `{"id":${id},"raw":"{\\"a\\\\u0000b\\":1}"}`,
    deps: await testDeps(context),
    ids: async () => (await stored(server)).map(({ id }) => Number(id)).sort((a, b) => a - b),
  }
})

test('every type arrives as MongoDB’s own, longs whole', async (t) => {
  const { server, write } = await setUp(t, { mode: 'INSERT' })
  const line =
    '{"id":9223372036854775807,"name":"a\\"北\\n","score":1,"ok":true,"at":"2017-01-02T07:00:00.123456Z","tags":["x","y"],' +
    '"place":{"city":"c"},"raw":"{\\"a.b\\":{\\"c.d\\":9007199254740993},\\"2\\":1.5,\\"1\\":null}"}'
  await write(batchOf(7, 8, () => line))
  const [document = {}] = await stored(server)
  assert.deepEqual(document, {
    _id: '0123456789abcdef-7',
    id: Long.MAX_VALUE,
    name: 'a"北\n',
    score: new Double(1),
    ok: true,
    at: new Date('2017-01-02T07:00:00.123Z'),
    tags: ['x', 'y'],
    place: { city: 'c' },
    raw: { a_b: { c_d: Long.fromString('9007199254740993') }, 2: new Double(1.5), 1: null },
  })
})

test('a mapping that nests makes documents that nest, without what a record lacks', async (t) => {
  const { server, write } = await setUp(t, {
    mode: 'INSERT',
    doc: { who: { name: '#name', town: '#place' }, marks: { score: '#score' }, n: '#id' },
  })
  await write(batchOf(0, 1))
  assert.deepEqual(await stored(server), [
    { _id: '0123456789abcdef-0', who: { name: 'n0' }, n: Long.fromNumber(0) },
  ])
})

test('INSERT with another mapping replaces what a run wrote before, and writes of others stay', async (t) => {
  const { server, write } = await setUp(t, { mode: 'INSERT', doc: { n: '#id' } })
  await write(batchOf(0, 3))
  const again = await exporterTo(t, server, { mode: 'INSERT', doc: { m: '#id' } })
  assert.deepEqual((await again.write(batchOf(1, 4))).rejected, [])
  const documents = await stored(server)
  assert.deepEqual(
    documents.map(({ _id, n, m }) => [_id, Number(n ?? m), n === undefined]),
    [0, 1, 2, 3].map((id) => [`0123456789abcdef-${id}`, id, id > 0]),
  )
})

test('an _id of the record’s own is kept; the same document twice is there once, another one is refused', async (t) => {
  const { server, write } = await setUp(t, { mode: 'INSERT', doc: { _id: '#name', n: '#id' } })
  const line = (id: number) => `{"id":${id},"name":"n${id % 3}"}`
  const { rejected } = await write(batchOf(0, 4, line))
  assert.deepEqual(rejected?.length, 1)
  assert.equal(rejected?.[0]?.index, 3)
  assert.match(rejected?.[0]?.reason ?? '', /^refused with 11000: .*duplicate key/)
  assert.deepEqual((await write(batchOf(0, 4, line))).rejected, rejected)
  assert.deepEqual(
    (await stored(server)).map(({ _id, n }) => [_id, Number(n)]),
    [0, 1, 2].map((id) => [`n${id}`, id]),
  )
})

test('a unique index of the collection refuses single records', async (t) => {
  const { server, client, write } = await setUp(t, { mode: 'INSERT' })
  await client.db('shop').collection('orders').createIndex({ name: 1 }, { unique: true })
  const line = (id: number) => `{"id":${id},"name":"${id === 5 ? 'n2' : `n${id}`}"}`
  const { rejected } = await write(batchOf(0, 10, line))
  assert.deepEqual(
    rejected?.map(({ index }) => index),
    [5],
  )
  assert.equal((await stored(server)).length, 9)
})

test('UPDATE changes the documents that are there, UPSERT makes the others', async (t) => {
  const { server, client, write } = await setUp(t, { mode: 'UPDATE', ...byUser }, visits)
  await client.db('shop').collection('orders').insertOne({ user: 'a', kept: 1 })
  await write(
    visitsOf(0, [
      ['a', 1],
      ['b', 2],
    ]),
  )
  assert.deepEqual(await withoutIds(server), [{ user: 'a', kept: 1, last: 1 }])
  const upsert = await exporterTo(t, server, { mode: 'UPSERT', ...byUser }, visits)
  await upsert.write(
    visitsOf(0, [
      ['a', 3],
      ['b', 4],
      ['b', 5],
    ]),
  )
  assert.deepEqual(await withoutIds(server), [
    { user: 'a', kept: 1, last: 3 },
    { user: 'b', last: 5 },
  ])
})

test('a batch that is written again counts once', async (t) => {
  const { server, write } = await setUp(t, { mode: 'UPSERT', ...counting }, visits)
  const first = visitsOf(0, [
    ['a', 1],
    ['b', 10],
    ['a', 2],
  ])
  const second = visitsOf(3, [
    ['a', 4],
    ['c', 100],
  ])
  for (const batch of [first, first, second, first, second]) await write(batch)
  assert.deepEqual(await withoutIds(server), [
    { user: 'a', hits: 7, since: 1, log: [0, 2, 3] },
    { user: 'b', hits: 10, since: 10, log: [1] },
    { user: 'c', hits: 100, since: 100, log: [4] },
  ])
})

test('a redrive of earlier records is a run of its own and counts them', async (t) => {
  const { server, write } = await setUp(t, { mode: 'UPSERT', ...counting }, visits)
  await write(visitsOf(5, [['a', 1]]))
  const redrive = await exporterTo(t, server, { mode: 'UPSERT', ...counting }, visits, { run: 'fedcba' })
  const letters = {
    ...visitsOf(0, [
      ['a', 2],
      ['a', 3],
    ]),
    offsets: [1n, 3n],
  }
  for (let time = 0; time < 2; time++) await redrive.write(letters)
  assert.deepEqual(await withoutIds(server), [{ user: 'a', hits: 6, since: 1, log: [5, 0, 1] }])
})

test('a record without its key, and one that the operator does not fit, are refused alone', async (t) => {
  const { server, client, write } = await setUp(t, { mode: 'UPSERT', ...counting }, visits)
  await client.db('shop').collection('orders').insertOne({ user: 'x', hits: 'many' })
  const batch = visitsOf(0, [
    ['a', 1],
    [undefined, 2],
    ['x', 3],
    ['a', 4],
  ])
  const { rejected } = await write(batch)
  assert.deepEqual(
    rejected?.map(({ index }) => index),
    [1, 2],
  )
  assert.equal(rejected?.[0]?.reason, "field 'user' is absent, and updateKey needs it to find the document")
  assert.match(rejected?.[1]?.reason ?? '', /^refused with \d+: Cannot apply \$inc/)
  assert.equal((await withoutIds(server)).find(({ user }) => user === 'a')?.['hits'], 5)
})

test('names in a record are never operators of the query', async (t) => {
  const { server, client, write } = await setUp(
    t,
    { mode: 'UPDATE', updateKey: ['raw'], doc: { name: '#name' } },
    everyField,
  )
  await client.db('shop').collection('orders').insertOne({ raw: 1, name: 'mine' })
  await write(batchOf(0, 1, () => '{"name":"stolen","raw":"{\\"$gt\\":0}"}'))
  assert.deepEqual(await withoutIds(server), [{ raw: 1, name: 'mine' }])
})

test('a name that no document can have refuses the record', async (t) => {
  const { server, write } = await setUp(t, { mode: 'INSERT' })
  const line = (id: number) => `{"id":${id}${id === 1 ? ',"raw":"{\\"a\\\\u0000b\\":1}"' : ''}}`
  const { rejected } = await write(batchOf(0, 3, line))
  assert.deepEqual(rejected, [
    { index: 1, reason: "field 'raw' holds an object with a NUL character in a name" },
  ])
  assert.equal((await stored(server)).length, 2)
})

test('a server that is down fails the write, and the same batch is whole afterwards', async (t) => {
  const { server, exporter, write } = await setUp(t, { mode: 'INSERT' })
  await write(batchOf(0, 5))
  await server.kill()
  await assert.rejects(write(batchOf(5, 10)), (error: Error) => {
    assert.ok(!(error instanceof ConfigurationError))
    return /^mongodb:\/\/127\.0\.0\.1:\d+, shop\.orders: /.test(error.message)
  })
  await server.restart()
  await exporter.open(undefined, never)
  await write(batchOf(0, 10))
  assert.equal((await stored(server)).length, 10)
})

test('a server that does not answer is left when the signal fires', async (t) => {
  const { server, exporter } = await setUp(t, { mode: 'INSERT' })
  await exporter.write(batchOf(0, 1), never)
  server.pause()
  t.after(() => server.resume())
  const stop = new AbortController()
  const write = exporter.write(batchOf(1, 2), stop.signal)
  setTimeout(() => stop.abort(new Error('time is over')), 100)
  await assert.rejects(write, /time is over/)
})

const strangers: { readonly [what: string]: Talk } = {
  'speaks HTTP': (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'),
  'closes at once': (socket) => socket.end(),
  'says nothing': () => {},
  'sends a length without end': (socket) => socket.write(Buffer.from([255, 255, 255, 127, 1, 2, 3])),
}

for (const [what, talk] of Object.entries(strangers))
  test(`a server that ${what} fails check and write with its address`, async (t) => {
    const { host } = await strangeServer(t, talk)
    const deps = await testDeps(t)
    const spec = { host, dbName: 'shop', collName: 'orders', mode: 'INSERT' }
    const exporter = mongoType.create(mongoType.parseSpec(spec, everyField), deps)
    t.after(() => exporter.close())
    await exporter.open(undefined, never)
    const told = new RegExp(`^mongodb://${host}, shop\\.orders: \\w`)
    const [problem, failed] = await Promise.all([
      exporter.check(never),
      exporter.write(batchOf(0, 10), AbortSignal.timeout(60_000)).then(
        () => assert.fail('it was written'),
        (error: unknown) => error,
      ),
    ])
    assert.match(problem ?? '', told)
    assert.ok(failed instanceof Error && !(failed instanceof ConfigurationError))
    assert.match(failed.message, told)
  })

test('a certificate of the server’s own has to be trusted', async (t) => {
  const certificate = await makeCertificate(t)
  const server = await startMongo(t, { tls: certificate })
  if (!server) return
  const options = { authSource: 'admin', tls: true }
  const connection = (more: object) => ({ name: 'c', driver: 'mongodb', options: { ...options, ...more } })
  const stranger = await exporterTo(t, server, { mode: 'INSERT' }, everyField, { connection: connection({}) })
  assert.match((await stranger.exporter.check(never)) ?? '', /self-signed certificate/)
  const { exporter, write } = await exporterTo(t, server, { mode: 'INSERT' }, everyField, {
    connection: connection({ ca: certificate.pem, uri: `mongodb://${server.host}/?directConnection=true` }),
  })
  assert.equal(await exporter.check(never), undefined)
  assert.deepEqual((await write(batchOf(0, 3))).rejected, [])
})

const byUser = { updateKey: ['user'], doc: { user: '#user', last: '#hits' } }
const counting = {
  updateKey: ['user'],
  doc: { $inc: { hits: '#hits' }, $setOnInsert: { since: '#hits' }, $push: { log: '#ms' } },
}

function visitsOf(firstOffset: number, visits: [user: string | undefined, hits: number][]): ExportBatch {
  const line = (id: number) => {
    const [user, hits] = visits[id - firstOffset] ?? []
    return `{${user === undefined ? '' : `"user":"${user}",`}"hits":${hits},"ms":${id}}`
  }
  return batchOf(firstOffset, firstOffset + visits.length, line)
}

function target({ host }: MongoServer) {
  return { host, dbName: 'shop', collName: 'orders' }
}

async function setUp(t: TestContext, spec: object, schema: Schema = everyField) {
  const server = await startMongo(t)
  assert.ok(server)
  const client = new MongoClient(`mongodb://${server.host}`)
  t.after(() => client.close())
  return { server, client, ...(await exporterTo(t, server, spec, schema)) }
}

async function exporterTo(
  t: TestContext,
  server: MongoServer,
  spec: object,
  schema: Schema = everyField,
  more: object = {},
) {
  const deps = { ...(await testDeps(t)), schema, ...more }
  const exporter = mongoType.create(mongoType.parseSpec({ ...target(server), ...spec }, schema), deps)
  t.after(() => exporter.close())
  await exporter.open(undefined, never)
  return { exporter, write: (batch: ExportBatch) => exporter.write(batch, never) }
}

async function stored(server: MongoServer): Promise<Document[]> {
  await using client = new MongoClient(`mongodb://${server.host}`)
  const options = { promoteValues: false, promoteLongs: false }
  return await client.db('shop').collection('orders').find({}, options).sort({ _id: 1 }).toArray()
}

/** By user; without ids and marks, numbers as such. */
async function withoutIds(server: MongoServer): Promise<Document[]> {
  await using client = new MongoClient(`mongodb://${server.host}`)
  const documents = await client.db('shop').collection('orders').find().sort({ user: 1 }).toArray()
  return documents.map(({ _id, _sluice, ...document }) => document)
}
