import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { Busy, ConfigurationError, RefusedBatch } from '../../exporter.ts'
import { testDeps } from '../../testing/exporter-deps.ts'
import { type Answer, startReceiver } from '../../testing/receiver.ts'
import { batchOf, everyField } from '../../testing/records.ts'
import { badHttp, strangeServer } from '../../testing/strange-server.ts'
import { logdbType } from '../index.ts'

// What servers answer when they are not well. Real ones are in tests/integration.
const never = new AbortController().signal
const empty = { status: 200, body: '{}' }

async function exporterTo(t: TestContext, options: object = {}, more: object = {}) {
  const receiver = await startReceiver(t)
  const exporter = await exporterAt(t, receiver.host, options, more)
  // The mapping is asked for twice, and added to.
  receiver.plan.push(empty, empty)
  await exporter.open(undefined, never)
  return { exporter, receiver }
}

async function exporterAt(t: TestContext, host: string, options: object, more: object = {}) {
  const spec = logdbType.parseSpec({ destRepoName: 'logs', doc: { id: '#id' }, ...more }, everyField)
  const defaults = { indexPrefix: '', target: 'index', gzip: false, timeoutMs: 1_000 }
  const connection = {
    name: 'default',
    driver: 'elasticsearch',
    options: { ...defaults, url: `http://${host}`, ...options },
  }
  const exporter = logdbType.create(spec, { ...(await testDeps(t)), connection })
  t.after(() => exporter.close())
  return exporter
}

const faults: readonly [title: string, answer: Answer, wanted: (error: Error) => void][] = [
  [
    'wrong keys',
    { status: 401, body: '{"error":{"type":"security_exception","reason":"no"}}' },
    isConfiguration,
  ],
  ['no permission', { status: 403, body: 'no' }, isConfiguration],
  [
    'a server that is read-only because its disk is full',
    { status: 403, body: '{"error":{"type":"cluster_block_exception","reason":"flood-stage"}}' },
    isPlain,
  ],
  ['another kind of server', { status: 404, body: '<html>' }, isConfiguration],
  ['too many requests', { status: 429, headers: { 'retry-after': '7' }, body: '' }, isBusy],
  ['a busy proxy', { status: 503, headers: { 'retry-after': '7' }, body: '<html>' }, isBusy],
  ['a dead proxy', { status: 502, body: '' }, isPlain],
  ['a request that is refused whole', { status: 400, body: '{"error":"x"}' }, isRefused],
  ['a request that is too large', { status: 413, body: '' }, isRefused],
  ['what is no JSON', { status: 200, body: 'hello' }, isPlain],
  ['JSON that is no answer', { status: 200, body: '{"items":7}' }, isPlain],
  [
    'an answer about too few documents',
    { status: 200, body: '{"items":[{"index":{"status":201}}]}' },
    isPlain,
  ],
  ['a closed connection', 'close the connection', isPlain],
  ['no answer', 'hang', isPlain],
  ['a document that has no room', items(201, 429), isPlain],
  ['a document that may not be written', items(201, 403), isConfiguration],
]
for (const [title, answer, wanted] of faults)
  test(`${title}: nothing counts as delivered, and the runner knows what to do`, async (t) => {
    const { exporter, receiver } = await exporterTo(t)
    receiver.plan.push(answer)
    await assert.rejects(exporter.write(batchOf(0, 2), never), (error: Error) => {
      wanted(error)
      assert.match(error.message, /_bulk/)
      return true
    })
  })

for (const [fault, talk] of Object.entries(badHttp))
  test(`a server that ${fault} is tried again, whatever it was asked`, async (t) => {
    const { host } = await strangeServer(t, talk)
    const exporter = await exporterAt(t, host, { timeoutMs: 300 })
    const isToldOf = (error: Error) => {
      isPlain(error)
      assert.match(error.message, /http:\/\/127\.0\.0\.1:\d+\/\S+: ./)
      return true
    }
    await assert.rejects(exporter.open(undefined, AbortSignal.timeout(5_000)), isToldOf)
    await assert.rejects(exporter.write(batchOf(0, 10), AbortSignal.timeout(5_000)), isToldOf)
  })

test('documents that are there already count as delivered, refused ones are told', async (t) => {
  const { exporter, receiver } = await exporterTo(t)
  receiver.plan.push(items(409, 400))
  const { delivered, rejected } = await exporter.write(batchOf(0, 2), never)
  assert.equal(delivered, 2n)
  assert.deepEqual(rejected, [{ index: 1, reason: 'a_type: a reason' }])
})

test('an index that takes none of many documents asks for a person, unless they are to be left out', async (t) => {
  const refusals = items(...Array.from({ length: 100 }, () => 400))
  const stopping = await exporterTo(t)
  stopping.receiver.plan.push(refusals)
  await assert.rejects(stopping.exporter.write(batchOf(0, 100), never), (error: Error) => {
    isConfiguration(error)
    return true
  })
  const omitting = await exporterTo(t, {}, { omitInvalid: true })
  omitting.receiver.plan.push(refusals)
  const { delivered, rejected, omitted } = await omitting.exporter.write(batchOf(0, 100), never)
  assert.deepEqual([delivered, rejected, omitted], [100n, [], 100])
})

test('a jsonstring with line breaks stays within its line of the request', async (t) => {
  const { exporter, receiver } = await exporterTo(t, {}, { doc: { raw: '#raw' } })
  receiver.plan.push(items(201))
  const raw = '{\n  "a":\r\n [1,\n "x\\ny"]\n}'
  await exporter.write(
    batchOf(0, 1, () => `{"raw":${JSON.stringify(raw)}}`),
    never,
  )
  const lines = (receiver.accepted.at(-1)?.body ?? '').split('\n')
  assert.equal(lines.length, 3, lines.join('|'))
  assert.deepEqual(JSON.parse(lines[1] ?? ''), { raw: { a: [1, 'x\ny'] } })
})

function items(...statuses: number[]): Answer {
  const error = { type: 'a_type', reason: 'a reason' }
  return {
    status: 200,
    body: JSON.stringify({
      items: statuses.map((status) => ({ index: status < 400 ? { status } : { status, error } })),
    }),
  }
}

function isConfiguration(error: Error): void {
  assert.ok(error instanceof ConfigurationError, error.stack)
}
function isBusy(error: Error): void {
  assert.ok(error instanceof Busy, error.stack)
  assert.equal(error.retryAfterMs, 7_000)
}
function isRefused(error: Error): void {
  assert.ok(error instanceof RefusedBatch, error.stack)
}
function isPlain(error: Error): void {
  assert.equal(error.constructor, Error, error.stack)
}
