import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { exporterConformance } from '../../packages/server/src/exporters/exporter.conformance.ts'
import { ConfigurationError, RefusedBatch } from '../../packages/server/src/exporters/exporter.ts'
import { testDeps } from '../../packages/server/src/exporters/testing/exporter-deps.ts'
import { batchOf, everyField } from '../../packages/server/src/exporters/testing/records.ts'
import { until } from '../../packages/server/src/exporters/testing/until.ts'
import { tsdbType } from '../../packages/server/src/exporters/tsdb/index.ts'
import { makeCertificate } from './servers/certificate.ts'
import { type InfluxdbServer, startInfluxdb } from './servers/influxdb.ts'
import { startQuestdb } from './servers/questdb.ts'
import { freePort } from './servers/run-program.ts'
import { startVictoriametrics } from './servers/victoriametrics.ts'

const never = new AbortController().signal
const spec = { destRepoName: 'web', series: 'requests', tags: { name: '#name' }, fields: { id: '#id' } }
const defaults = {
  api: '1.x',
  password: '',
  token: '',
  createDatabase: false,
  precision: 'ns',
  gzip: false,
  timeoutMs: 5_000,
}

async function depsOf(t: TestContext, url: string, more: object = {}) {
  const options = { ...defaults, url, ...more }
  return { ...(await testDeps(t)), connection: { name: 'default', driver: 'influxdb', options } }
}

async function exporterOf(t: TestContext, url: string, more: object = {}, specMore: object = {}) {
  const deps = await depsOf(t, url, more)
  const exporter = tsdbType.create(tsdbType.parseSpec({ ...spec, ...specMore }, everyField), deps)
  t.after(() => exporter.close())
  await exporter.open(undefined, never)
  return exporter
}

async function influxdb(
  t: TestContext,
  options: Parameters<typeof startInfluxdb>[1] = { databases: ['web'] },
) {
  const server = await startInfluxdb(t, options)
  assert.ok(server)
  return server
}

exporterConformance(tsdbType, async (t) => {
  const server = await influxdb(t)
  return {
    spec,
    unreachableSpec: { ...spec, destRepoName: 'missing' },
    checks: true,
    deps: await depsOf(t, server.url),
    ids: async () => (await server.query('select id from requests', 'web')).map(({ id }) => Number(id)),
  }
})

test('text of any kind, exact longs and floats come back as they were', async (t) => {
  const server = await influxdb(t)
  const exporter = await exporterOf(
    t,
    server.url,
    { gzip: true },
    {
      tags: { 'a tag, = "x"': '#name' },
      fields: { 'id, = "汉"': '#id', score: '#score', ok: '#ok', at: '#at', raw: '#raw', text: '#name' },
      timestamp: '#at',
    },
  )
  const names = ['汉字 😀', 'a,b=c d"e"', 'C:\\dir\\x', 'a\\\\b', '中,文 =']
  const line = (id: number) =>
    `{"id":${id === 0 ? '-9223372036854775807' : `922337203685477580${id}`},"name":${JSON.stringify(names[id])},"score":${['1e-7', '0.1', '1.7976931348623157e308', '-0', '3'][id]},"ok":true,"at":"2017-01-12T15:30:00.12345${id}Z","raw":"{\\"a\\":\\"b\\\\n\\"}"}`
  assert.deepEqual(await exporter.write(batchOf(0, 5, line), never), {
    delivered: 5n,
    rejected: [],
    omitted: 0,
  })
  const rows = await server.query('select * from requests', 'web')
  assert.deepEqual(
    rows.map((row) => row['a tag, = "x"']),
    names,
  )
  assert.deepEqual(
    rows.map((row) => row['text']),
    names,
  )
  assert.deepEqual(
    rows.map((row) => row['id, = "汉"']),
    [
      -9223372036854775807n,
      9223372036854775801n,
      9223372036854775802n,
      9223372036854775803n,
      9223372036854775804n,
    ],
  )
  assert.deepEqual(
    rows.map(({ score }) => Number(score)),
    [1e-7, 0.1, 1.7976931348623157e308, 0, 3],
  )
  assert.deepEqual(
    rows.map(({ time }) => time),
    [0n, 1n, 2n, 3n, 4n].map((micros) => 1_484_235_000_123_450_000n + micros * 1_000n),
  )
  assert.equal(rows[0]?.['raw'], '{"a":"b\\n"}')
  assert.equal(rows[0]?.['at'], '2017-01-12T15:30:00.123450Z')
})

