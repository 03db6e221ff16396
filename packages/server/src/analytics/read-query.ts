import type { DuckDBConnection, DuckDBResult } from '@duckdb/node-api'
import { quoteIdentifier } from '@sluice/model'
import { type StoreQuery, StoreRefusal } from './analytic-store.ts'
import { checkSelect } from './check-select.ts'
import { jsonOf } from './json-of-value.ts'

/** An answer is made in memory, here and by whoever passes it on. */
const answerCharactersMax = 32 * 1024 * 1024
/** A query that does not heed its interruption for so long takes the process with it; the file comes to no harm. */
const interruptMsMax = 2_000

/** Runs one SELECT in a read-only transaction. Errors: StoreRefusal. */
export async function readQuery(connection: DuckDBConnection, query: StoreQuery): Promise<string> {
  await checkSelect(connection, query.sql)
  const limit = timeLimit(connection, query.timeoutMs)
  try {
    const searchPath = quoteIdentifier(query.schema === '' ? 'main' : query.schema)
    await connection.run(`set search_path = '${searchPath.replaceAll("'", "''")}'`)
    await connection.run('begin transaction read only')
    return await answerOf(await connection.stream(query.sql), query.rowsMax)
  } catch (error) {
    const seconds = query.timeoutMs / 1000
    if (limit.passed()) throw new StoreRefusal(`the query ran longer than ${seconds} s: ask for less`)
    throw new StoreRefusal(error instanceof Error ? error.message : String(error))
  } finally {
    limit.end()
    await connection.run('rollback').catch(() => {})
  }
}

function timeLimit(connection: DuckDBConnection, timeoutMs: number) {
  let passed = false
  let killer: NodeJS.Timeout | undefined
  const timer = setTimeout(() => {
    passed = true
    connection.interrupt()
    killer = setTimeout(() => process.kill(process.pid, 'SIGKILL'), interruptMsMax)
  }, timeoutMs)
  const end = () => {
    clearTimeout(timer)
    clearTimeout(killer)
  }
  return { passed: () => passed, end }
}

async function answerOf(result: DuckDBResult, rowsMax: number): Promise<string> {
  const names = result.deduplicatedColumnNames()
  const keys = names.map((name) => JSON.stringify(name))
  const columns = names.map((name, i) => ({ name, type: String(result.columnType(i)) }))
  const rows: string[] = []
  let characters = 0
  let truncated = false
  for await (const chunk of result.yieldRows()) {
    for (const row of chunk) {
      truncated = rows.length >= rowsMax || characters > answerCharactersMax
      if (truncated) break
      const members = row.map((value, i) => (value === null ? '' : `${keys[i]}:${jsonOf(value)}`))
      rows.push(`{${members.filter((member) => member !== '').join(',')}}`)
      characters += rows.at(-1)?.length ?? 0
    }
    if (truncated) break
  }
  return `{"columns":${JSON.stringify(columns)},"rows":[${rows.join(',')}],"truncated":${truncated}}`
}
