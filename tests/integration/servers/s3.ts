import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { requireProgram } from './require-program.ts'
import { type RunningProgram, runProgram } from './run-program.ts'

export interface S3Server extends RunningProgram {
  readonly url: string
  readonly accessKey: string
  readonly secretKey: string
  /** Each bucket is a folder in here, each object a file under its key. */
  readonly objectsDirectory: string
}

export interface S3Options {
  /** PEM files: the server speaks TLS with them. */
  readonly tls?: { readonly certificatePath: string; readonly keyPath: string }
  readonly buckets?: readonly string[]
}

/** An S3 server (versitygw) with these buckets. Undefined when it cannot be had and that is allowed: the test is skipped. */
export async function startS3(
  t: TestContext,
  { tls, buckets = [] }: S3Options = {},
): Promise<S3Server | undefined> {
  const program = await requireProgram(t, 'versitygw')
  if (program === undefined) return undefined
  const keys = { accessKey: 'test-access', secretKey: 'test-secret-of-the-store' }
  const server = await runProgram(t, {
    command: join(program, 'versitygw'),
    args: (port, folder) => [
      ...['--access', keys.accessKey, '--secret', keys.secretKey, '--port', `127.0.0.1:${port}`],
      ...(tls ? ['--cert', tls.certificatePath, '--key', tls.keyPath] : []),
      // Metadata beside the objects, since not every temporary folder has extended attributes.
      ...['posix', '--sidecar', join(folder, 'metadata'), join(folder, 'objects')],
    ],
    async prepare(folder) {
      await mkdir(join(folder, 'metadata'))
      for (const bucket of ['', ...buckets]) await mkdir(join(folder, 'objects', bucket))
    },
  })
  const url = `${tls ? 'https' : 'http'}://127.0.0.1:${server.port}`
  return { ...server, ...keys, url, objectsDirectory: join(server.folder, 'objects') }
}
