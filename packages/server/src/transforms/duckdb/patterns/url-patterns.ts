/**
 * Java's `URI`, which Spark takes URLs apart with, as RE2 patterns: first a URL is checked as a whole (most of what people find
 * in logs and is none has spaces, quotes or braces), then parts are taken out of it, nothing decoded.
 */

/** Letters and digits, what is neither ASCII nor a space, %XX, and these signs; the rest of ASCII stands in no URL. */
const any = (signs: string): string =>
  `(?:[0-9A-Za-z${signs}]|[^\\x00-\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}]|%[0-9A-Fa-f]{2})`

const user = any("_.!~*'();:&=+$,\\-")
const authority = any("_.!~*'();:@&=+$,\\[\\]\\-")
const path = any("_.!~*'();:@&=+$,/\\-")
const segment = any("_.!~*'();:@&=+$,\\-")
const firstSegment = any("_.!~*'();@&=+$,\\-")
const query = any("_.!~*'();:@&=+$,/?\\[\\]\\-")

const scheme = '[A-Za-z][0-9A-Za-z+.\\-]*'
const afterPath = `(?:\\?${query}*)?(?:#${query}*)?`

export const validUrl = [
  `(?:${scheme}:)?(?://${authority}+(?:/${path}*)?|///${path}*|/(?:${segment}${path}*)?)${afterPath}`,
  `(?:${firstSegment}+(?:/${path}*)?)?${afterPath}`,
  // mailto:a@b
  `${scheme}:${segment}${query}*(?:#${query}*)?`,
].join('|')

/** Such URLs have no parts but their scheme and what follows #. */
export const opaqueUrl = `^${scheme}:[^/]`

const label = '[0-9A-Za-z](?:[0-9A-Za-z\\-]*[0-9A-Za-z])?'
const byte = '(?:[01]?[0-9]?[0-9]|2[0-4][0-9]|25[0-5])'
const host = `(?:\\[[0-9A-Fa-f:.]+(?:%[0-9A-Za-z]+)?\\]|${byte}(?:\\.${byte}){3}|(?:${label}\\.)*[A-Za-z](?:[0-9A-Za-z\\-]*[0-9A-Za-z])?\\.?|${label}\\.?)`
const front = `^(?:${scheme}:)?//`
const behindHost = '(?::[0-9]*)?(?:[/?#]|$)'

/** Group 1 is the part; empty where there is none. */
export const partPatterns = {
  PROTOCOL: `^(${scheme}):`,
  AUTHORITY: `${front}([^/?#]*)`,
  /** Names that are no hosts, such as those with an underscore, are an authority without a host and a user. */
  HOST: `${front}(?:${user}*@)?(${host})${behindHost}`,
  USERINFO: `${front}(${user}*)@${host}${behindHost}`,
} as const

export const pathPattern = `^(?:${scheme}:)?(?://[^/?#]*)?([^?#]*)`
/** With their sign before them, so that an empty part differs from none. */
export const queryPattern = '^[^?#]*(\\?[^#]*)'
export const refPattern = '(#.*)$'
