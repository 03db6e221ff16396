import assert from 'node:assert/strict'
import { createHmac, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import type { TestServer } from '../../e2e/start-server.ts'

/*
 * Requests as the published Go client writes them and answers as it reads them, from reading its source. The library
 * itself is not run here: what this shows is that Sluice keeps to those rules, not that the rules were read right.
 */

export interface GoRequest {
  /** JSON members, or text as it goes out. Absent: no body at all. */
  readonly body?: object | string | Uint8Array
  /** Absent: no Content-Type, which is what some calls of the client do. */
  readonly type?: string
  readonly headers?: { readonly [name: string]: string }
  /** A whole Authorization value instead of a signature. */
  readonly token?: string
}

/** What the client makes of an answer that is not 200. */
export class GoError extends Error {
  readonly status: number
  /** What its error type is chosen by. */
  readonly code: string

  constructor(status: number, message: string) {
    super(message)
    this.status = status
    this.code = message.length <= 6 ? '' : (message.slice(0, 6).split(':')[0] ?? '')
  }
}

export const json = 'application/json'
export const text = 'text/plain'

export type GoCall = (method: string, path: string, request?: GoRequest) => Promise<unknown>

/** Sends signed requests, gives the parsed answer of a 200 and throws a GoError otherwise. */
export function goClient({ url, accessKey, secretKey }: TestServer): GoCall {
  return async (method, path, { body, type, headers = {}, token } = {}) => {
    const bytes = body === undefined ? undefined : bytesOf(body)
    const date = new Date().toUTCString()
    const md5 = headers['Content-MD5'] ?? ''
    const signed = `${method}\n${md5}\n${type ?? ''}\n${date}\n${path.split('?')[0]}`
    const signature = urlSafe(createHmac('sha1', secretKey).update(signed).digest())
    const request = httpRequest(url + path, {
      method,
      headers: {
        ...headers,
        Date: date,
        Authorization: token ?? `Pandora ${accessKey}:${signature}`,
        ...(type === undefined ? {} : { 'Content-Type': type }),
        ...(bytes ? { 'Content-Length': String(bytes.length) } : {}),
      },
    })
    request.end(bytes)
    const [response]: IncomingMessage[] = await once(request, 'response')
    assert.ok(response)
    return await read(response)
  }
}

/** The token form: a description that is signed in its encoded form. Key order as the client's. */
export function goToken(
  { accessKey, secretKey }: TestServer,
  { method, path, type = '', expires }: { method: string; path: string; type?: string; expires: number },
): string {
  const description = { resource: path, expires, contentMD5: '', contentType: type, headers: '', method }
  const encoded = urlSafe(Buffer.from(JSON.stringify(description)))
  const signature = urlSafe(createHmac('sha1', secretKey).update(encoded).digest())
  return `Pandora ${accessKey}:${signature}:${encoded}`
}

export async function refused(status: number, code: string, call: Promise<unknown>): Promise<void> {
  await assert.rejects(call, (error) => {
    assert.ok(error instanceof GoError, String(error))
    assert.deepEqual([error.status, error.code], [status, code], error.message)
    return true
  })
}

export const unique = (what: string): string => `go_${what}_${randomUUID().replaceAll('-', '').slice(0, 12)}`

async function read(response: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk)
  const body = Buffer.concat(chunks).toString()
  const status = response.statusCode ?? 0
  assert.ok(response.headers['x-reqid'], `no X-Reqid on ${status} ${body}`)
  if (status === 200) return JSON.parse(body)
  const typed = response.headers['content-type'] === 'application/json'
  throw new GoError(status, typed ? String(JSON.parse(body).error) : body)
}

/** The client's encoder writes <, > and & as escapes. */
function bytesOf(body: object | string | Uint8Array): Uint8Array {
  if (body instanceof Uint8Array) return body
  if (typeof body === 'string') return Buffer.from(body)
  const escaped = JSON.stringify(body).replace(/[<>&]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`)
  return Buffer.from(escaped)
}

function urlSafe(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replaceAll('+', '-').replaceAll('/', '_')
}
