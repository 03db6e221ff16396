import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { gunzipSync } from 'node:zlib'

export interface Received {
  readonly method: string
  readonly path: string
  readonly contentType: string
  /** As its header says. */
  readonly firstOffset: string
  /** Inflated. */
  readonly body: string
}

export interface Receiver {
  readonly host: string
  /** Requests that were answered with 200, in order. */
  readonly accepted: Received[]
  /** Of all requests, in order. */
  readonly headers: IncomingHttpHeaders[]
  /** How the next requests are answered, one entry each; after the last every request is accepted. */
  readonly plan: Answer[]
  /** Longer bodies are refused with 413. */
  bodyBytesMax: number
  /** Requests that were not accepted. */
  refusedCount: number
  close(): Promise<void>
}

export type Answer =
  | {
      readonly status: number
      readonly body?: string
      readonly headers?: { readonly [name: string]: string }
    }
  | 'hang'
  | 'close the connection'

/** A real HTTP server that takes exports; HTTPS with key and certificate (PEM). */
export async function startReceiver(
  context: Pick<TestContext, 'after'>,
  tls?: { readonly key: string; readonly cert: string },
): Promise<Receiver> {
  const take = (request: IncomingMessage, response: ServerResponse) => {
    void answer(request, response, receiver)
  }
  const server = tls ? createTlsServer(tls, take) : createServer(take)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  context.after(close)
  // A listening TCP server has this form of address.
  const { port } = server.address() as AddressInfo
  const receiver: Receiver = {
    host: `${tls ? 'https://' : ''}127.0.0.1:${port}`,
    accepted: [],
    headers: [],
    plan: [],
    bodyBytesMax: Number.POSITIVE_INFINITY,
    refusedCount: 0,
    close,
  }
  return receiver
}

async function answer(request: IncomingMessage, response: ServerResponse, receiver: Receiver): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const sent = Buffer.concat(chunks)
  const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent
  receiver.headers.push(request.headers)
  const planned =
    receiver.plan.shift() ?? (body.length > receiver.bodyBytesMax ? { status: 413 } : { status: 200 })
  if (planned === 'hang' || planned === 'close the connection' || planned.status !== 200)
    receiver.refusedCount++
  if (planned === 'hang') return
  if (planned === 'close the connection') {
    request.socket.destroy()
    return
  }
  if (planned.status === 200)
    receiver.accepted.push({
      method: request.method ?? '',
      path: request.url ?? '',
      contentType: request.headers['content-type'] ?? '',
      firstOffset: String(request.headers['x-sluice-first-offset']),
      body: body.toString(),
    })
  response.writeHead(planned.status, planned.headers).end(planned.body)
}
