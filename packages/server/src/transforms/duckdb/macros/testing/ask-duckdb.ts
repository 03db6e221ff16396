import { DuckDBInstance } from '@duckdb/node-api'
import { macrosOf } from '../index.ts'

/** For tests: a DuckDB that answers SQL which calls macros, values as text. */
export async function openAsk(timeZone: string): Promise<{
  ask(sql: string): Promise<(string | null)[][]>
  close(): void
}> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  const connection = await instance.connect()
  await connection.run(`set TimeZone = '${timeZone}'`)
  return {
    async ask(sql) {
      for (const statement of macrosOf(sql))
        await connection.run(statement.replace('create macro', 'create or replace macro'))
      const rows = (await connection.runAndReadAll(sql)).getRows()
      return rows.map((row) => row.map((value) => (value === null ? null : String(value))))
    },
    close() {
      connection.closeSync()
      instance.closeSync()
    },
  }
}
