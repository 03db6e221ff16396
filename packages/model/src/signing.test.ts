import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import {
  authorization,
  canonicalHeaders,
  canonicalString,
  type SignedParts,
  tokenDescription,
  urlSafeBase64,
} from './signing.ts'

// The worked examples of protocol §2.2 and §2.3.
const accessKey = 'AKexample0000000000000000000000000000001'
const secretKey = 'SKexample0000000000000000000000000000002'
const digest = (text: string) => urlSafeBase64(createHmac('sha1', secretKey).update(text).digest('base64'))

const request: SignedParts = {
  method: 'GET',
  contentMd5: '',
  contentType: '',
  date: 'Thu, 12 Jan 2017 07:30:00 GMT',
  headers: '',
  resource: '/v2/repos',
}

const examples: { name: string; parts: SignedParts; bytes: number; sign: string }[] = [
  {
    name: 'A1, a push',
    parts: { ...request, method: 'POST', contentType: 'text/plain', resource: '/v2/repos/test_Repo/data' },
    bytes: 71,
    sign: 'tIxWPGamMfv8G7AzBdso-XH3ZM0=',
  },
  { name: 'A2, a list', parts: request, bytes: 45, sign: 'yyRSKRf-5FnzJ-rvJkBCoGgdoj8=' },
  {
    name: 'A3, a plugin upload',
    parts: {
      ...request,
      method: 'POST',
      contentMd5: 'gLL29S04bTCxYd2kCqsEIQ==',
      contentType: 'application/java-archive',
      resource: '/v2/plugins/ComputeSumDataParser',
    },
    bytes: 117,
    sign: 'aYKKXB4bAbhdt7oKFdlZp6yepyc=',
  },
  {
    name: 'A4, signed headers',
    parts: {
      ...request,
      method: 'POST',
      contentType: 'application/json',
      headers: canonicalHeaders([
        ['X-Qiniu-Pipeline-Timeout', '20'],
        ['Host', 'localhost'],
        ['X-Qiniu-', 'not longer than the prefix'],
        ['X-Qiniu-A', ' 1 '],
      ]),
      resource: '/v2/repos/test_Repo',
    },
    bytes: 112,
    sign: 'adnqNbKZvPRdv53E1vuFqb-uep4=',
  },
]

for (const { name, parts, bytes, sign } of examples) {
  test(`the worked example ${name}, is signed byte for byte`, () => {
    const text = canonicalString(parts)
    assert.equal(Buffer.byteLength(text), bytes)
    assert.equal(digest(text), sign)
  })
}

test('the worked token is made byte for byte', () => {
  const description = tokenDescription({
    method: 'POST',
    headers: '',
    contentType: 'text/plain',
    contentMD5: '',
    expires: 1893456000,
    resource: '/v2/repos/test_Repo/data',
  })
  const encoded = urlSafeBase64(Buffer.from(description).toString('base64'))
  assert.equal(
    authorization(accessKey, digest(encoded), encoded),
    'Pandora AKexample0000000000000000000000000000001:--bCqivyXD7hibMTVIWklZoa6j4=:eyJyZXNvdXJjZSI6Ii92Mi9yZXBvcy90ZXN0X1JlcG8vZGF0YSIsImV4cGlyZXMiOjE4OTM0NTYwMDAsImNvbnRlbnRNRDUiOiIiLCJjb250ZW50VHlwZSI6InRleHQvcGxhaW4iLCJoZWFkZXJzIjoiIiwibWV0aG9kIjoiUE9TVCJ9',
  )
})

test('signed headers are ordered as Go orders their canonical names', () => {
  assert.equal(
    canonicalHeaders([
      ['x-qiniu-_', '1'],
      ['x-qiniu-b', '2'],
      ['x-qiniu-a-b', '3'],
      ['x-qiniu-a', '4'],
    ]),
    '\nx-qiniu-a:4\nx-qiniu-a-b:3\nx-qiniu-b:2\nx-qiniu-_:1',
  )
})
