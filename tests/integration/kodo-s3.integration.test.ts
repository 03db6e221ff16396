import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import {
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { createCompute } from '../../packages/server/src/compute/duckdb-compute.ts'
import { exporterConformance } from '../../packages/server/src/exporters/exporter.conformance.ts'
import { ConfigurationError, type Exporter } from '../../packages/server/src/exporters/exporter.ts'
import { kodoType } from '../../packages/server/src/exporters/kodo/index.ts'
import { type TestDeps, testDeps } from '../../packages/server/src/exporters/testing/exporter-deps.ts'
import { batchOf, everyField, idsIn, range } from '../../packages/server/src/exporters/testing/records.ts'
import { makeCertificate } from './servers/certificate.ts'
import { freePort } from './servers/run-program.ts'
import { type S3Server, startS3 } from './servers/s3.ts'

const never = new AbortController().signal
const fields = { id: '#id', label: '#name' }

exporterConformance(kodoType, async (context) => {
  const server = await startS3(context, { buckets: ['flights'] })
  assert.ok(server)
  return {
    spec: { bucket: 'flights', fields },
    unreachableSpec: { bucket: 'missing', fields },
    checks: true,
    deps: { ...(await testDeps(context)), connection: connectionTo(server) },
    ids: async () => (await contents(server, 'flights')).flatMap((content) => idsIn(content)),
  }
})

test('a file larger than one part arrives whole, with its type and the time it is to be deleted', async (t) => {
  const { server, exporter, deps, client } = await setUp(t, { rotateSize: 40_000_000, retention: 7 })
  const line = (id: number) => `{"id":${id},"name":"${'x'.repeat(1000)}"}`
  for (let from = 0; from < 30_000; from += 5_000) await writeAll(exporter, from, from + 5_000, line)
  assert.equal(await settleAll(exporter, deps), 30_000n)
  const [key = ''] = await keys(server, 'flights')
  const text = await readFile(join(server.objectsDirectory, 'flights', key), 'utf8')
  assert.ok(text.length > 3 * 8 * 1024 * 1024)
  assert.deepEqual(idsIn(text), range(0, 30_000))
  const head = await client.send(new HeadObjectCommand({ Bucket: 'flights', Key: key }))
  assert.equal(head.ContentType, 'application/x-ndjson')
  const expires = new Date(deps.clock.nowMs() + 7 * 86_400_000).toISOString()
  assert.deepEqual(head.Metadata, { 'sluice-expires-at': expires })
  assert.deepEqual(await readdir(deps.scratchDirectory), [])
})

test('what a server that died has uploaded of the same file is taken back', async (t) => {
  const { server, exporter, deps, client } = await setUp(t, { rotateSize: 40_000_000, keyPrefix: 'p$(sec)' })
  const [Bucket, Key] = ['flights', 'p00-01234567-000000000000.json']
  await client.send(new CreateMultipartUploadCommand({ Bucket, Key }))
  await client.send(new CreateMultipartUploadCommand({ Bucket, Key: `${Key}-of-others` }))
  const line = (id: number) => `{"id":${id},"name":"${'x'.repeat(1000)}"}`
  await writeAll(exporter, 0, 10_000, line)
  await settleAll(exporter, deps)
  assert.deepEqual(await keys(server, Bucket), [Key])
  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket }))
  assert.deepEqual(
    Uploads.map((upload) => upload.Key),
    [`${Key}-of-others`],
  )
})

test('objects are deleted when their retention is over, by any export of the connection', async (t) => {
  const { server, exporter, deps } = await setUp(t, { retention: 2 })
  await writeAll(exporter, 0, 10)
  await deps.clock.advance(600_000)
  await exporter.settle(never)
  assert.equal((await keys(server, 'flights')).length, 1)
  await exporter.close()
  const other = kodoType.create(kodoType.parseSpec({ bucket: 'other', fields }, everyField), deps)
  t.after(() => other.close())
  await other.open(undefined, never)
  await other.settle(never)
  assert.equal((await keys(server, 'flights')).length, 1)
  await deps.clock.advance(2 * 86_400_000)
  await other.settle(never)
  assert.deepEqual(await keys(server, 'flights'), [])
})

