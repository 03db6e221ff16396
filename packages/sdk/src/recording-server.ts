import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import { gunzipSync } from 'node:zlib'
import { canonicalString, urlSafeBase64 } from '@sluice/model'

/** For tests of the clients: the other end of the network. Answers what it is told and keeps every request. */
export interface RecordingServer extends AsyncDisposable {
  readonly server: string
  readonly requests: RecordedRequest[]
}

export interface RecordedRequest {
  readonly method: string
  /** With the query. */
  readonly url: string
  readonly headers: IncomingMessage['headers']
  /** Inflated. */
  readonly body: string
}

/** `answer` is JSON text for a 200, or a status with all that goes with it; 'hang up' breaks the connection. */
export type Answer =
  | string
  | { readonly status: number; readonly body?: string; readonly headers?: Record<string, string> }
  | 'hang up'

export const testKeys = { accessKey: 'AKtest', secretKey: 'SKtest' }

/** Refuses a wrong signature as the real server does. A Date that is far off is the test's own business. */
export async function startRecordingServer(
  answer: (request: RecordedRequest, requestsBefore: number) => Answer | Promise<Answer>,
): Promise<RecordingServer> {
  const requests: RecordedRequest[] = []
  const server = createServer(async (incoming, response) => {
    const request = await record(incoming)
    requests.push(request)
    const signed = request.url === '/healthz' || signatureFits(request)
    const given = signed
      ? await answer(request, requests.length - 1)
      : { status: 401, body: '{"error":"bad token"}', headers: { 'X-Log': 'signature differs' } }
    if (given === 'hang up') return incoming.socket.destroy()
    const { status, body, headers } =
      typeof given === 'string' ? { status: 200, body: given, headers: {} } : given
    response.writeHead(status, { 'Content-Type': 'application/json', 'X-Reqid': 'req1', ...headers })
    return response.end(body ?? '{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    server: `http://127.0.0.1:${address.port}`,
    requests,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function record(incoming: IncomingMessage): Promise<RecordedRequest> {
  const pieces: Buffer[] = []
  for await (const piece of incoming) pieces.push(piece)
  const bytes = Buffer.concat(pieces)
  const { method = '', url = '', headers } = incoming
  const body = headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes
  return { method, url, headers, body: body.toString('latin1') }
}

function signatureFits({ method, url, headers }: RecordedRequest): boolean {
  const md5 = headers['content-md5']
  const text = canonicalString({
    method,
    contentMd5: typeof md5 === 'string' ? md5 : '',
    contentType: headers['content-type'] ?? '',
    date: headers.date ?? '',
    headers: '',
    resource: url.split('?', 1)[0] ?? '',
  })
  const [, sign = '', encoded] = (headers.authorization ?? '').slice(`Pandora `.length).split(':')
  return sign === digest(encoded ?? text)
}

function digest(text: string): string {
  return urlSafeBase64(createHmac('sha1', testKeys.secretKey).update(text).digest('base64'))
}
