import { ApiError, apiError, NetworkError } from './errors.ts'
import { parseJson, printJson } from './json.ts'
import { type RetryPolicy, repeatable, retryDelayMs, retryPolicyDefault } from './retry.ts'
import { authorize, type Credentials } from './signing.ts'

export interface ClientOptions {
  /** `http://127.0.0.1:7758`. */
  readonly server: string
  /** Absent: only what needs no signature works (health). */
  readonly credentials?: Credentials | undefined
  /** Another account whose things are meant, where it has granted that (X-Resource-Owner). */
  readonly owner?: string | undefined
  readonly retry?: Partial<RetryPolicy> | undefined
  /** How long one try may take, without the time that a call waits on purpose. */
  readonly requestTimeoutMs?: number | undefined
  /** Called before each pause. */
  readonly onRetry?: ((retry: Retry) => void) | undefined
  readonly fetch?: typeof fetch | undefined
  readonly nowMs?: (() => number) | undefined
  readonly random?: (() => number) | undefined
  readonly sleep?: ((ms: number, signal?: AbortSignal) => Promise<void>) | undefined
}

export interface Retry {
  readonly error: Error
  readonly delayMs: number
  /** Tries so far. */
  readonly tries: number
}

export interface Request {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Made by `pathOf`. */
  readonly path: string
  readonly query?: { readonly [name: string]: string | number | undefined }
  readonly body?: Uint8Array<ArrayBuffer> | undefined
  readonly contentType?: string | undefined
  readonly contentMd5?: string | undefined
  readonly contentEncoding?: 'gzip' | undefined
  /** Doing it twice does no harm: it may be repeated after a failure that leaves open whether it was done. */
  readonly safeToRepeat?: boolean
  /** Time that the server waits on purpose. */
  readonly waitMs?: number
  readonly signal?: AbortSignal | undefined
}

/** Sends requests: signs, repeats what may be repeated, turns refusals into ApiError. */
export interface Transport {
  readonly server: string
  /** Resolves with the body of a 200. Rejects with ApiError, NetworkError, or the signal's reason. */
  send(request: Request): Promise<string>
  /** The same for JSON both ways. The shape is the server's promise; it is not checked again. */
  json<Answer>(request: Request, body?: unknown): Promise<Answer>
}

export function createTransport(options: ClientOptions): Transport {
  const settings = {
    ...options,
    server: serverOf(options.server),
    retry: { ...retryPolicyDefault, ...options.retry },
    requestTimeoutMs: options.requestTimeoutMs ?? 60_000,
    fetch: options.fetch ?? globalThis.fetch,
    nowMs: options.nowMs ?? Date.now,
    random: options.random ?? Math.random,
    sleep: options.sleep ?? sleep,
  }
  const send = (request: Request) => sendPatiently(settings, request)
  return {
    server: settings.server,
    send,
    json: async <Answer>(request: Request, body?: unknown) => {
      const text = await send(body === undefined ? request : { ...request, ...jsonBody(body) })
      return parseAnswer(settings.server, text) as Answer
    },
  }
}

/** `/v2/repos/web/data` from its parts. */
export function pathOf(...parts: readonly string[]): string {
  return `/v2/${parts.map(encodeURIComponent).join('/')}`
}

type Settings = ClientOptions & Required<Omit<ClientOptions, 'credentials' | 'owner' | 'onRetry' | 'retry'>>

function serverOf(server: string): string {
  if (!/^https?:\/\/[^/?#\s]+\/?$/.test(server))
    throw new TypeError(`server '${server}' is not an address such as http://127.0.0.1:7758`)
  return server.replace(/\/$/, '')
}

function jsonBody(value: unknown): Pick<Request, 'body' | 'contentType'> {
  return { body: new TextEncoder().encode(printJson(value)), contentType: 'application/json' }
}

function parseAnswer(server: string, text: string): unknown {
  try {
    return parseJson(text)
  } catch {
    throw new ApiError(`the answer of ${server} is not JSON: is it a Sluice server?`, { status: 0 })
  }
}

async function sendPatiently(settings: Settings & { retry: RetryPolicy }, request: Request): Promise<string> {
  const safeToRepeat = request.safeToRepeat ?? request.method === 'GET'
  for (let tries = 1; ; tries++) {
    try {
      return await sendOnce(settings, request)
    } catch (error) {
      if (tries >= settings.retry.attemptsMax || !repeatable(error, safeToRepeat)) throw error
      const delayMs = retryDelayMs(settings.retry, tries, error, settings.random)
      if (error instanceof Error) settings.onRetry?.({ error, delayMs, tries })
      await settings.sleep(delayMs, request.signal)
    }
  }
}

/** One try. Signed anew each time: the Date of a signature must be within 15 minutes of the server's clock. */
async function sendOnce(settings: Settings, request: Request): Promise<string> {
  request.signal?.throwIfAborted()
  const headers = await headersOf(settings, request)
  const timeout = AbortSignal.timeout(settings.requestTimeoutMs + (request.waitMs ?? 0))
  const signal = request.signal ? AbortSignal.any([request.signal, timeout]) : timeout
  const { response, body } = await exchange()
  if (response.status === 200) return body
  throw apiError(response.status, response.headers, body)

  async function exchange() {
    try {
      const response = await settings.fetch(urlOf(settings.server, request), {
        method: request.method,
        headers,
        body: request.body ?? null,
        redirect: 'manual',
        signal,
      })
      return { response, body: await response.text() }
    } catch (error) {
      request.signal?.throwIfAborted()
      throw new NetworkError(settings.server, error)
    }
  }
}

async function headersOf(settings: Settings, request: Request): Promise<Record<string, string>> {
  const { credentials, owner } = settings
  const { method, path: resource, contentType, contentMd5, contentEncoding } = request
  const auth = credentials
    ? await authorize(credentials, { method, resource, contentType, contentMd5 }, settings.nowMs())
    : {}
  return {
    ...auth,
    ...(contentType ? { 'Content-Type': contentType } : {}),
    ...(contentMd5 ? { 'Content-MD5': contentMd5 } : {}),
    ...(contentEncoding ? { 'Content-Encoding': contentEncoding } : {}),
    ...(owner ? { 'X-Resource-Owner': owner } : {}),
  }
}

function urlOf(server: string, { path, query = {} }: Request): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
  )
  return `${server}${path}${given.length > 0 ? `?${given.join('&')}` : ''}`
}

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, ms)
    if (signal?.aborted) stop()
    else signal?.addEventListener('abort', stop, { once: true })
  })
}