test('gzip files stay gzip files', async (t) => {
  const { server, exporter, deps } = await setUp(t, { compress: true })
  await writeAll(exporter, 0, 10)
  await settleAll(exporter, deps)
  const [key = ''] = await keys(server, 'flights')
  const content = await readFile(join(server.objectsDirectory, 'flights', key))
  assert.deepEqual(idsIn(gunzipSync(content).toString()), range(0, 10))
})

test('parquet files arrive as such', async (t) => {
  const { server, client, deps: given } = await setUp(t, {})
  const compute = await createCompute({
    scratchDirectory: join(given.scratchDirectory, '..', 'compute'),
    timeZone: 'Asia/Shanghai',
  })
  t.after(() => compute.close())
  const deps: TestDeps = {
    ...given,
    parquet: (lines, schema, target, signal) => compute.parquet(lines, schema, target, signal),
  }
  const spec = kodoType.parseSpec({ bucket: 'flights', fields, format: 'parquet' }, everyField)
  const exporter = kodoType.create(spec, deps)
  t.after(() => exporter.close())
  await exporter.open(undefined, never)
  await writeAll(exporter, 0, 1_000)
  await settleAll(exporter, deps)
  const [Key = ''] = await keys(server, 'flights')
  const content = await readFile(join(server.objectsDirectory, 'flights', Key))
  assert.deepEqual([content.subarray(0, 4), content.subarray(-4)].map(String), ['PAR1', 'PAR1'])
  const { ContentType } = await client.send(new HeadObjectCommand({ Bucket: 'flights', Key }))
  assert.equal(ContentType, 'application/vnd.apache.parquet')
})

test('the connection may name the bucket in place of the spec', async (t) => {
  const { server, exporter, deps } = await setUp(t, {}, { bucket: 'other' })
  await writeAll(exporter, 0, 1)
  await settleAll(exporter, deps)
  assert.deepEqual([(await keys(server, 'flights')).length, (await keys(server, 'other')).length], [0, 1])
})

test('a wrong key or a missing bucket is for a person to mend, and the check says the same', async (t) => {
  const server = await startS3(t, { buckets: ['flights'] })
  if (!server) return
  const wrong = [
    [
      { secretKey: 'wrong-secret' },
      {},
      /refuses access key 'test-access' for bucket 'flights' .*connection 'store'/,
    ],
    [{ accessKey: 'nobody' }, {}, /access key 'nobody'/],
    [{}, { bucket: 'missing' }, /has no bucket 'missing': create it there, or name another/],
  ] as const
  for (const [options, spec, message] of wrong) {
    const { exporter, deps } = await exporterTo(t, server, spec, options)
    assert.match((await exporter.check(never)) ?? '', message)
    await writeAll(exporter, 0, 1)
    await assert.rejects(settleAll(exporter, deps), (error) => {
      assert.ok(error instanceof ConfigurationError, String(error))
      assert.match(error.message, message)
      assert.doesNotMatch(error.message, /wrong-secret|test-secret/)
      return true
    })
  }
})

test('a store that is down is tried again, and the file that comes after is the same object', async (t) => {
  const { server, exporter, deps } = await setUp(t, { keyPrefix: 'p$(sec)' })
  await writeAll(exporter, 0, 10)
  const { state } = await exporter.write(batchOf(10, 11), never)
  await server.kill()
  assert.match((await exporter.check(never)) ?? '', /ECONNREFUSED/)
  await assert.rejects(settleAll(exporter, deps), (error: Error) => {
    assert.ok(!(error instanceof ConfigurationError))
    return /127\.0\.0\.1:\d+, bucket 'flights': .*ECONNREFUSED/.test(error.message)
  })
  await server.restart()
  await exporter.open(state, never)
  await writeAll(exporter, 0, 11)
  await settleAll(exporter, deps)
  assert.deepEqual(await keys(server, 'flights'), ['p00-01234567-000000000000.json'])
  assert.deepEqual((await contents(server, 'flights')).flatMap(idsIn), range(0, 11))
})

