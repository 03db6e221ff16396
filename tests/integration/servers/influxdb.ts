import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { requireProgram } from './require-program.ts'
import { type RunningProgram, runProgram } from './run-program.ts'

export interface InfluxdbServer extends RunningProgram {
  readonly url: string
  /** Runs a query in a database and gives the rows of its first series, as the server names their columns; longs exact. */
  query(sql: string, database?: string): Promise<readonly { readonly [column: string]: unknown }[]>
}

export interface InfluxdbOptions {
  /** Lines of the section [http] of the configuration. */
  readonly http?: readonly string[]
  readonly databases?: readonly string[]
  /** The section turns TLS on. */
  readonly tls?: boolean
}

/** InfluxDB 1.6 with the databases. Undefined: the test is skipped. */
export async function startInfluxdb(
  t: TestContext,
  { http = [], databases = [], tls = false }: InfluxdbOptions = {},
): Promise<InfluxdbServer | undefined> {
  const program = await requireProgram(t, 'influxdb')
  if (program === undefined) return undefined
  const server = await runProgram(t, {
    command: 'sh',
    // The port goes into the configuration by the environment.
    args: (port, folder) => [
      '-c',
      `INFLUXDB_HTTP_BIND_ADDRESS=127.0.0.1:${port} exec '${join(program, 'usr/bin/influxd')}' -config '${folder}/influxdb.conf'`,
    ],
    prepare: (folder) => writeFile(join(folder, 'influxdb.conf'), configuration(folder, http)),
    ...(!tls && { ready: async (port) => (await fetch(`http://127.0.0.1:${port}/ping`)).status === 204 }),
  })
  const url = `${tls ? 'https' : 'http'}://127.0.0.1:${server.port}`
  const query = async (sql: string, database = '') => {
    const parameters = new URLSearchParams({ db: database, q: sql, epoch: 'ns' })
    const response = await fetch(`${url}/query?${parameters}`, { method: 'POST' })
    return rowsOf(await response.text())
  }
  for (const database of databases) await query(`CREATE DATABASE "${database}"`)
  return { ...server, url, query }
}

/** Integers become bigints: times are nanoseconds. */
function rowsOf(text: string): { [column: string]: unknown }[] {
  const { results, error } = JSON.parse(text, (_key, value, { source } = { source: '' }) =>
    typeof value === 'number' && /^-?\d+$/.test(source) ? BigInt(source) : value,
  )
  const failure = error ?? results[0]?.error
  if (failure) throw new Error(String(failure))
  const { columns = [], values = [] } = results[0]?.series?.[0] ?? {}
  return values.map((row: unknown[]) =>
    Object.fromEntries(columns.map((name: string, i: number) => [name, row[i]])),
  )
}

function configuration(folder: string, http: readonly string[]): string {
  return `
reporting-disabled = true
bind-address = "127.0.0.1:0"
[meta]
  dir = "${folder}/meta"
[data]
  dir = "${folder}/data"
  wal-dir = "${folder}/wal"
  query-log-enabled = false
[monitor]
  store-enabled = false
[http]
  log-enabled = false
  ${http.join('\n  ')}
`
}
