import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { requireProgram } from './require-program.ts'
import { type RunningProgram, runProgram } from './run-program.ts'

export interface QuestdbServer extends RunningProgram {
  readonly url: string
  /** Rows of a statement, by the names of their columns. */
  query(sql: string): Promise<readonly { readonly [column: string]: unknown }[]>
}

/** QuestDB with nothing open but HTTP. Undefined: the test is skipped. */
export async function startQuestdb(t: TestContext): Promise<QuestdbServer | undefined> {
  const jars = await requireProgram(t, 'questdb')
  if (jars === undefined) return undefined
  const off = ['PG', 'LINE_TCP', 'HTTP_MIN', 'TELEMETRY'].map((part) => `QDB_${part}_ENABLED=false`)
  const server = await runProgram(t, {
    command: 'env',
    args: (port, folder) => [
      ...[...off, `QDB_HTTP_BIND_TO=127.0.0.1:${port}`, 'QDB_SHARED_WORKER_COUNT=1'],
      ...[
        'java',
        '-Xmx256m',
        '-p',
        jars,
        '-m',
        'io.questdb/io.questdb.ServerMain',
        '-d',
        join(folder, 'data'),
      ],
    ],
    prepare: async (folder) => void (await mkdir(join(folder, 'data'))),
    ready: async (port) => (await fetch(`http://127.0.0.1:${port}/ping`)).status === 204,
  })
  const url = `http://127.0.0.1:${server.port}`
  return {
    ...server,
    url,
    async query(sql) {
      const response = await fetch(`${url}/exec?${new URLSearchParams({ query: sql })}`)
      const { error, columns = [], dataset = [] } = Object(await response.json())
      if (error !== undefined) throw new Error(String(error))
      return dataset.map((row: unknown[]) =>
        Object.fromEntries(columns.map(({ name }: { name: string }, i: number) => [name, row[i]])),
      )
    },
  }
}