test('text that a tag cannot hold is rejected, or left out when the spec says so', async (t) => {
  const server = await influxdb(t)
  const names = ['a\nb', 'ends\\', 'a\\ b', 'good']
  const batch = batchOf(0, 4, (id) => `{"id":${id},"name":${JSON.stringify(names[id])}}`)
  const { rejected } = await (await exporterOf(t, server.url)).write(batch, never)
  assert.deepEqual(
    rejected?.map(({ index }) => index),
    [0, 1, 2],
  )
  assert.match(rejected?.[0]?.reason ?? '', /^tag 'name': "a\\nb" has a line break$/)
  const omitting = await exporterOf(t, server.url, {}, { omitInvalid: true })
  assert.deepEqual(await omitting.write(batch, never), { delivered: 4n, rejected: [], omitted: 3 })
  assert.deepEqual(
    (await server.query('select id from requests', 'web')).map(({ id }) => id),
    [3n],
  )
})

test('a batch with points that the database refuses is refused, and its halves go through', async (t) => {
  const server = await influxdb(t)
  await (await exporterOf(t, server.url)).write(batchOf(0, 2), never)
  const other = await exporterOf(t, server.url, {}, { fields: { id: '#name', n: '#id' }, tags: {} })
  await assert.rejects(other.write(batchOf(0, 4), never), (error: Error) => {
    assert.ok(error instanceof RefusedBatch)
    assert.match(error.message, /partial write: field type conflict/)
    return true
  })
})

test('the database is made when the connection says so, else its absence is for a person to mend', async (t) => {
  const server = await influxdb(t, {})
  const plain = await exporterOf(t, server.url)
  await assert.rejects(plain.write(batchOf(0, 1), never), ConfigurationError)
  assert.match(
    (await plain.check(never)) ?? '',
    /database web\) answered 404: database not found.*Create the database/,
  )
  const creating = await exporterOf(t, server.url, { createDatabase: true })
  assert.equal(await creating.check(never), undefined)
  await creating.write(batchOf(0, 1), never)
  assert.equal(await plain.check(never), undefined)
  assert.equal((await server.query('select id from requests', 'web')).length, 1)
})

