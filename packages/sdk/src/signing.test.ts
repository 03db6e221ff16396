import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeToken, signRequest } from './signing.ts'

// The worked examples of the protocol (§2.2, §2.3).
const keys = {
  accessKey: 'AKexample0000000000000000000000000000001',
  secretKey: 'SKexample0000000000000000000000000000002',
}
const atMs = Date.UTC(2017, 0, 12, 7, 30)

test('a request is signed as in the worked examples of the protocol', async () => {
  const push = { method: 'POST', resource: '/v2/repos/test_Repo/data', contentType: 'text/plain' }
  assert.deepEqual(await signRequest(keys, push, atMs), {
    Authorization: `Pandora ${keys.accessKey}:tIxWPGamMfv8G7AzBdso-XH3ZM0=`,
    Date: 'Thu, 12 Jan 2017 07:30:00 GMT',
  })
  const list = await signRequest(keys, { method: 'GET', resource: '/v2/repos' }, atMs)
  assert.equal(list.Authorization, `Pandora ${keys.accessKey}:yyRSKRf-5FnzJ-rvJkBCoGgdoj8=`)
  const upload = await signRequest(
    keys,
    {
      method: 'POST',
      resource: '/v2/plugins/ComputeSumDataParser',
      contentType: 'application/java-archive',
      contentMd5: 'gLL29S04bTCxYd2kCqsEIQ==',
    },
    atMs,
  )
  assert.equal(upload.Authorization, `Pandora ${keys.accessKey}:aYKKXB4bAbhdt7oKFdlZp6yepyc=`)
})

test('a token is made as in the worked example of the protocol', async () => {
  const push = { method: 'POST', resource: '/v2/repos/test_Repo/data', contentType: 'text/plain' }
  assert.equal(
    await makeToken(keys, push, 1893456000_999),
    `Pandora ${keys.accessKey}:--bCqivyXD7hibMTVIWklZoa6j4=:eyJyZXNvdXJjZSI6Ii92Mi9yZXBvcy90ZXN0X1JlcG8vZGF0YSIsImV4cGlyZXMiOjE4OTM0NTYwMDAsImNvbnRlbnRNRDUiOiIiLCJjb250ZW50VHlwZSI6InRleHQvcGxhaW4iLCJoZWFkZXJzIjoiIiwibWV0aG9kIjoiUE9TVCJ9`,
  )
})
