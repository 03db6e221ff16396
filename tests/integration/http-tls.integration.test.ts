import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { ConfigurationError } from '../../packages/server/src/exporters/exporter.ts'
import { httpType } from '../../packages/server/src/exporters/http/index.ts'
import { testDeps } from '../../packages/server/src/exporters/testing/exporter-deps.ts'
import { startReceiver } from '../../packages/server/src/exporters/testing/receiver.ts'
import { batchOf, everyField } from '../../packages/server/src/exporters/testing/records.ts'
import { makeCertificate } from './servers/certificate.ts'

const never = new AbortController().signal

test('a receiver’s certificate is verified; one of its own has to be given', async (t) => {
  const certificate = await makeCertificate(t)
  const key = await readFile(certificate.keyPath, 'utf8')
  const receiver = await startReceiver(t, { key, cert: certificate.pem })
  const spec = httpType.parseSpec({ host: receiver.host, uri: '/in', format: 'json' }, everyField)

  const stranger = httpType.create(spec, await testDeps(t))
  t.after(() => stranger.close())
  await stranger.open(undefined, never)
  assert.match(
    (await stranger.check(never)) ?? '',
    /not trusted \(self-signed certificate\); give its connection/,
  )
  await assert.rejects(stranger.write(batchOf(0, 1), never), (error) => {
    assert.ok(error instanceof ConfigurationError)
    return /self-signed certificate; give the connection the certificate to trust as ca/.test(error.message)
  })

  const options = { headers: {}, gzip: false, timeoutMs: 10_000, ca: certificate.pem }
  const friend = httpType.create(spec, {
    ...(await testDeps(t)),
    connection: { name: 'c', driver: 'http', options },
  })
  t.after(() => friend.close())
  await friend.open(undefined, never)
  assert.equal(await friend.check(never), undefined)
  await friend.write(batchOf(0, 3), never)
  assert.equal(receiver.accepted.length, 1)
})
