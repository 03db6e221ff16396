import { spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'

export interface Certificate {
  readonly certificatePath: string
  /** PKCS#8 */
  readonly keyPath: string
  /** Of the certificate, which signs itself: what a client must trust. */
  readonly pem: string
}

/** A certificate for 127.0.0.1 that nobody trusts who is not told to. Made by the openssl command. */
export async function makeCertificate(context: Pick<TestContext, 'after'>): Promise<Certificate> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-certificate-'))
  context.after(() => rm(folder, { recursive: true, force: true }))
  const keyPath = join(folder, 'key.pem')
  const certificatePath = join(folder, 'certificate.pem')
  const { status, error, stderr } = spawnSync(
    'openssl',
    [
      ...[
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-noenc',
        '-days',
        '2',
      ],
      ...['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'],
      ...['-keyout', keyPath, '-out', certificatePath],
    ],
    { encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(`openssl made no certificate: ${error?.message ?? stderr}`)
  return { certificatePath, keyPath, pem: await readFile(certificatePath, 'utf8') }
}
