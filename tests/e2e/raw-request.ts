import { connect, type Socket } from 'node:net'

/** What came back on the wire. */
export interface RawAnswer {
  readonly status: number
  /** Lower-case names; a header that came twice is joined with a comma. */
  readonly headers: { readonly [name: string]: string | undefined }
  readonly body: string
}

export interface RawRequest {
  readonly method: string
  /** Path and query, as they stand on the request line. */
  readonly path: string
  /** Exactly these are sent, beside Host and Connection: close. No Content-Length is added. */
  readonly headers: { readonly [name: string]: string }
  readonly body?: Uint8Array
  /** Closes the sending side after the body, as a client does that gives up in the middle. */
  readonly halfClose?: boolean
}

/** One request over a socket of its own, byte for byte as given: for what an HTTP client would put right. */
export async function rawRequest(serverUrl: string, request: RawRequest): Promise<RawAnswer> {
  const socket = openRequest(serverUrl, request)
  if (request.halfClose) socket.end()
  return await readAnswer(socket)
}

/** Sends the head and what there is of the body, and leaves the connection open. */
export function openRequest(serverUrl: string, { method, path, headers, body }: RawRequest): Socket {
  const { hostname, port, host } = new URL(serverUrl)
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
  // A server may refuse and close while the body is still on its way: what it answered is what counts.
  socket.on('error', () => {})
  const lines = Object.entries({ Host: host, Connection: 'close', ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  )
  socket.write(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`)
  if (body) socket.write(body)
  return socket
}

/** Reads until the server closes, skipping interim answers. Rejects when the connection ends without a whole answer. */
export async function readAnswer(socket: Socket): Promise<RawAnswer> {
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  await new Promise((done) => socket.once('close', done).once('end', done))
  socket.destroy()
  const text = Buffer.concat(chunks)
    .toString('utf8')
    .replace(/^(HTTP\/1\.1 1\d\d .*?\r\n\r\n)+/s, '')
  const end = text.indexOf('\r\n\r\n')
  const [statusLine = '', ...lines] = text.slice(0, end).split('\r\n')
  const status = /^HTTP\/1\.1 (\d{3}) /.exec(statusLine)?.[1]
  if (end < 0 || !status) throw new Error(`the connection ended without an answer: ${JSON.stringify(text)}`)
  return { status: Number(status), headers: headersOf(lines), body: text.slice(end + 4) }
}

function headersOf(lines: readonly string[]): { [name: string]: string } {
  const headers: { [name: string]: string } = {}
  for (const line of lines) {
    const colon = line.indexOf(':')
    const name = line.slice(0, colon).toLowerCase()
    const value = line.slice(colon + 1).trim()
    headers[name] = name in headers ? `${headers[name]},${value}` : value
  }
  return headers
}
