import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { type Connection, createConnection } from 'mysql2/promise'
import type { Certificate } from './certificate.ts'
import { requireProgram } from './require-program.ts'
import { type RunningProgram, runProgram } from './run-program.ts'

export interface MariadbServer extends RunningProgram {
  /** Options of a connection of the driver mysql: a user who may do anything in the database `shop`. */
  readonly connection: { host: string; port: number; user: string; password: string }
  /** As root. Runs statements and gives the rows of the last one. */
  query(...statements: string[]): Promise<Record<string, unknown>[]>
}

const user = 'sluice'
const password = "pass'word"

/** A MariaDB server that flushes every commit. Undefined: the test is skipped. */
export async function startMariadb(t: TestContext, tls?: Certificate): Promise<MariadbServer | undefined> {
  const program = await requireProgram(t, 'mariadb')
  if (program === undefined) return undefined
  const environment = { LD_LIBRARY_PATH: join(program, 'usr/lib/x86_64-linux-gnu') }
  const command = join(program, 'usr/sbin/mariadbd')
  const common = (folder: string) => [
    '--no-defaults',
    '--user=root',
    `--basedir=${program}/usr`,
    `--lc-messages-dir=${program}/usr/share/mysql`,
    `--datadir=${folder}/data`,
    '--innodb-buffer-pool-size=64M',
  ]
  const server = await runProgram(t, {
    command,
    environment,
    args: (port, folder) => [
      ...common(folder),
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      `--socket=${folder}/s`,
      `--init-file=${folder}/init.sql`,
      '--skip-name-resolve',
      ...(tls ? [`--ssl-cert=${tls.certificatePath}`, `--ssl-key=${tls.keyPath}`] : []),
    ],
    async prepare(folder) {
      await mkdir(join(folder, 'data'))
      await writeFile(join(folder, 'init.sql'), initSql)
      const tables = await systemTables(program)
      const child = spawn(command, [...common(folder), '--bootstrap'], {
        env: { ...process.env, ...environment },
        stdio: ['pipe', 'ignore', 'ignore'],
      })
      child.stdin.end(tables)
      const [code] = await once(child, 'close')
      if (code !== 0) throw new Error(`mariadbd --bootstrap ended with ${code}`)
    },
  })
  const root = { host: '127.0.0.1', port: server.port, user: 'root', password: '' }
  return {
    ...server,
    connection: { host: '127.0.0.1', port: server.port, user, password },
    async query(...statements) {
      const connection: Connection = await createConnection({
        ...root,
        bigNumberStrings: true,
        supportBigNumbers: true,
        dateStrings: true,
      })
      try {
        let rows: unknown
        for (const statement of statements) [rows] = await connection.query(statement)
        return Array.isArray(rows) ? rows : []
      } finally {
        connection.destroy()
      }
    },
  }
}

/** Runs at every start. */
const initSql = `
create database if not exists shop character set utf8mb4;
create user if not exists '${user}'@'%' identified by '${password.replaceAll("'", "''")}';
grant all on shop.* to '${user}'@'%';
`

async function systemTables(program: string): Promise<string> {
  const files = ['mysql_system_tables', 'mysql_performance_tables', 'mysql_system_tables_data']
  const read = (name: string) => readFile(join(program, 'usr/share/mysql', `${name}.sql`), 'utf8')
  const texts = await Promise.all(files.map(read))
  return `create database mysql;\nuse mysql;\n${texts.join('\n')}`
}
