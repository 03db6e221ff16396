/**
 * What a client signs and a server checks, as text (protocol §2). Pure: the HMAC-SHA1 over it and its base64 are the
 * caller's, who has a crypto library.
 *
 * signed request   Authorization: Pandora <accessKey>:<sign>           sign = digest(secretKey, canonicalString(…))
 * token            Authorization: Pandora <accessKey>:<sign>:<encoded> sign = digest(secretKey, encoded)
 *                                                                      encoded = url-safe base64 of tokenDescription(…)
 * digest(key, text) = url-safe base64, padding kept, of HMAC-SHA1 keyed with the UTF-8 bytes of the secret key.
 */

/** The parts of a request that its signature covers. A header the request does not have is ''. */
export interface SignedParts {
  /** Upper case, as on the request line. */
  readonly method: string
  readonly contentMd5: string
  readonly contentType: string
  /** HTTP-date in GMT; also the request's Date header. */
  readonly date: string
  /** `canonicalHeaders(…)`; '' for nearly all requests. */
  readonly headers: string
  /** The URL's path from its leading slash, without the query: no query parameter is ever signed. */
  readonly resource: string
}

export function canonicalString(parts: SignedParts): string {
  return `${parts.method}\n${parts.contentMd5}\n${parts.contentType}\n${parts.date}\n${parts.headers}${parts.resource}`
}

/** Headers whose names start so are part of the signature. */
export const signedHeaderPrefix = 'x-qiniu-'

/**
 * LF, lower-case name, colon, value for every header that is signed, ascending by name; '' when there is none. The LF
 * stands before each header and none after the last: the resource follows the last value at once.
 * The order is that of the names in Go's canonical case (X-Qiniu-A), which is what the Go library sorts.
 */
export function canonicalHeaders(
  headers: Iterable<readonly [name: string, value: string]>,
  prefix: string = signedHeaderPrefix,
): string {
  return [...headers]
    .map(([name, value]) => ({ name: name.toLowerCase(), value: value.trim() }))
    .filter(({ name }) => name.startsWith(prefix) && name.length > prefix.length)
    .sort((a, b) => (canonicalCase(a.name) < canonicalCase(b.name) ? -1 : 1))
    .map(({ name, value }) => `\n${name}:${value}`)
    .join('')
}

function canonicalCase(lowerCaseName: string): string {
  return lowerCaseName.replaceAll(/(^|-)[a-z]/g, (start) => start.toUpperCase())
}

/** One method on one path until `expires`; every member has to agree with the request that carries the token. */
export interface TokenDescription {
  readonly resource: string
  /** Unix time in seconds; the token is invalid once now is past it. */
  readonly expires: number
  readonly contentMD5: string
  readonly contentType: string
  readonly headers: string
  readonly method: string
}

/** The JSON text of a token, all six keys always present, in the Go library's order. */
export function tokenDescription({
  resource,
  expires,
  contentMD5,
  contentType,
  headers,
  method,
}: TokenDescription): string {
  return JSON.stringify({ resource, expires, contentMD5, contentType, headers, method })
}

/** Standard base64 → its URL-safe alphabet, padding kept. */
export function urlSafeBase64(base64: string): string {
  return base64.replaceAll('+', '-').replaceAll('/', '_')
}

/** The value of the Authorization header: a signed request, or a token when its encoded description is given. */
export function authorization(accessKey: string, sign: string, encodedToken?: string): string {
  return `Pandora ${accessKey}:${sign}${encodedToken === undefined ? '' : `:${encodedToken}`}`
}
