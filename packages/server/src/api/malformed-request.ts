import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { type ErrorCode, SluiceError } from '@sluice/model'
import { errorBody } from './http-answer.ts'

/** Whose body a connection is carrying now: a request that breaks off is refused in its own words. */
export interface CurrentExchanges {
  begin(request: IncomingMessage, response: ServerResponse): void
  of(socket: Duplex): Exchange | undefined
}

interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

export function createCurrentExchanges(): CurrentExchanges {
  const exchanges = new WeakMap<Duplex, Exchange>()
  return {
    begin: (request, response) => exchanges.set(request.socket, { request, response }),
    of: (socket) => exchanges.get(socket),
  }
}

/**
 * What Node's parser refuses, before there is a request or in the middle of one: answered by hand, in the form of every
 * other refusal. A connection that has its answer already is only closed.
 */
export function answerMalformedRequest(
  error: Error & { code?: string },
  socket: Duplex,
  { exchange, reqid }: { exchange: Exchange | undefined; reqid: string },
): void {
  const unfinished = exchange && !exchange.request.complete ? exchange : undefined
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy()
    return
  }
  if (unfinished?.response.headersSent) {
    // Not destroyed: what was written in this moment is not on its way yet.
    socket.end()
    return
  }
  const refusal = malformed(error.code, unfinished?.request)
  const body = errorBody(refusal.wireMessage)
  const head = [
    `HTTP/1.1 ${statusLines[error.code ?? ''] ?? `${refusal.status} Bad Request`}`,
    'Content-Type: application/json',
    `X-Reqid: ${reqid}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}

/** Where HTTP has a better status than the code's own. */
const statusLines: { readonly [parserCode: string]: string } = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
}

const facts: { readonly [parserCode: string]: readonly [ErrorCode, string] } = {
  HPE_INVALID_CONTENT_LENGTH: ['E18004', 'Content-Length is not a number of bytes'],
  HPE_UNEXPECTED_CONTENT_LENGTH: ['E18004', 'Content-Length is given twice, or beside Transfer-Encoding'],
  HPE_INVALID_TRANSFER_ENCODING: [
    'E18004',
    'Content-Length is given beside Transfer-Encoding, or that is unknown',
  ],
  HPE_HEADER_OVERFLOW: ['E18007', 'the request headers are too large'],
  ERR_HTTP_REQUEST_TIMEOUT: ['E18007', 'the request did not arrive in time'],
}

function malformed(parserCode: string | undefined, unfinished: IncomingMessage | undefined): SluiceError {
  const [code, fact] = facts[parserCode ?? ''] ?? []
  if (code && fact) return new SluiceError(code, fact)
  if (!unfinished) return new SluiceError('E18007', 'this is not an HTTP request')
  return isUpload(unfinished)
    ? new SluiceError('E18219', 'the upload ended before the length that Content-Length says')
    : new SluiceError('E18004', 'the body ended before the length that Content-Length says')
}

const isUpload = ({ method, url = '' }: IncomingMessage): boolean =>
  method === 'POST' && url.startsWith('/v2/plugins/')
