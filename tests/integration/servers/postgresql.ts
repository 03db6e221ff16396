import { execFileSync } from 'node:child_process'
import { chownSync } from 'node:fs'
import { chmod, copyFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import pg from 'pg'
import type { Certificate } from './certificate.ts'
import { requireProgram } from './require-program.ts'
import { type RunningProgram, runProgram } from './run-program.ts'

export interface PostgresqlServer extends RunningProgram {
  /** Options of a connection of the driver postgresql: the superuser. */
  readonly connection: { host: string; port: number; user: string; password: string }
  /** In the database `shop`. Runs statements and gives the rows of the last one. */
  query(...statements: string[]): Promise<Record<string, unknown>[]>
}

const user = 'sluice'
const password = "pass'word"

/** PostgreSQL does not run as root: then as nobody, who still may read the program wherever root keeps it. */
const nobody = 65_534
const asNobody = [
  ...['--reuid', `${nobody}`, '--regid', `${nobody}`, '--clear-groups', '--securebits', '+no_setuid_fixup'],
  ...['--inh-caps', '+dac_read_search', '--ambient-caps', '+dac_read_search', '--pdeathsig', 'KILL', '--'],
]

/** A PostgreSQL server with the database `shop`. Undefined: the test is skipped. */
export async function startPostgresql(
  t: TestContext,
  tls?: Certificate,
): Promise<PostgresqlServer | undefined> {
  const program = await requireProgram(t, 'postgresql')
  if (program === undefined) return undefined
  const isRoot = process.getuid?.() === 0
  const bin = (name: string) => {
    const own = join(program, 'usr/lib/postgresql/15/bin', name)
    return isRoot ? ['/usr/bin/setpriv', ...asNobody, own] : [own]
  }
  const environment = { LD_LIBRARY_PATH: join(program, 'usr/lib/x86_64-linux-gnu') }
  const [command = '', ...first] = bin('postgres')
  const server = await runProgram(t, {
    command,
    environment,
    args: (port, folder) => [
      ...first,
      ...['-D', join(folder, 'data'), '-h', '127.0.0.1', '-p', `${port}`, '-k', ''],
      ...['-c', 'shared_buffers=32MB', '-c', 'max_connections=20'],
      ...(tls ? ['-c', 'ssl=on', '-c', 'ssl_cert_file=../c.pem', '-c', 'ssl_key_file=../k.pem'] : []),
    ],
    async prepare(folder) {
      const passwordFile = join(folder, 'password')
      await writeFile(passwordFile, `${password}\n`)
      const files = [passwordFile, ...(tls ? await ownCopies(folder, tls) : [])]
      if (isRoot) for (const path of [folder, ...files]) chownSync(path, nobody, nobody)
      const [initdb = '', ...args] = bin('initdb')
      const options = [
        '-U',
        user,
        '-A',
        'scram-sha-256',
        '--pwfile',
        passwordFile,
        '-E',
        'UTF8',
        '--locale=C',
      ]
      execFileSync(initdb, [...args, '-D', join(folder, 'data'), '--no-sync', ...options], {
        env: { ...process.env, ...environment },
        stdio: 'pipe',
      })
    },
    ready: (port) => answers(port),
  })
  const connection = { host: '127.0.0.1', port: server.port, user, password }
  await run({ ...connection, database: 'postgres' }, ['create database shop'])
  return {
    ...server,
    connection,
    query: (...statements) => run({ ...connection, database: 'shop' }, statements),
  }
}

/** It takes a key only if nobody else can read it. */
async function ownCopies(folder: string, { certificatePath, keyPath }: Certificate): Promise<string[]> {
  const [certificate, key] = [join(folder, 'c.pem'), join(folder, 'k.pem')]
  await copyFile(certificatePath, certificate)
  await copyFile(keyPath, key)
  await chmod(key, 0o600)
  return [certificate, key]
}

/** While it starts it takes connections and refuses them. */
async function answers(port: number): Promise<boolean> {
  await run({ host: '127.0.0.1', port, user, password, database: 'postgres' }, ['select 1'])
  return true
}

async function run(
  config: pg.ClientConfig,
  statements: readonly string[],
): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(config)
  client.on('error', () => {})
  await client.connect()
  try {
    let rows: Record<string, unknown>[] = []
    for (const statement of statements) rows = (await client.query(statement)).rows
    return rows
  } finally {
    await client.end()
  }
}