test('a store that takes the connection and says nothing is left when the signal fires', async (t) => {
  const { server, exporter, deps } = await setUp(t, {})
  await writeAll(exporter, 0, 10)
  server.pause()
  t.after(() => server.resume())
  await deps.clock.advance(600_000)
  const stop = new AbortController()
  const settled = exporter.settle(stop.signal)
  setTimeout(() => stop.abort(new Error('time is over')), 100)
  await assert.rejects(settled, /time is over/)
})

test('a certificate of the store’s own has to be trusted', async (t) => {
  const certificate = await makeCertificate(t)
  const server = await startS3(t, { buckets: ['flights'], tls: certificate })
  if (!server) return
  const { exporter: stranger } = await exporterTo(t, server)
  assert.match((await stranger.check(never)) ?? '', /self-signed certificate/)
  const { exporter, deps } = await exporterTo(t, server, {}, { ca: certificate.pem })
  assert.equal(await exporter.check(never), undefined)
  await writeAll(exporter, 0, 3)
  await settleAll(exporter, deps)
  assert.deepEqual((await contents(server, 'flights')).flatMap(idsIn), [0, 1, 2])
})

test('nobody at the address is told with the address', async (t) => {
  const endpoint = `http://127.0.0.1:${await freePort()}`
  const deps = {
    ...(await testDeps(t)),
    connection: { name: 'store', driver: 's3', options: { ...someKeys, endpoint } },
  }
  const exporter = kodoType.create(kodoType.parseSpec({ bucket: 'flights', fields }, everyField), deps)
  t.after(() => exporter.close())
  assert.match(
    (await exporter.check(never)) ?? '',
    new RegExp(`${endpoint}, bucket 'flights': .*ECONNREFUSED`),
  )
})

const someKeys = { accessKey: 'a', secretKey: 's', region: 'us-east-1', forcePathStyle: true }

function connectionTo(server: S3Server, options: object = {}) {
  const { url: endpoint, accessKey, secretKey } = server
  return { name: 'store', driver: 's3', options: { ...someKeys, endpoint, accessKey, secretKey, ...options } }
}

async function setUp(t: TestContext, spec: object, options: object = {}) {
  const server = await startS3(t, { buckets: ['flights', 'other'] })
  assert.ok(server)
  const client = new S3Client({
    endpoint: server.url,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: server.accessKey, secretAccessKey: server.secretKey },
  })
  t.after(() => client.destroy())
  return { server, client, ...(await exporterTo(t, server, spec, options)) }
}

async function exporterTo(t: TestContext, server: S3Server, spec: object = {}, options: object = {}) {
  const deps: TestDeps = { ...(await testDeps(t)), connection: connectionTo(server, options) }
  const exporter = kodoType.create(
    kodoType.parseSpec({ bucket: 'flights', fields, ...spec }, everyField),
    deps,
  )
  t.after(() => exporter.close())
  await exporter.open(undefined, never)
  return { exporter, deps }
}

async function writeAll(exporter: Exporter, from: number, to: number, line?: (id: number) => string) {
  for (let at = from; at < to; ) at += (await exporter.write(batchOf(at, to, line), never)).taken ?? to - at
}

/** Lets the interval pass and stores what is open. */
async function settleAll(exporter: Exporter, deps: TestDeps): Promise<bigint | undefined> {
  await deps.clock.advance(600_000)
  return (await exporter.settle(never))?.delivered
}

async function keys(server: S3Server, bucket: string): Promise<string[]> {
  const folder = join(server.objectsDirectory, bucket)
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('.sgwtmp'))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort()
}

async function contents(server: S3Server, bucket: string): Promise<string[]> {
  const files = await keys(server, bucket)
  return await Promise.all(files.map((key) => readFile(join(server.objectsDirectory, bucket, key), 'utf8')))
}
