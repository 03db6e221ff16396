import { rootCertificates } from 'node:tls'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { Agent, request } from 'undici'
import { ConfigurationError } from '../exporter.ts'
import { type Answer, answerError } from './influxdb-answer.ts'
import type { InfluxdbOptions } from './influxdb-driver.ts'

const compress = promisify(gzip)
const answerBytesMax = 16 * 1024

/** How 1.x calls the units; 2.x calls them as the option does. */
const unitsV1 = { ns: 'ns', us: 'u', ms: 'ms', s: 's' } as const

/** One database or bucket of a server that takes the line protocol. */
export class InfluxdbServer {
  readonly #options: InfluxdbOptions
  readonly #database: string
  readonly #nowMs: () => number
  #agent: Agent | undefined

  constructor(options: InfluxdbOptions, database: string, nowMs: () => number) {
    this.#options = options
    this.#database = database
    this.#nowMs = nowMs
  }

  /** Of a write of no points, at which the server looks at who writes, and where to. */
  async problem(signal: AbortSignal): Promise<string | undefined> {
    const answer = await this.#post(this.#writeUrl(), '# Sluice looks whether it may write here\n', signal)
    // Some servers say that there is no point in it, which they see after the rest.
    if (answer.status === 400 || (answer.status === 404 && this.#creates)) return undefined
    return this.#error(answer)?.message
  }

  /** Throws as Exporter.write() does. */
  async write(lines: string, signal: AbortSignal): Promise<void> {
    let answer = await this.#post(this.#writeUrl(), lines, signal)
    if (answer.status === 404 && this.#creates) {
      await this.#createDatabase(signal)
      answer = await this.#post(this.#writeUrl(), lines, signal)
    }
    const error = this.#error(answer)
    if (error) throw error
  }

  /** It may be used again. */
  async close(): Promise<void> {
    const agent = this.#agent
    this.#agent = undefined
    await agent?.destroy()
  }

  async #createDatabase(signal: AbortSignal): Promise<void> {
    const statement = `CREATE DATABASE "${this.#database.replaceAll(/["\\]/g, '\\$&')}"`
    const url = this.#url('query', { q: statement })
    const answer = await this.#post(url, '', signal)
    // Also a statement that failed is answered with 200.
    if (answer.status === 200 && !answer.body.includes('"error"')) return
    const error = this.#error(answer)
    if (error instanceof ConfigurationError) throw error
    throw new ConfigurationError(
      `${this.#target}: the database could not be created: ${answer.body.slice(0, 500)}`,
    )
  }

  #error(answer: Answer): Error | undefined {
    return answerError(this.#target, answer, this.#nowMs())
  }

  async #post(url: URL, text: string, signal: AbortSignal): Promise<Answer> {
    const { gzip: compressed, timeoutMs } = this.#options
    const body = compressed && text !== '' ? await compress(text) : text
    const timeout = AbortSignal.timeout(timeoutMs)
    try {
      const response = await request(url, {
        method: 'POST',
        body,
        headers: {
          'content-type': 'text/plain; charset=utf-8',
          ...(body !== text && { 'content-encoding': 'gzip' }),
          ...this.#authorization(),
        },
        dispatcher: this.#connected(),
        signal: AbortSignal.any([signal, timeout]),
      })
      const retryAfter = response.headers['retry-after']
      return {
        status: response.statusCode,
        retryAfter: Array.isArray(retryAfter) ? retryAfter[0] : retryAfter,
        body: await beginningOf(response.body),
      }
    } catch (error) {
      throw this.#connectionError(error, signal, timeout)
    }
  }

  #connectionError(error: unknown, signal: AbortSignal, timeout: AbortSignal): unknown {
    if (signal.aborted) return signal.reason
    if (timeout.aborted)
      return new Error(`${this.#target} gave no answer within ${this.#options.timeoutMs / 1000} s`)
    const { message, code = '' }: Error & { code?: string } =
      error instanceof Error ? error : new Error(String(error))
    const text = `${this.#target}: ${message || code}`
    // Trust is a person's matter; a connection that cannot be made may be made later.
    return /^(DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|CERT_|ERR_TLS)/.test(code)
      ? new ConfigurationError(`${text}. Check the connection's url and ca`)
      : new Error(text)
  }

  #connected(): Agent {
    const { ca, timeoutMs } = this.#options
    const trusted = ca === undefined ? {} : { ca: [...rootCertificates, ca] }
    this.#agent ??= new Agent({
      connections: 2,
      connect: { timeout: timeoutMs, ...trusted },
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    })
    return this.#agent
  }

  #authorization(): { authorization?: string } {
    const { token, username, password } = this.#options
    if (token !== '') return { authorization: `Token ${token}` }
    if (username === undefined) return {}
    return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` }
  }

  #writeUrl(): URL {
    const { api, org, precision, retentionPolicy } = this.#options
    if (api === '2.x')
      return this.#url('api/v2/write', { ...(org && { org }), bucket: this.#database, precision })
    const parameters = { db: this.#database, precision: unitsV1[precision] }
    return this.#url(
      'write',
      retentionPolicy === undefined ? parameters : { ...parameters, rp: retentionPolicy },
    )
  }

  #url(path: string, parameters: { readonly [name: string]: string }): URL {
    const { url } = this.#options
    return new URL(`${url.replace(/\/+$/, '')}/${path}?${new URLSearchParams(parameters)}`)
  }

  get #creates(): boolean {
    return this.#options.createDatabase && this.#options.api === '1.x'
  }

  /** For messages. */
  get #target(): string {
    return `${this.#options.url} (${this.#options.api === '2.x' ? 'bucket' : 'database'} ${this.#database})`
  }
}

async function beginningOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  // Leaving the loop ends the connection: the rest of a long answer is not waited for.
  for await (const chunk of body) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes > answerBytesMax) break
  }
  return Buffer.concat(chunks).subarray(0, answerBytesMax).toString()
}