test('a wrong password, an untrusted certificate and a reserved name say what to do', async (t) => {
  const { certificatePath, keyPath, pem } = await makeCertificate(t)
  const server = await influxdb(t, { http: ['auth-enabled = true'] })
  await server.query("CREATE USER admin WITH PASSWORD 'right' WITH ALL PRIVILEGES")
  const wrong = await exporterOf(t, server.url, { username: 'admin', password: 'wrong-one' })
  await assert.rejects(wrong.write(batchOf(0, 1), never), (error: Error) => {
    assert.ok(error instanceof ConfigurationError)
    assert.match(error.message, /401.*Check the connection's user/)
    assert.doesNotMatch(error.message, /wrong-one/)
    return true
  })
  const right = await exporterOf(t, server.url, {
    username: 'admin',
    password: 'right',
    createDatabase: true,
  })
  await right.write(batchOf(0, 1), never)
  const secure = await startInfluxdbWithTls(t, certificatePath, keyPath)
  await assert.rejects(
    (await exporterOf(t, secure)).write(batchOf(0, 1), never),
    (error: Error) => error instanceof ConfigurationError && /url and ca/.test(error.message),
  )
  await (await exporterOf(t, secure, { ca: pem, createDatabase: true })).write(batchOf(0, 1), never)
  await assert.rejects(exporterOf(t, server.url, {}, { tags: { time: '#name' } }), /keeps the name 'time'/)
})

test('a server that is killed again and again has every record once', async (t) => {
  const server = await influxdb(t)
  const exporter = await exporterOf(t, server.url)
  let kills = 0
  let down = false
  for (let from = 0; from < 20_000; ) {
    if (down) await server.restart()
    down = false
    const written = exporter.write(batchOf(from, from + 1_000), never).then(
      () => true,
      (error) => {
        assert.ok(!(error instanceof ConfigurationError) && !(error instanceof RefusedBatch), String(error))
        return false
      },
    )
    if (kills < 4 && from % 4_000 === 0) {
      kills++
      await new Promise((resolve) => setTimeout(resolve, kills * 8))
      await server.kill()
      down = true
    }
    if (await written) from += 1_000
  }
  if (down) await server.restart()
  const [row] = await server.query('select count(id), sum(id) from requests', 'web')
  assert.deepEqual([row?.['count'], row?.['sum']], [20_000n, 199_990_000n])
})

test('a server that is down, or hangs, makes an error soon', async (t) => {
  const server = await influxdb(t)
  const down = await exporterOf(t, `http://127.0.0.1:${await freePort()}`)
  await assert.rejects(down.check(never), /ECONNREFUSED/)
  const exporter = await exporterOf(t, server.url, { timeoutMs: 200 })
  server.pause()
  t.after(() => server.resume())
  await assert.rejects(exporter.write(batchOf(0, 1), never), /no answer within 0\.2 s/)
  server.resume()
  const patient = await exporterOf(t, server.url)
  await patient.write(batchOf(0, 1), never)
  assert.equal((await server.query('select id from requests', 'web')).length, 1)
})

for (const api of ['1.x', '2.x'])
  test(`VictoriaMetrics takes the points of API ${api}, each once`, async (t) => {
    const server = await startVictoriametrics(t)
    assert.ok(server)
    const exporter = await exporterOf(
      t,
      server.url,
      { api, org: 'ops', precision: 'ms' },
      { timestamp: '#at', tags: { name: '#name' } },
    )
    const line = (id: number) =>
      `{"id":${id},"name":"汉 字,=","at":"2024-01-12T15:30:00.1${id}Z"}`.replace(/\.1(\d)Z/, '.10$1Z')
    assert.equal(await exporter.check(never), undefined)
    await exporter.write(batchOf(0, 10, line), never)
    const [series, ...others] = await server.samples('{__name__="requests_id"}')
    assert.deepEqual(others, [])
    assert.deepEqual(series?.metric, {
      __name__: 'requests_id',
      ...(api === '1.x' && { db: 'web' }),
      name: '汉 字,=',
    })
    assert.deepEqual(
      series?.values,
      Array.from({ length: 10 }, (_, id) => id),
    )
  })

test('QuestDB takes the points, each once where the table says what makes them the same', async (t) => {
  const server = await startQuestdb(t)
  assert.ok(server)
  const mapping = { timestamp: '#at', fields: { id: '#id', score: '#score', text: '#raw' } }
  const exporter = await exporterOf(t, server.url, {}, mapping)
  const line = (id: number) =>
    `{"id":${9_007_199_254_740_993n + BigInt(id)},"name":"汉 字,=","score":0.1,"at":"2024-01-12T15:30:0${id}.123456Z","raw":"{\\"a\\":1}"}`
  assert.equal(await exporter.check(never), undefined)
  await exporter.write(batchOf(0, 5, line), never)
  await server.query('alter table requests dedup enable upsert keys(timestamp, name)')
  await exporter.write(batchOf(0, 10, line), never)
  const ids = 'select id::string as id, name, score, text, timestamp from requests order by timestamp'
  const last = async () => (await server.query(ids)).at(-1)
  await until(async () => (await last())?.['id'] === '9007199254741002')
  assert.equal((await server.query(ids)).length, 10)
  assert.deepEqual(await last(), {
    ...{ id: '9007199254741002', name: '汉 字,=', score: 0.1, text: '{"a":1}' },
    timestamp: '2024-01-12T15:30:09.123456Z',
  })
})

async function startInfluxdbWithTls(t: TestContext, certificate: string, key: string): Promise<string> {
  const http = [
    'https-enabled = true',
    `https-certificate = "${certificate}"`,
    `https-private-key = "${key}"`,
  ]
  const server: InfluxdbServer = await influxdb(t, { http, tls: true })
  return server.url
}
