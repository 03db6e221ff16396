import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import type { TestContext } from 'node:test'

/** What a server that is none does with a connection. */
export type Talk = (socket: Socket) => void

/** The address of a server that does so with each connection: at once, or as soon as it is told something. */
export async function strangeServer(
  t: TestContext,
  talk: Talk,
  begins: 'at once' | 'when asked' = 'when asked',
): Promise<{ readonly host: string; readonly port: number }> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    if (begins === 'at once') talk(socket)
    // A body may come after the headers: it would be cut off.
    else socket.once('data', () => setImmediate(talk, socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  // A listening TCP server has this form of address.
  const { port } = server.address() as AddressInfo
  return { host: `127.0.0.1:${port}`, port }
}

/** Servers that do not speak HTTP, or badly: whatever they do, a request fails soon, if it has a deadline. */
export const badHttp: { readonly [fault: string]: Talk } = {
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
