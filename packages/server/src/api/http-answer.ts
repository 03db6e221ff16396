import type { IncomingMessage, ServerResponse } from 'node:http'
import { SluiceError } from '@sluice/model'
import { AuthenticationError } from '../access/authenticate.ts'
import { QueueGone } from '../queues/record-log.ts'
import type { Logger } from '../runtime/logger.ts'

/** Status and JSON text of a refusal. Client libraries read the code from the very first characters of `error`, and only
 *  when the Content-Type is exactly `application/json` (protocol §1.2). */
export interface Refusal {
  readonly status: number
  readonly body: string
  readonly headers: { readonly [name: string]: string }
}

export function refusal(error: unknown, reqid: string, logger: Logger): Refusal {
  if (error instanceof AuthenticationError) {
    // The wire says no more than the seed does; the reason helps the owner of the key and is not secret.
    logger.info({ reqid, reason: error.message }, 'request refused: bad token')
    return { status: 401, body: errorBody('bad token'), headers: { 'X-Log': error.message } }
  }
  // Deleting a repo waits for nobody: a push or a reader may have found the repo a moment before.
  if (error instanceof QueueGone)
    return refusal(new SluiceError('E18102', 'the repo was deleted during this request'), reqid, logger)
  if (error instanceof SluiceError) {
    const headers: { [name: string]: string } = error.code === 'E9002' ? { 'Retry-After': '1' } : {}
    return { status: error.status, body: errorBody(error.wireMessage), headers }
  }
  logger.error({ reqid, err: error }, 'request failed')
  const wire = new SluiceError('E9000', `internal server error; the log has the details under ${reqid}`)
    .wireMessage
  return { status: 500, body: errorBody(wire), headers: {} }
}

export const errorBody = (message: string): string => JSON.stringify({ error: message })

export function answer(
  response: ServerResponse,
  status: number,
  body: string | Uint8Array,
  headers: { readonly [name: string]: string },
): void {
  if (response.headersSent || response.destroyed) return
  writeHead(response, status, body, headers)
  response.end(body)
}

function writeHead(
  response: ServerResponse,
  status: number,
  body: string | Uint8Array,
  headers: { readonly [name: string]: string },
): void {
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
    ...headers,
  })
}

/** How long a refused client may go on sending a body that nobody reads, in ms. */
const unreadBodyMsMax = 5000

/**
 * Answers a refusal so that it reaches a client that is still sending its body: the answer goes out at once, the rest of
 * the body is thrown away, and only then may the connection close. Closing earlier would reset it, and client libraries
 * that write the whole body first would see a network error instead of the refusal.
 */
export function answerRefusal(
  request: IncomingMessage,
  response: ServerResponse,
  { status, body, headers }: Refusal,
  reqid: string,
): void {
  if (request.complete || response.headersSent || response.destroyed) {
    answer(response, status, body, { 'X-Reqid': reqid, ...headers })
    return
  }
  writeHead(response, status, body, { 'X-Reqid': reqid, ...headers })
  response.write(body)
  const end = () => response.end()
  const timer = setTimeout(end, unreadBodyMsMax)
  response.once('close', () => clearTimeout(timer))
  request.once('end', end).once('close', end).resume()
}
