import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { requireProgram } from './require-program.ts'
import { type RunningProgram, runProgram } from './run-program.ts'

export interface MongoServer extends RunningProgram {
  /** host:port */
  readonly host: string
}

export interface MongoOptions {
  /** PEM files: the server speaks TLS with them. */
  readonly tls?: { readonly certificatePath: string; readonly keyPath: string }
}

const program = join(import.meta.dirname, 'MongoTestServer.java')

/** A server of MongoDB's protocol (mongo-java-server; no users) whose data outlive a kill. Undefined: the test is skipped. */
export async function startMongo(
  t: TestContext,
  { tls }: MongoOptions = {},
): Promise<MongoServer | undefined> {
  const jars = await requireProgram(t, 'mongo-java-server')
  if (jars === undefined) return undefined
  const server = await runProgram(t, {
    command: 'java',
    args: (port, folder) => [
      ...['-Xmx256m', '-cp', join(jars, '*'), program, String(port), join(folder, 'data')],
      ...(tls ? [tls.keyPath, tls.certificatePath] : []),
    ],
  })
  return { ...server, host: `127.0.0.1:${server.port}` }
}
