import { rootCertificates } from 'node:tls'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { Pool } from 'undici'
import { Busy, ConfigurationError } from '../../exporter.ts'
import type { SearchServerOptions } from './search-server-options.ts'

const compress = promisify(gzip)
const answerBytesMax = 64 * 1024 * 1024
const quotedCharsMax = 300

export interface SearchAnswer {
  readonly status: number
  /** Parsed; with a status that the caller understands, beside 200 and 201, the server's reason as text. */
  readonly body: unknown
}

export interface SearchRequest {
  readonly method: 'GET' | 'PUT' | 'POST'
  /** With its query, below the address of the server. */
  readonly path: string
  readonly body?: string
  /** Statuses that the caller understands, beside 200 and 201. */
  readonly statuses?: readonly number[]
}

/** Requests to one Elasticsearch or OpenSearch server. */
export class SearchClient {
  readonly #options: SearchServerOptions
  readonly #origin: string
  readonly #base: string
  readonly #pool: Pool

  constructor(options: SearchServerOptions) {
    const url = new URL(options.url)
    this.#options = options
    this.#origin = url.origin
    this.#base = url.pathname.replace(/\/$/, '')
    this.#pool = new Pool(url.origin, {
      connections: 2,
      headersTimeout: options.timeoutMs,
      bodyTimeout: options.timeoutMs,
      connect: { timeout: options.timeoutMs, ...(options.ca && { ca: [...rootCertificates, options.ca] }) },
    })
  }

  /**
   * Throws ConfigurationError (401, 403, 404), Busy (429, 503 with Retry-After) or Error for statuses that the caller does
   * not understand.
   */
  async send(
    { method, path, body, statuses = [] }: SearchRequest,
    signal: AbortSignal,
  ): Promise<SearchAnswer> {
    signal.throwIfAborted()
    const where = `${method} ${this.#origin}${this.#base}${path.replace(/\?.*/, '')}`
    const sent = body !== undefined && this.#options.gzip ? await compress(body) : body
    const answer = await this.#pool
      .request({
        method,
        path: this.#base + path,
        headers: this.#headers(path, body !== undefined),
        ...(sent !== undefined && { body: sent }),
        signal,
      })
      .catch((error: unknown) => {
        signal.throwIfAborted()
        throw new Error(`${where}: ${reasonOf(error)}`, { cause: error })
      })
    const text = await textOf(answer.body).catch((error: unknown) => {
      signal.throwIfAborted()
      throw new Error(`${where}: the answer broke off: ${reasonOf(error)}`, { cause: error })
    })
    const status = answer.statusCode
    if (statuses.includes(status)) return { status, body: reasonIn(text) }
    if (status === 200 || status === 201) return { status, body: parsed(text, where) }
    const reason = reasonIn(text)
    const message = `${where} answered ${status}: ${reason}`
    // A full disk makes servers read-only: that passes.
    if (reason.startsWith('cluster_block_exception')) throw new Error(message)
    throw failureOf(status, answer.headers['retry-after'], message)
  }

  async close(): Promise<void> {
    await this.#pool.destroy()
  }

  #headers(path: string, hasBody: boolean): { [name: string]: string } {
    const { username, password, apiKey, gzip } = this.#options
    const basic = Buffer.from(`${username}:${password ?? ''}`).toString('base64')
    return {
      'user-agent': 'sluice',
      accept: 'application/json',
      ...(apiKey !== undefined
        ? { authorization: `ApiKey ${apiKey}` }
        : username !== undefined && { authorization: `Basic ${basic}` }),
      ...(hasBody && {
        'content-type': path.includes('/_bulk') ? 'application/x-ndjson' : 'application/json',
        ...(gzip && { 'content-encoding': 'gzip' }),
      }),
    }
  }
}

function failureOf(status: number, retryAfter: string | string[] | undefined, message: string): Error {
  if (status === 401 || status === 403)
    return new ConfigurationError(
      `${message}; mend the user, password or API key of the connection, or what they may do`,
    )
  if (status === 404) return new ConfigurationError(`${message}; mend the url of the connection`)
  const seconds = typeof retryAfter === 'string' && /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) : 0
  return seconds > 0 ? new Busy(message, seconds * 1000) : new Error(message)
}

function parsed(text: string, where: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error(`${where} answered with what is no JSON: ${text.slice(0, quotedCharsMax)}`)
  }
}

/** The server's own reason, if its answer has one. */
function reasonIn(text: string): string {
  try {
    const error = Object(JSON.parse(text)).error
    return errorText(error)
  } catch {
    return text.slice(0, quotedCharsMax)
  }
}

/** type: reason (cause) of an error as both servers write it. */
export function errorText(error: unknown): string {
  const { type, reason, caused_by: cause } = Object(error)
  if (type === undefined) return JSON.stringify(error ?? 'no reason given').slice(0, quotedCharsMax)
  const why = `${type}: ${String(reason ?? '').slice(0, quotedCharsMax)}`
  return cause === undefined ? why : `${why} (${errorText(cause)})`
}

async function textOf(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.length
    if (bytes > answerBytesMax) throw new Error(`it is longer than ${answerBytesMax} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

/** Errors of connections have an empty message when several addresses were tried; the code says it then. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.message || ('code' in error ? String(error.code) : error.name)
}
