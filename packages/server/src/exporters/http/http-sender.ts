import { rootCertificates } from 'node:tls'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { Pool } from 'undici'
import { Busy, ConfigurationError, RefusedBatch } from '../exporter.ts'
import type { HttpConnectionOptions } from './http-connection.ts'
import type { HttpTarget } from './http-spec.ts'

const connectTimeoutMs = 10_000
const errorBodyCharsMax = 200
/** More of a refusing answer is not read. */
const errorBodyBytesMax = 4096
const compress = promisify(gzip)

type RequestHeaders = { readonly [name: string]: string }

/** Another answer than 200. */
export interface Refusal {
  readonly status: number
  readonly failure: Error
}

/** Posts bodies to one address over one connection. Redirects are not followed (a POST would become a GET). */
export class HttpSender {
  readonly #target: HttpTarget
  readonly #options: HttpConnectionOptions
  readonly #headers: RequestHeaders
  readonly #pool: Pool

  constructor(target: HttpTarget, options: HttpConnectionOptions, headers: RequestHeaders) {
    const { timeoutMs, gzip, ca } = options
    this.#target = target
    this.#options = options
    this.#headers = {
      ...options.headers,
      ...credentials(options),
      ...headers,
      ...(gzip && { 'content-encoding': 'gzip' }),
    }
    this.#pool = new Pool(target.origin, {
      connections: 1,
      pipelining: 1,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      connect: { timeout: connectTimeoutMs, ...trusting(ca) },
    })
  }

  /** undefined: the receiver has taken it. Throws when there is no answer. */
  async post(body: Buffer, more: RequestHeaders, signal: AbortSignal): Promise<Refusal | undefined> {
    const { origin, path } = this.#target
    const place = `POST ${origin}${path}`
    try {
      const answer = await this.#pool.request({
        method: 'POST',
        path,
        headers: { ...this.#headers, ...more },
        body: this.#options.gzip ? await compress(body) : body,
        signal,
      })
      if (answer.statusCode === 200) {
        await answer.body.dump({ limit: 1024 * 1024, signal })
        return undefined
      }
      const { statusCode: status, headers } = answer
      const message = `${place} answered ${status}: ${await beginningOf(answer.body)}`
      return { status, failure: failureOf(status, headers['retry-after'], message) }
    } catch (error) {
      signal.throwIfAborted()
      throw brokenConnection(place, error)
    }
  }

  async close(): Promise<void> {
    await this.#pool.destroy()
  }
}

/** TLS options of a client that trusts this certificate too. */
export function trusting(ca: string | undefined): { readonly ca?: string[] } {
  return ca === undefined ? {} : { ca: [...rootCertificates, ca] }
}

/** Whose turn it is: the record's (400, 413, 422), a person's (401, 403, 404), or time's. */
function failureOf(status: number, retryAfter: string | string[] | undefined, message: string): Error {
  if (status === 400 || status === 413 || status === 422) return new RefusedBatch(message)
  if (status === 401 || status === 403 || status === 404)
    return new ConfigurationError(
      `${message}; mend the receiver, the host and uri of the export, or its connection`,
    )
  const waitMs = [retryAfter].flat().map(retryAfterMs).at(0) ?? 0
  return waitMs > 0 ? new Busy(message, waitMs) : new Error(message)
}

/** Seconds, or a date (RFC 9110 §10.2.3). */
function retryAfterMs(text: string | undefined): number {
  if (text === undefined) return 0
  if (/^\d{1,6}$/.test(text)) return Number(text) * 1000
  const atMs = Date.parse(text)
  return Number.isNaN(atMs) ? 0 : atMs - Date.now()
}

/** A certificate that is not trusted is for a person to mend. */
function brokenConnection(place: string, error: unknown): Error {
  const message = `${place}: ${reasonOf(error)}`
  return isDistrust(error)
    ? new ConfigurationError(
        `${message}; give the connection the certificate to trust as ca, or mend the receiver's`,
      )
    : new Error(message, { cause: error })
}

export function isDistrust(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return /^(CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERR_TLS_CERT_)/.test(code)
}

/** Errors of connections have an empty message when several addresses were tried; the code says it then. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  // Node adds hints for its own command line.
  return error.message.split('; if the root CA')[0] || ('code' in error ? String(error.code) : error.name)
}

async function beginningOf(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes >= errorBodyBytesMax) break
  }
  return Buffer.concat(chunks).toString('utf8').slice(0, errorBodyCharsMax)
}

function credentials({ authorization, username, password = '' }: HttpConnectionOptions): {
  readonly authorization?: string
} {
  if (authorization !== undefined) return { authorization }
  if (username === undefined) return {}
  return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` }
}
