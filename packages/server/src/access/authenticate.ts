import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import { canonicalString } from '@sluice/model'
import type { Clock } from '../runtime/clock.ts'
import { parseHttpDate } from './http-date.ts'
import {
  canonicalHeadersOf,
  digest,
  headerText,
  type RequestHeaders,
  resourcesOf,
  sameDigest,
} from './signature.ts'
import { decodeToken, tokenRefusal } from './token.ts'

/** Who is calling. */
export interface Actor {
  readonly account: string
  readonly accessKey: string
  /** The first account of the server: may see and make accounts. */
  readonly admin: boolean
}

export interface AuthenticatedRequest {
  /** Upper case. */
  readonly method: string
  /** As on the request line, without the query. */
  readonly path: string
  /** Without its question mark, '' when there is none. */
  readonly query: string
  /** Lower-case names, as Node gives them. */
  readonly headers: RequestHeaders
}

/** Throws AuthenticationError. Takes 3 µs: it stands before every push. */
export type Authenticate = (request: AuthenticatedRequest) => Actor

/** 401. The message is for the log and the X-Log header, never for the body, and holds nothing the caller wrote. */
export class AuthenticationError extends Error {
  override readonly name = 'AuthenticationError'
  /** As the caller gave it, for the log; undefined when the header could not be read. */
  readonly accessKey: string | undefined
  constructor(reason: string, accessKey?: string) {
    super(reason)
    this.accessKey = accessKey
  }
}

/** What an access key stands for. */
export interface Credential {
  readonly actor: Actor
  readonly secretKey: KeyObject
}

export interface AuthenticatorDeps {
  /** From memory; undefined when nobody has this key. */
  findCredential(accessKey: string): Credential | undefined
  readonly clock: Clock
  /** How far the Date of a signed request may be off, in either direction. */
  readonly skewMsMax: number
}

const scheme = 'Pandora '
// One reason for both, and the same work before it: nobody learns which access keys exist.
const differs = 'access key unknown or signature differs'

/** Both forms of the Authorization header (protocol §2): a signed request has two parts, a token three. */
export function createAuthenticator({ findCredential, clock, skewMsMax }: AuthenticatorDeps): Authenticate {
  const nobody = createSecretKey(randomBytes(20))
  const instantOf = rememberLast(parseHttpDate)

  const signed = (request: AuthenticatedRequest, accessKey: string, sign: string): Actor => {
    const date = headerText(request.headers, 'date')
    if (date === '') throw new AuthenticationError('Date header missing', accessKey)
    const nowMs = clock.nowMs()
    const atMs = instantOf(date, nowMs)
    if (atMs === undefined) throw new AuthenticationError('Date header is not an HTTP-date in GMT', accessKey)
    const credential = findCredential(accessKey)
    const secretKey = credential?.secretKey ?? nobody
    const matches = stringsOf(request, date).some((text) => sameDigest(digest(secretKey, text), sign))
    if (!credential || !matches) throw new AuthenticationError(differs, accessKey)
    if (Math.abs(nowMs - atMs) > skewMsMax) throw new AuthenticationError(skewReason(atMs - nowMs), accessKey)
    return credential.actor
  }

  const byToken = (
    request: AuthenticatedRequest,
    accessKey: string,
    sign: string,
    encoded: string,
  ): Actor => {
    const credential = findCredential(accessKey)
    const matches = sameDigest(digest(credential?.secretKey ?? nobody, encoded), sign)
    if (!credential || !matches) throw new AuthenticationError(differs, accessKey)
    const token = decodeToken(encoded)
    const reason = token ? tokenRefusal(token, request, clock.nowMs()) : 'token unreadable'
    if (reason) throw new AuthenticationError(reason, accessKey)
    return credential.actor
  }

  return (request) => {
    const authorization = headerText(request.headers, 'authorization')
    if (authorization === '') throw new AuthenticationError('Authorization header missing')
    if (!authorization.startsWith(scheme))
      throw new AuthenticationError('Authorization does not begin with Pandora')
    const [accessKey = '', sign = '', token, ...rest] = authorization.slice(scheme.length).split(':')
    if (accessKey === '' || sign === '' || rest.length > 0)
      throw new AuthenticationError(
        'Authorization is not Pandora <accessKey>:<sign> or <accessKey>:<sign>:<token>',
      )
    return token === undefined ? signed(request, accessKey, sign) : byToken(request, accessKey, sign, token)
  }
}

/** The strings the client may have signed: one, but for percent-encoded paths and signed headers. */
function stringsOf({ method, path, headers }: AuthenticatedRequest, date: string): string[] {
  const contentMd5 = headerText(headers, 'content-md5')
  const contentType = headerText(headers, 'content-type')
  return resourcesOf(path).flatMap((resource) =>
    canonicalHeadersOf(headers).map((signedHeaders) =>
      canonicalString({ method, contentMd5, contentType, date, headers: signedHeaders, resource }),
    ),
  )
}

function skewReason(aheadMs: number): string {
  const minutes = Math.round(Math.abs(aheadMs) / 60_000)
  return `Date is ${minutes} min ${aheadMs > 0 ? 'ahead of' : 'behind'} the clock of the server`
}

/** Agents push many times within a second, with the same Date. */
function rememberLast(parse: typeof parseHttpDate): typeof parseHttpDate {
  let text = ''
  let atMs: number | undefined
  return (date, nowMs) => {
    if (date !== text) {
      atMs = parse(date, nowMs)
      text = date
    }
    return atMs
  }
}
