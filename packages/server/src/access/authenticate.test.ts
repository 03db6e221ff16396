import assert from 'node:assert/strict'
import { createSecretKey } from 'node:crypto'
import { test } from 'node:test'
import {
  authorization,
  canonicalHeaders,
  canonicalString,
  tokenDescription,
  urlSafeBase64,
} from '@sluice/model'
import { ManualClock } from '../runtime/manual-clock.ts'
import {
  type Actor,
  type AuthenticatedRequest,
  AuthenticationError,
  createAuthenticator,
} from './authenticate.ts'
import { digest } from './signature.ts'

// Keys, requests and results of the worked examples of protocol §2.2 and §2.3.
const accessKey = 'AKexample0000000000000000000000000000001'
const secretKey = createSecretKey(Buffer.from('SKexample0000000000000000000000000000002'))
const actor: Actor = { account: 'admin', accessKey, admin: true }
const date = 'Thu, 12 Jan 2017 07:30:00 GMT'
const dateMs = Date.parse(date)
const minuteMs = 60_000
const token =
  '--bCqivyXD7hibMTVIWklZoa6j4=:eyJyZXNvdXJjZSI6Ii92Mi9yZXBvcy90ZXN0X1JlcG8vZGF0YSIsImV4cGlyZXMiOjE4OTM0NTYwMDAsImNvbnRlbnRNRDUiOiIiLCJjb250ZW50VHlwZSI6InRleHQvcGxhaW4iLCJoZWFkZXJzIjoiIiwibWV0aG9kIjoiUE9TVCJ9'

function authenticateAt(nowMs: number, request: AuthenticatedRequest): Actor {
  return createAuthenticator({
    findCredential: (key) => (key === accessKey ? { actor, secretKey } : undefined),
    clock: new ManualClock(nowMs),
    skewMsMax: 15 * minuteMs,
  })(request)
}

const refused = (request: AuthenticatedRequest, reason: string, nowMs = dateMs) =>
  assert.throws(
    () => authenticateAt(nowMs, request),
    (error) => error instanceof AuthenticationError && assert.equal(error.message, reason) === undefined,
  )

interface Given {
  method?: string
  path?: string
  query?: string
  headers?: { [name: string]: string | string[] }
  sign?: string
}

const signedRequest = ({
  method = 'GET',
  path = '/v2/repos',
  query = '',
  headers = {},
  sign = '',
}: Given) => ({
  method,
  path,
  query,
  headers: { date, authorization: `Pandora ${accessKey}:${sign}`, 'accept-encoding': 'gzip', ...headers },
})

const push = { method: 'POST', path: '/v2/repos/test_Repo/data' }
const text = { 'content-type': 'text/plain' }
const examples: { [name: string]: Given } = {
  'A1, a push': { ...push, headers: text, sign: 'tIxWPGamMfv8G7AzBdso-XH3ZM0=' },
  'A1 with tags': { ...push, query: 'tags=YT1i', headers: text, sign: 'tIxWPGamMfv8G7AzBdso-XH3ZM0=' },
  'A2, a list': { sign: 'yyRSKRf-5FnzJ-rvJkBCoGgdoj8=' },
  'A2 with a query': { query: 'withDag=true', sign: 'yyRSKRf-5FnzJ-rvJkBCoGgdoj8=' },
  'A3, a plugin upload': {
    method: 'POST',
    path: '/v2/plugins/ComputeSumDataParser',
    headers: { 'content-md5': 'gLL29S04bTCxYd2kCqsEIQ==', 'content-type': 'application/java-archive' },
    sign: 'aYKKXB4bAbhdt7oKFdlZp6yepyc=',
  },
  'A4, signed headers': {
    method: 'POST',
    path: '/v2/repos/test_Repo',
    headers: { 'content-type': 'application/json', 'x-qiniu-pipeline-timeout': '20', 'x-qiniu-a': '1' },
    sign: 'adnqNbKZvPRdv53E1vuFqb-uep4=',
  },
}

for (const [name, given] of Object.entries(examples))
  test(`the worked example ${name}, is let in`, () => {
    assert.deepEqual(authenticateAt(dateMs, signedRequest(given)), actor)
  })

