import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { Busy, ConfigurationError } from '../exporter.ts'
import { testDeps } from '../testing/exporter-deps.ts'
import { batchOf, everyField } from '../testing/records.ts'
import { strangeServer, type Talk } from '../testing/strange-server.ts'
import { kodoType } from './index.ts'

// What real stores do is in tests/integration/kodo-s3.integration.test.ts; here is what only bad ones do.

const xml = (code: string) =>
  `<?xml version="1.0"?><Error><Code>${code}</Code><Message>so it is</Message></Error>`
const answer = (status: string, body: string, headers = '') =>
  `HTTP/1.1 ${status}\r\nContent-Length: ${body.length}\r\n${headers}Connection: close\r\n\r\n${body}`

const faults: {
  readonly [fault: string]: { readonly act: Talk; readonly told: RegExp }
} = {
  'says something that is not HTTP': {
    act: (socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'),
    told: /Parse Error/,
  },
  'closes before it answers': { act: (socket) => socket.end(), told: /socket hang up|ECONNRESET/ },
  'resets the connection': { act: (socket) => socket.resetAndDestroy(), told: /socket hang up|ECONNRESET/ },
  'answers with a page': {
    act: (socket) => socket.end(answer('502 Bad Gateway', '<html><p>oh</html>')),
    told: /502/,
  },
  'has no room': {
    act: (socket) => socket.end(answer('507 Full', xml('InsufficientStorage'))),
    told: /507.*so it is/,
  },
}

for (const [fault, { act, told }] of Object.entries(faults))
  test(`a store that ${fault} fails the file, and the export tries again`, async (t) => {
    const failed = await failureOf(t, act)
    assert.ok(!(failed instanceof ConfigurationError || failed instanceof Busy), String(failed))
    assert.match(failed.message, /^http:\/\/127\.0\.0\.1:\d+, bucket 'b': /)
    assert.match(failed.message, told)
  })

test('a store that is busy is given the time it asks for', async (t) => {
  const failed = await failureOf(t, (socket) =>
    socket.end(answer('503 Slow Down', xml('SlowDown'), 'Retry-After: 1\r\n')),
  )
  assert.ok(failed instanceof Busy, String(failed))
  assert.equal(failed.retryAfterMs, 1_000)
})

for (const [status, code] of [
  ['403 Forbidden', 'AccessDenied'],
  ['301 Moved', 'PermanentRedirect'],
  ['404 Not Found', 'NoSuchBucket'],
  ['400 Bad Request', 'AuthorizationHeaderMalformed'],
] as const)
  test(`${code} is for a person to mend`, async (t) => {
    const failed = await failureOf(t, (socket) => socket.end(answer(status, xml(code))))
    assert.ok(failed instanceof ConfigurationError, String(failed))
    assert.doesNotMatch(failed.message, /its-secret/)
  })

test('a store that never answers is left when the signal fires', async (t) => {
  const failed = await failureOf(t, () => {}, AbortSignal.timeout(200))
  assert.equal(failed.name, 'TimeoutError')
})

test('the check of a store that never answers says so', async (t) => {
  const { exporter } = await exporterTo(t, () => {})
  assert.match(
    (await exporter.check(AbortSignal.timeout(200))) ?? '',
    /^http:\/\/127\.0\.0\.1:\d+, bucket 'b': the store does not answer$/,
  )
})

/** What storing a file in such a store ends with. */
async function failureOf(t: TestContext, act: Talk, signal = AbortSignal.timeout(20_000)): Promise<Error> {
  const { exporter, deps } = await exporterTo(t, act)
  await exporter.open(undefined, signal)
  await exporter.write(batchOf(0, 10), signal)
  await deps.clock.advance(600_000)
  const error: unknown = await exporter.settle(signal).then(
    () => assert.fail('it was stored'),
    (reason: unknown) => reason,
  )
  assert.ok(error instanceof Error)
  return error
}

async function exporterTo(t: TestContext, talk: Talk) {
  const { host } = await strangeServer(t, talk)
  const options = {
    ...{ endpoint: `http://${host}`, region: 'us-east-1', accessKey: 'a', secretKey: 'its-secret' },
    forcePathStyle: true,
  }
  const deps = { ...(await testDeps(t)), connection: { name: 'c', driver: 's3', options } }
  const spec = kodoType.parseSpec({ bucket: 'b', fields: { id: '#id' } }, everyField)
  const exporter = kodoType.create(spec, deps)
  t.after(() => exporter.close())
  return { exporter, deps }
}
