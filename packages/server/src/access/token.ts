import type { TokenDescription } from '@sluice/model'
import type { AuthenticatedRequest } from './authenticate.ts'
import { canonicalHeadersOf, headerText, resourcesOf } from './signature.ts'

/**
 * Decodes the third part of a token; undefined when it is not one. Either base64 alphabet: the Node library uses the
 * standard one. A member that is not there counts as empty.
 */
export function decodeToken(encoded: string): TokenDescription | undefined {
  let json: unknown
  try {
    json = JSON.parse(Buffer.from(encoded, 'base64').toString())
  } catch {
    return undefined
  }
  if (typeof json !== 'object' || json === null) return undefined
  const members = new Map<string, unknown>(Object.entries(json))
  const text = (name: string) => members.get(name) ?? ''
  const [resource, method, contentMD5] = [text('resource'), text('method'), text('contentMD5')]
  const [contentType, headers, expires] = [text('contentType'), text('headers'), members.get('expires')]
  if (typeof resource !== 'string' || typeof method !== 'string' || typeof expires !== 'number')
    return undefined
  if (typeof contentMD5 !== 'string' || typeof contentType !== 'string' || typeof headers !== 'string')
    return undefined
  return { resource, expires, contentMD5, contentType, headers, method }
}

/** Why the token does not allow this request; undefined when it does. Every member has to agree (protocol §2.3). */
export function tokenRefusal(
  token: TokenDescription,
  request: AuthenticatedRequest,
  nowMs: number,
): string | undefined {
  const { path, query, method, headers } = request
  if (nowMs > token.expires * 1000) return 'token expired'
  if (token.method !== method) return 'token is for another method'
  const resources = resourcesOf(path)
  if (!resources.includes(token.resource) && token.resource !== `${path}?${query}`)
    return 'token is for another path'
  if (token.contentType !== headerText(headers, 'content-type')) return 'token is for another Content-Type'
  if (token.contentMD5 !== headerText(headers, 'content-md5')) return 'token is for another Content-MD5'
  if (!canonicalHeadersOf(headers).includes(token.headers)) return 'token is for other X-Qiniu- headers'
  return undefined
}
