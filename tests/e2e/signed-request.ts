import { type KeyPair, signRequest } from '@sluice/sdk'
import { type RawAnswer, type RawRequest, rawRequest } from './raw-request.ts'

/** A request as a table writes it: what is wrong with it stands there, all else is filled in as a client would. */
export interface Call {
  readonly method: string
  /** Path and query. */
  readonly path: string
  /** An object is sent as JSON, a text or bytes as they are. Absent: no body. */
  readonly body?: object | string | Uint8Array
  /** Sent instead of, or beside, what is filled in: Content-Type, Content-Length, Date, Authorization. */
  readonly headers?: { readonly [name: string]: string }
  /** Left out although a client sends them. */
  readonly without?: readonly string[]
  readonly halfClose?: boolean
}

/** Signs the call as it will be on the wire, sends it, and gives what came back. */
export async function send(serverUrl: string, keys: KeyPair, call: Call): Promise<RawAnswer> {
  return await rawRequest(serverUrl, await signed(keys, call))
}

export async function signed(keys: KeyPair, call: Call): Promise<RawRequest> {
  const { method, path, halfClose = false } = call
  const body = bytesOf(call.body)
  const filledIn = {
    ...(body ? { 'Content-Length': String(body.length), 'Content-Type': contentTypeOf(call.body) } : {}),
    ...call.headers,
  }
  const authorized = {
    ...(await signRequest(
      keys,
      {
        method,
        resource: path.split('?', 1)[0] ?? '',
        contentType: filledIn['Content-Type'],
        contentMd5: call.headers?.['Content-MD5'],
      },
      Date.now(),
    )),
    ...filledIn,
  }
  const headers = Object.entries(authorized).filter(([name]) => !call.without?.includes(name))
  return { method, path, headers: Object.fromEntries(headers), halfClose, ...(body ? { body } : {}) }
}

function bytesOf(body: Call['body']): Uint8Array | undefined {
  if (body === undefined || body instanceof Uint8Array) return body
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
}

const contentTypeOf = (body: Call['body']): string =>
  typeof body === 'string'
    ? 'text/plain'
    : body instanceof Uint8Array
      ? 'application/java-archive'
      : 'application/json'
