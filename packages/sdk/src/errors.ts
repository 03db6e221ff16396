/** Where a push stood when one of its requests failed. */
export interface PushPlace {
  /** Number of the first record of the request that failed, counted from 0 over the whole push. */
  readonly firstRecord: number
  /** Records in that request: none of them is stored if the server refused it. */
  readonly records: number
  /** Records of this push that the server has confirmed. Without overlapping requests these are the first ones. */
  readonly storedRecords: number
}

/** What a call to the server can end in: an ApiError or a NetworkError. */
export class RequestError extends Error {
  /** Present when the request was part of a push. */
  push?: PushPlace
}

/** The server answered and refused. */
export class ApiError extends RequestError {
  /** HTTP status; 0 when the answer did not come from a Sluice server. */
  readonly status: number
  /** `E18102` and the like, 'bad token' for 401, '' when the answer has no code. */
  readonly code: string
  /** Names the request in the server's log. */
  readonly reqid: string
  /** Why the server refused a signature, where it says so (header X-Log). */
  readonly reason: string
  /** The server's clock, ms since epoch, from the Date header. */
  readonly serverTimeMs: number | undefined
  /** From Retry-After. */
  readonly retryAfterMs: number | undefined

  constructor(message: string, facts: Partial<Omit<ApiError, keyof RequestError>> & { status: number }) {
    super(message)
    this.name = 'ApiError'
    this.status = facts.status
    this.code = facts.code ?? ''
    this.reqid = facts.reqid ?? ''
    this.reason = facts.reason ?? ''
    this.serverTimeMs = facts.serverTimeMs
    this.retryAfterMs = facts.retryAfterMs
  }
}

/** No answer: the server is down, unreachable, or the connection broke. Whether a push was stored is not known then. */
export class NetworkError extends RequestError {
  /** The system's word (ECONNREFUSED, ENOTFOUND, ETIMEDOUT …), or ''. */
  readonly code: string
  readonly server: string

  constructor(server: string, cause: unknown) {
    const root = rootCause(cause)
    super(`no answer from ${server}: ${root.message || root.code || 'the connection failed'}`, { cause })
    this.name = 'NetworkError'
    this.code = root.code
    this.server = server
  }
}

/** fetch hides the reason behind 'fetch failed', sometimes below a list with one entry per address tried. */
function rootCause(error: unknown): { message: string; code: string } {
  if (error instanceof AggregateError && error.errors.length > 0) return rootCause(error.errors[0])
  if (!(error instanceof Error)) return { message: String(error), code: '' }
  if (error.cause instanceof Error) return rootCause(error.cause)
  return { message: error.message, code: 'code' in error ? String(error.code) : '' }
}

/** The refusal in an answer that is not 200 (protocol §1.1: `{"error":"E18102: repo 'x' does not exist"}`). */
export function apiError(status: number, headers: Headers, body: string): ApiError {
  const message = errorMember(body) ?? `the server answered ${status} without an error message`
  const code = /^(E\d{4,5}):\s*/.exec(message)
  const serverTimeMs = Date.parse(headers.get('date') ?? '')
  return new ApiError(code ? message.slice(code[0].length) : message, {
    status,
    code: code?.[1] ?? (status === 401 ? 'bad token' : ''),
    reqid: headers.get('x-reqid') ?? '',
    reason: status === 401 ? (headers.get('x-log') ?? '') : '',
    serverTimeMs: Number.isNaN(serverTimeMs) ? undefined : serverTimeMs,
    retryAfterMs: retryAfterMs(headers.get('retry-after'), serverTimeMs),
  })
}

function errorMember(body: string): string | undefined {
  try {
    const answer: unknown = JSON.parse(body)
    if (typeof answer !== 'object' || answer === null || !('error' in answer)) return undefined
    return typeof answer.error === 'string' ? answer.error : undefined
  } catch {
    return undefined
  }
}

/** Retry-After is seconds or a date; a date is measured against the server's own clock. */
function retryAfterMs(header: string | null, serverTimeMs: number): number | undefined {
  if (header === null) return undefined
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - serverTimeMs
  return Number.isNaN(ms) ? undefined : Math.max(0, ms)
}
