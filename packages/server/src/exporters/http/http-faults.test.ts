import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { type TestContext, test } from 'node:test'
import { ConfigurationError, RefusedBatch } from '../exporter.ts'
import { testDeps } from '../testing/exporter-deps.ts'
import { batchOf, everyField } from '../testing/records.ts'
import { httpType } from './index.ts'

/** Receivers that are no HTTP servers, or bad ones: whatever they do, the write fails soon, with words, and nothing counts
 *  as delivered. */
const faults: { readonly [fault: string]: (socket: Socket) => void } = {
  'says something that is not HTTP': (socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'),
  'says bytes that are no text': (socket) => socket.end(Buffer.from([0, 255, 13, 10, 0, 1])),
  'closes before it answers': (socket) => socket.end(),
  'resets the connection': (socket) => socket.resetAndDestroy(),
  'closes in the middle of the headers': (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Le'),
  'never answers': () => {},
  'never ends its headers': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\n')
    const drip = setInterval(() => socket.write('x-a: b\r\n'), 20)
    socket.on('close', () => clearInterval(drip))
  },
  'sends endless headers': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\n')
    const pour = () => {
      while (!socket.destroyed && socket.write(`x-a: ${'b'.repeat(8000)}\r\n`));
    }
    socket.on('drain', pour)
    pour()
  },
  'has a length that is no number': (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n'),
}

for (const [fault, act] of Object.entries(faults))
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

async function exporterTo(t: TestContext, act: (socket: Socket) => void) {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    t.after(() => socket.destroy())
    // What it is told does not matter to it.
    socket.once('data', () => act(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  // A listening TCP server has this form of address.
  const { port } = server.address() as AddressInfo
  const options = { headers: {}, gzip: false, timeoutMs: 300 }
  const deps = { ...(await testDeps(t)), connection: { name: 'c', driver: 'http', options } }
  const exporter = httpType.create(
    httpType.parseSpec({ host: `127.0.0.1:${port}`, uri: '/' }, everyField),
    deps,
  )
  await exporter.open(undefined, new AbortController().signal)
  t.after(() => exporter.close())
  return exporter
}
