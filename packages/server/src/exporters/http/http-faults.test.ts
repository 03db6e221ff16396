import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { ConfigurationError, RefusedBatch } from '../exporter.ts'
import { testDeps } from '../testing/exporter-deps.ts'
import { batchOf, everyField } from '../testing/records.ts'
import { badHttp, strangeServer, type Talk } from '../testing/strange-server.ts'
import { httpType } from './index.ts'

/** Whatever bad receivers do, the write fails soon, with words, and nothing counts as delivered. */
for (const [fault, act] of Object.entries(badHttp))
  test(`a receiver that ${fault} fails the write`, async (t) => {
    const exporter = await exporterTo(t, act)
    await assert.rejects(exporter.write(batchOf(0, 10), AbortSignal.timeout(5_000)), (error: Error) => {
      assert.match(error.message, /^POST http:\/\/127\.0\.0\.1:\d+\/: ./)
      return !(error instanceof ConfigurationError) && !(error instanceof RefusedBatch)
    })
  })

for (const then of ['ends', 'goes silent'])
  test(`a receiver that says 200 and ${then} has taken the batch: nothing else of its answer matters`, async (t) => {
    const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nok'
    const exporter = await exporterTo(t, (socket) =>
      then === 'ends' ? socket.end(answer) : socket.write(answer),
    )
    assert.equal((await exporter.write(batchOf(0, 10), AbortSignal.timeout(5_000))).delivered, 10n)
  })

test('a receiver that refuses at length is quoted briefly', async (t) => {
  const exporter = await exporterTo(t, (socket) => {
    socket.write('HTTP/1.1 500 Oh\r\nTransfer-Encoding: chunked\r\n\r\n')
    const pour = () => {
      while (!socket.destroyed && socket.write(`1000\r\n${'x'.repeat(4096)}\r\n`));
    }
    socket.on('drain', pour)
    pour()
  })
  await assert.rejects(exporter.write(batchOf(0, 10), AbortSignal.timeout(5_000)), (error: Error) =>
    /answered 500: x{200}$/.test(error.message),
  )
})

async function exporterTo(t: TestContext, talk: Talk) {
  const { host } = await strangeServer(t, talk)
  const options = { headers: {}, gzip: false, timeoutMs: 300 }
  const deps = { ...(await testDeps(t)), connection: { name: 'c', driver: 'http', options } }
  const exporter = httpType.create(httpType.parseSpec({ host, uri: '/' }, everyField), deps)
  await exporter.open(undefined, new AbortController().signal)
  t.after(() => exporter.close())
  return exporter
}
