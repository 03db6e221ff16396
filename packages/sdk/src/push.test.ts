import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createClient } from './client.ts'
import { type Answer, type RecordedRequest, startRecordingServer, testKeys } from './recording-server.ts'

const impatient = { sleep: async () => {}, random: () => 0 }
const badRecord = { status: 400, body: '{"error":"E18110: record 1: not a long"}' }

async function pushing(
  answer: (request: RecordedRequest, requestsBefore: number) => Answer | Promise<Answer>,
) {
  const net = await startRecordingServer(answer)
  return { net, client: createClient({ server: net.server, ...testKeys, ...impatient }) }
}

test('records go out as JSON lines with all their digits', async () => {
  const { net, client } = await pushing(() => '{}')
  await using _ = net
  const records = [{ id: 9223372036854775807n, at: new Date(0), tags: ['é'], none: undefined }, { id: 1 }]
  assert.deepEqual(await client.push({ repo: 'web', records }), { records: 2, bytes: 82, requests: 1 })
  const [request] = net.requests
  assert.equal(request?.url, '/v2/repos/web/data')
  assert.equal(request?.headers['content-type'], 'application/json')
  assert.equal(
    Buffer.from(request?.body ?? '', 'latin1').toString(),
    '{"id":9223372036854775807,"at":"1970-01-01T00:00:00.000Z","tags":["é"]}\n{"id":1}\n',
  )
})

test('text is pushed as it is, with tags, and gzip when asked for', async () => {
  const { net, client } = await pushing(() => '{}')
  await using _ = net
  await client.push({ repo: 'web', text: 'a=1\tb=x\na=2\n', tags: 'env=prod\tzone=nb', gzip: true })
  const [request] = net.requests
  assert.equal(request?.url, '/v2/repos/web/data?tags=ZW52PXByb2QJem9uZT1uYg%3D%3D')
  assert.equal(request?.headers['content-type'], 'text/plain')
  assert.equal(request?.headers['content-encoding'], 'gzip')
  assert.equal(request?.body, 'a=1\tb=x\na=2\n')
})

test('a push is cut at 2 MiB by default, and progress counts what is stored', async () => {
  const { net, client } = await pushing(() => '{}')
  await using _ = net
  const line = `{"text":"${'x'.repeat(1024 * 1024 - 20)}"}\n`
  const progress: number[] = []
  const onProgress = ({ records }: { records: number }) => progress.push(records)
  await client.push({ repo: 'web', jsonLines: [line, line, line], onProgress })
  assert.deepEqual(progress, [2, 3])
  assert.deepEqual(
    net.requests.map(({ body }) => body.length),
    [2 * line.length, line.length],
  )
})

test('a source of records that never ends by itself is read no faster than it is stored', async () => {
  let made = 0
  async function* endless() {
    for (;;) yield { id: made++ }
  }
  const madeAtAnswer: number[] = []
  const { net, client } = await pushing((_request, before) => {
    madeAtAnswer.push(made)
    return before < 3 ? '{}' : badRecord
  })
  await using _ = net
  await assert.rejects(client.push({ repo: 'web', records: endless(), batchRecordsMax: 10 }), {
    code: 'E18110',
  })
  assert.ok(made <= 60, `${made} records were made`)
})

test('overload, server errors, broken connections and a repo being made are tried again', async () => {
  const answers: Answer[] = [
    { status: 429, body: '{"error":"E9002: overloaded"}' },
    { status: 500, body: '{"error":"E9000: oops"}' },
    { status: 503 },
    'hang up',
    { status: 202, body: `{"error":"E18124: repo 'web' is being created"}` },
    '{}',
  ]
  const { net, client } = await pushing((_request, before) => answers[before] ?? '{}')
  await using _ = net
  assert.deepEqual(await client.push({ repo: 'web', text: 'a=1' }), { records: 1, bytes: 3, requests: 1 })
  assert.equal(net.requests.length, answers.length)
})

test('a refused record is not tried again, and the failure says how far the push came', async () => {
  const { net, client } = await pushing((_request, before) => (before === 2 ? badRecord : '{}'))
  await using _ = net
  const records = Array.from({ length: 10 }, (_, id) => ({ id }))
  await assert.rejects(client.push({ repo: 'web', records, batchRecordsMax: 3 }), {
    name: 'ApiError',
    code: 'E18110',
    push: { firstRecord: 6, records: 3, storedRecords: 6 },
  })
  assert.equal(net.requests.length, 3)
})

test('after its last try a push gives up', async () => {
  const net = await startRecordingServer(() => ({ status: 503 }))
  await using _ = net
  const client = createClient({ server: net.server, ...testKeys, ...impatient, retry: { attemptsMax: 3 } })
  await assert.rejects(client.push({ repo: 'web', text: 'a=1' }), { status: 503 })
  assert.equal(net.requests.length, 3)
})

test('requests overlap when asked to', async () => {
  let release = () => {}
  const bothArrived = new Promise<void>((resolve) => {
    release = resolve
  })
  const { net, client } = await pushing(async (_request, before) => {
    if (before === 1) release()
    await bothArrived
    return '{}'
  })
  await using _ = net
  await client.push({ repo: 'web', text: 'a=1\na=2\n', batchRecordsMax: 1, inFlightMax: 2 })
  assert.equal(net.requests.length, 2)
})

test('a source that fails ends the push with its own error', async () => {
  const { net, client } = await pushing(() => '{}')
  await using _ = net
  async function* broken() {
    yield { a: 1 }
    throw new Error('disk gone')
  }
  await assert.rejects(client.push({ repo: 'web', records: broken(), batchRecordsMax: 1 }), {
    message: 'disk gone',
  })
})