test('headers that are not signed do not matter', () => {
  const headers = {
    ...text,
    host: 'x',
    'content-length': '5',
    'x-resource-owner': 'other',
    'content-encoding': 'gzip',
  }
  assert.deepEqual(
    authenticateAt(dateMs, signedRequest({ ...push, headers, sign: 'tIxWPGamMfv8G7AzBdso-XH3ZM0=' })),
    actor,
  )
})

test('whatever the signature covers refuses the request when it differs', () => {
  const a1: Given = { ...push, headers: text, sign: 'tIxWPGamMfv8G7AzBdso-XH3ZM0=' }
  const reason = 'access key unknown or signature differs'
  refused(signedRequest({ ...a1, method: 'PUT' }), reason)
  refused(signedRequest({ ...a1, path: '/v2/repos/test_repo/data' }), reason)
  refused(signedRequest({ ...a1, headers: {} }), reason)
  refused(signedRequest({ ...a1, headers: { 'content-type': 'Text/plain' } }), reason)
  refused(signedRequest({ ...a1, headers: { ...text, 'content-md5': 'x' } }), reason)
  refused(signedRequest({ ...a1, headers: { ...text, date: 'Thu, 12 Jan 2017 07:30:01 GMT' } }), reason)
  refused(signedRequest({ ...a1, headers: { ...text, 'x-qiniu-a': '1' } }), reason)
  refused(signedRequest({ ...a1, sign: 'tIxWPGamMfv8G7AzBdso-XH3ZM0' }), reason)
  refused(signedRequest({ ...a1, sign: 'tIxWPGamMfv8G7AzBdso+XH3ZM0=' }), reason)
  const unknown = signedRequest({ ...a1, headers: { ...text, authorization: `Pandora AK:${a1.sign}` } })
  refused(unknown, reason)
})

test('a percent-encoded path may be signed decoded, as Go does, or raw, as Java does', () => {
  const path = '/v2/repos/a%20b'
  for (const resource of [path, '/v2/repos/a b']) {
    const sign = digest(
      secretKey,
      canonicalString({ method: 'GET', contentMd5: '', contentType: '', date, headers: '', resource }),
    )
    assert.deepEqual(authenticateAt(dateMs, signedRequest({ path, sign })), actor)
  }
  refused(signedRequest({ path: '/v2/repos/%zz', sign: 'x' }), 'access key unknown or signature differs')
})

test("Java's own header prefix is taken too", () => {
  const headers = { 'x-pandora-a': '1', 'x-pandora-': '2' }
  const signedHeaders = canonicalHeaders(Object.entries(headers), 'x-pandora-')
  assert.equal(signedHeaders, '\nx-pandora-a:1')
  const parts = { method: 'GET', contentMd5: '', contentType: '', date, resource: '/v2/repos' }
  for (const covered of [signedHeaders, '']) {
    const sign = digest(secretKey, canonicalString({ ...parts, headers: covered }))
    assert.deepEqual(authenticateAt(dateMs, signedRequest({ headers, sign })), actor)
  }
})

test('the Date may be 15 minutes off in either direction and no more', () => {
  const a2 = signedRequest({ sign: 'yyRSKRf-5FnzJ-rvJkBCoGgdoj8=' })
  for (const offMs of [-15 * minuteMs, 15 * minuteMs]) assert.equal(authenticateAt(dateMs + offMs, a2), actor)
  refused(a2, 'Date is 20 min behind the clock of the server', dateMs + 20 * minuteMs)
  refused(a2, 'Date is 15 min ahead of the clock of the server', dateMs - 15 * minuteMs - 1)
})

test('a missing or unreadable Date is named', () => {
  const { date: _, ...headers } = signedRequest({ sign: 'x' }).headers
  refused({ ...signedRequest({}), headers }, 'Date header missing')
  refused(
    signedRequest({ headers: { date: 'yesterday' } }),
    'Authorization is not Pandora <accessKey>:<sign> or <accessKey>:<sign>:<token>',
  )
  refused(
    signedRequest({ headers: { date: 'yesterday' }, sign: 'x' }),
    'Date header is not an HTTP-date in GMT',
  )
})

