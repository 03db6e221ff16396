import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { exporterConformance } from '../exporter.conformance.ts'
import { testDeps } from '../testing/exporter-deps.ts'
import { type Receiver, startReceiver } from '../testing/receiver.ts'
import { batchOf, everyField, idsIn, lineOf, range } from '../testing/records.ts'
import { cutLines } from './cut-lines.ts'
import { httpType } from './index.ts'

const never = new AbortController().signal

exporterConformance(httpType, async (context) => {
  const receiver = await startReceiver(context)
  const gone = await startReceiver({ after: () => {} })
  await gone.close()
  return {
    spec: { host: receiver.host, uri: '/in', format: 'json' },
    unreachableSpec: { host: gone.host, uri: '/in' },
    checks: true,
    deps: await testDeps(context),
    ids: async () => receiver.accepted.flatMap(({ body }) => idsIn(body)),
  }
})

async function exporterTo(context: TestContext, receiver: Receiver, more: object = {}) {
  const spec = httpType.parseSpec({ host: receiver.host, uri: '/in', ...more }, everyField)
  const exporter = httpType.create(spec, await testDeps(context))
  await exporter.open(undefined, never)
  context.after(() => exporter.close())
  return exporter
}

test('text is the form of pushed records', async (t) => {
  const receiver = await startReceiver(t)
  const exporter = await exporterTo(t, receiver, { uri: '/v2/repos/x/data?tags=1' })
  const line =
    '{"id":9223372036854775807,"name":"a\\tb\\nc\\"","score":1e+06,"ok":true,"at":"2017-01-02T07:00:00Z",' +
    '"tags":["x","y"],"place":{"city":"北京"},"raw":"{\\"k\\":1}"}'
  await exporter.write(
    batchOf(0, 1, () => line),
    never,
  )
  assert.deepEqual(receiver.accepted, [
    {
      method: 'POST',
      path: '/v2/repos/x/data?tags=1',
      contentType: 'text/plain',
      firstOffset: '0',
      body:
        'id=9223372036854775807\tname=a\\tb\\nc"\tscore=1e+06\tok=true\tat=2017-01-02T07:00:00Z\t' +
        'tags=["x","y"]\tplace={"city":"北京"}\traw={"k":1}\n',
    },
  ])
})

test('json is one object a line, byte for byte as stored', async (t) => {
  const receiver = await startReceiver(t)
  const exporter = await exporterTo(t, receiver, { format: 'json' })
  await exporter.write(batchOf(0, 3), never)
  assert.equal(receiver.accepted[0]?.contentType, 'application/json')
  assert.equal(receiver.accepted[0]?.body, `${lineOf(0)}\n${lineOf(1)}\n${lineOf(2)}\n`)
})

test('anything but 200 fails with the status and the beginning of the answer', async (t) => {
  const receiver = await startReceiver(t)
  const exporter = await exporterTo(t, receiver)
  for (const status of [201, 204, 400, 401, 429, 500, 503]) {
    receiver.plan.push({ status, ...(status !== 204 && { body: `no: ${'x'.repeat(5000)}` }) })
    await assert.rejects(exporter.write(batchOf(0, 1), never), (error: Error) => {
      assert.match(error.message, new RegExp(`^POST http://127\\.0\\.0\\.1:\\d+/in answered ${status}: `))
      if (status !== 204) assert.match(error.message, /no: x{196}(;|$)/)
      return true
    })
  }
  assert.deepEqual(receiver.accepted, [])
})

test('a redirect is not followed', async (t) => {
  const receiver = await startReceiver(t)
  const exporter = await exporterTo(t, receiver)
  receiver.plan.push({ status: 302, headers: { location: '/elsewhere' } })
  await assert.rejects(exporter.write(batchOf(0, 1), never), /answered 302/)
  assert.deepEqual(receiver.accepted, [])
})

test('a connection that is closed, or an answer that never comes, fails the write', async (t) => {
  const receiver = await startReceiver(t)
  const exporter = await exporterTo(t, receiver)
  receiver.plan.push('close the connection')
  await assert.rejects(exporter.write(batchOf(0, 1), never), /^Error: POST http:\/\/127.0.0.1:\d+\/in: \w/)
  receiver.plan.push('hang')
  const stop = new AbortController()
  const write = exporter.write(batchOf(0, 1), stop.signal)
  setImmediate(() => stop.abort(new Error('time is over')))
  await assert.rejects(write, /time is over/)
  await exporter.write(batchOf(0, 1), never)
  assert.deepEqual(receiver.accepted.length, 1)
})

test('a batch the receiver finds too large is cut until it fits, and the next one at once', async (t) => {
  const receiver = await startReceiver(t)
  const exporter = await exporterTo(t, receiver, { format: 'json' })
  receiver.bodyBytesMax = 500
  await exporter.write(batchOf(0, 100), never)
  const refused = receiver.refusedCount
  assert.ok(refused > 0 && refused < 10, String(refused))
  await exporter.write(batchOf(100, 200), never)
  assert.equal(receiver.refusedCount, refused)
  assert.deepEqual(
    receiver.accepted.flatMap(({ body }) => idsIn(body)),
    range(0, 200),
  )
  for (const { body, firstOffset } of receiver.accepted) assert.equal(firstOffset, String(idsIn(body)[0]))
})

test('a single record that is too large fails the write instead of being lost', async (t) => {
  const receiver = await startReceiver(t)
  const exporter = await exporterTo(t, receiver)
  receiver.plan.push({ status: 413, body: 'too large' })
  await assert.rejects(exporter.write(batchOf(0, 1), never), /answered 413: too large/)
})

test('lines are cut whole, in order, within the bound', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(30)), fc.integer({ min: 1, max: 100 }), (lengths, bytesMax) => {
      const lines = lengths.map((length) => `${'x'.repeat(length)}\n`)
      const parts = cutLines(Buffer.from(lines.join('')), bytesMax).map(String)
      assert.equal(parts.join(''), lines.join(''))
      for (const part of parts) {
        assert.ok(part.endsWith('\n'))
        assert.ok(part.length <= bytesMax || part.indexOf('\n') === part.length - 1)
      }
    }),
  )
})

test('hosts and paths are taken as documented, and others refused', () => {
  const parse = (host: unknown, uri: unknown, format?: unknown) =>
    httpType.parseSpec({ host, uri, format }, everyField)
  for (const host of [
    'www.qiniu.com',
    '127.0.0.1:7758',
    'https://pipeline.qiniu.com',
    'http://h:1/',
    '[::1]:80',
  ])
    assert.deepEqual(parse(host, '/test/repos'), { host, uri: '/test/repos', format: 'text' })
  for (const host of [
    '',
    ' ',
    'ftp://x',
    'http://x/path',
    'x/path',
    'http://',
    'a b',
    'http://u:p@h',
    'h:99999',
    7,
  ])
    assert.throws(() => parse(host, '/x'), { code: 'E18305', message: /host/ }, String(host))
  for (const uri of ['', 'x', 'http://h/x', '/a b', '/a#b', '/a\nb', null])
    assert.throws(() => parse('h', uri), { code: 'E18305', message: /uri/ }, String(uri))
  for (const format of ['xml', 'JSON', 1])
    assert.throws(() => parse('h', '/', format), { code: 'E18305', message: /one of text, json/ })
  assert.equal(parse('h', '/', '').format, 'text')
})
