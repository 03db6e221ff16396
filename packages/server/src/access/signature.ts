import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto'
import { canonicalHeaders, signedHeaderPrefix } from '@sluice/model'

export type RequestHeaders = { readonly [lowerCaseName: string]: string | string[] | undefined }

/** URL-safe base64, padding kept, of HMAC-SHA1: 28 characters (protocol §2). */
export function digest(secretKey: KeyObject, text: string): string {
  // 20 bytes always leave one padding character, which Node's url-safe form drops.
  return `${createHmac('sha1', secretKey).update(text).digest('base64url')}=`
}

/** Takes the same time wherever the two first differ. The length of a digest is no secret. */
export function sameDigest(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** The header as it was sent, '' when it was not. */
export function headerText(headers: RequestHeaders, name: string): string {
  const value = headers[name]
  return typeof value === 'string' ? value : (value?.[0] ?? '')
}

/** What the client may have signed as resource: the Go library takes the percent-decoded path, the Java one the raw. */
export function resourcesOf(path: string): string[] {
  if (!path.includes('%')) return [path]
  try {
    return [path, decodeURIComponent(path)]
  } catch {
    return [path]
  }
}

/** Java's own prefix; no call of its library sends such a header, a caller may. */
const javaHeaderPrefix = 'x-pandora-'

/** What the client may have signed as headers: nearly always nothing. With X-Pandora- headers alone there are two
 *  readings, Java's (they are signed) and everybody else's; X-Qiniu- headers are always signed. */
export function canonicalHeadersOf(headers: RequestHeaders): string[] {
  const signable: [name: string, value: string][] = []
  for (const name in headers)
    if (name.startsWith(signedHeaderPrefix) || name.startsWith(javaHeaderPrefix))
      signable.push([name, headerText(headers, name)])
  if (signable.length === 0) return ['']
  const signed = canonicalHeaders(signable)
  return signed === '' ? ['', canonicalHeaders(signable, javaHeaderPrefix)] : [signed]
}