test('a missing or garbled Authorization header is refused', () => {
  const given = (value: string) => signedRequest({ headers: { authorization: value } })
  refused({ method: 'GET', path: '/', query: '', headers: {} }, 'Authorization header missing')
  refused(given(`pandora ${accessKey}:x`), 'Authorization does not begin with Pandora')
  refused(given(`Bearer ${accessKey}`), 'Authorization does not begin with Pandora')
  const garbled = 'Authorization is not Pandora <accessKey>:<sign> or <accessKey>:<sign>:<token>'
  for (const value of ['Pandora ', 'Pandora :', `Pandora ${accessKey}`, `Pandora :x`, 'Pandora a:b:c:d'])
    refused(given(value), garbled)
})

const tokenRequest = ({ headers = text, ...given }: Given, value = token): AuthenticatedRequest => ({
  method: given.method ?? 'POST',
  path: given.path ?? '/v2/repos/test_Repo/data',
  query: given.query ?? '',
  headers: { authorization: `Pandora ${accessKey}:${value}`, ...headers },
})
const expiresMs = 1893456000_000

test('the worked token is let in without a Date until it expires, however often', () => {
  for (const nowMs of [dateMs, expiresMs]) assert.equal(authenticateAt(nowMs, tokenRequest({})), actor)
  assert.equal(authenticateAt(dateMs, tokenRequest({ query: 'tags=YT1i' })), actor)
  refused(tokenRequest({}), 'token expired', expiresMs + 1)
})

test('a token allows one method on one path with its own headers', () => {
  refused(tokenRequest({ method: 'GET' }), 'token is for another method')
  refused(tokenRequest({ path: '/v2/repos/other/data' }), 'token is for another path')
  refused(tokenRequest({ headers: {} }), 'token is for another Content-Type')
  refused(tokenRequest({ headers: { ...text, 'content-md5': 'x' } }), 'token is for another Content-MD5')
  refused(tokenRequest({ headers: { ...text, 'x-qiniu-a': '1' } }), 'token is for other X-Qiniu- headers')
})

function makeToken(description: string, encode = urlSafeBase64): string {
  const encoded = encode(Buffer.from(description).toString('base64'))
  return authorization('', digest(secretKey, encoded), encoded).slice('Pandora :'.length)
}

test('a token may name its path with the query, signed headers, and use either base64 alphabet', () => {
  const description = {
    resource: '/v2/repos/r/data?tags=a~~>>??',
    expires: 1893456000,
    contentMD5: '',
    contentType: 'text/plain',
    headers: '\nx-qiniu-a:1',
    method: 'POST',
  }
  const request = { path: '/v2/repos/r/data', query: 'tags=a~~>>??', headers: { ...text, 'x-qiniu-a': '1' } }
  for (const encode of [urlSafeBase64, (base64: string) => base64])
    assert.equal(
      authenticateAt(dateMs, tokenRequest(request, makeToken(tokenDescription(description), encode))),
      actor,
    )
  refused(
    tokenRequest({ ...request, query: 'tags=b' }, makeToken(tokenDescription(description))),
    'token is for another path',
  )
})

test('the order of the keys in a token does not matter, and unknown ones neither', () => {
  const description =
    '{"method":"GET","more":1,"headers":"","contentType":"","contentMD5":"","expires":1893456000,"resource":"/v2/repos"}'
  const request = { method: 'GET', path: '/v2/repos', headers: {} }
  assert.equal(authenticateAt(dateMs, tokenRequest(request, makeToken(description))), actor)
})

test('a forged or unreadable token is refused', () => {
  const [sign = '', encoded = ''] = token.split(':')
  refused(tokenRequest({}, `${sign}:${encoded.replace('e', 'f')}`), 'access key unknown or signature differs')
  refused(tokenRequest({}, `${sign.replace('-', 'A')}:${encoded}`), 'access key unknown or signature differs')
  for (const description of ['', 'null', '[]', '{}', '{"expires":"1893456000"}', '{"expires":1,"headers":2}'])
    refused(tokenRequest({}, makeToken(description)), 'token unreadable')
})

test('an error carries the access key for the log and nothing the caller wrote in its reason', () => {
  const request = signedRequest({ sign: 'x', headers: { authorization: 'Pandora who:x' } })
  assert.throws(
    () => authenticateAt(dateMs, request),
    (error) =>
      error instanceof AuthenticationError && error.accessKey === 'who' && !error.message.includes('who'),
  )
})
