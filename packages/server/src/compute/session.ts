import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { quoteText } from '@sluice/model'
import { machine } from '../runtime/machine.ts'
import { quoteList } from './sql-text.ts'

/** A fresh DuckDB, in memory, never downloading anything: for one job, which need not be known when it is made. */
export interface Database {
  readonly connection: DuckDBConnection
  close(): void
}

/** One job's use of a database: with the job's threads and memory. */
export interface Session {
  readonly connection: DuckDBConnection
  readonly scratchDirectory: string
  readonly timeZone: string
  readonly threads: number
  /** Longest record line that is read. */
  readonly lineBytesMax: number
}

export interface SessionOptions {
  readonly threads: number
  readonly memoryBytesMax: number
  readonly timeZone: string
  readonly scratchDirectory: string
  readonly lineBytesMax: number
}

export async function openDatabase(): Promise<Database> {
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '1',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    temp_directory: '',
  })
  const connection = await instance.connect()
  return {
    connection,
    close() {
      connection.closeSync()
      instance.closeSync()
    },
  }
}

export async function startSession(
  { connection }: Database,
  { memoryBytesMax, timeZone, scratchDirectory, lineBytesMax, ...options }: SessionOptions,
): Promise<Session> {
  const threads = Math.max(1, Math.min(options.threads, machine().cores))
  await setAll(connection, {
    threads: String(threads),
    memory_limit: quoteText(`${Math.floor(memoryBytesMax)}B`),
    TimeZone: quoteText(timeZone),
    errors_as_json: 'true',
  })
  return { connection, scratchDirectory, timeZone, threads, lineBytesMax }
}

/** From here on SQL reaches exactly these files and cannot change that (docs/decisions/0013-sql-in-killable-processes.md). */
export async function lockDown({ connection }: Session, paths: readonly string[]): Promise<void> {
  await setAll(connection, {
    allowed_paths: quoteList(paths),
    enable_external_access: 'false',
    lock_configuration: 'true',
  })
}

/** In this order; each value is written as SQL. One call: every one of them takes a turn of the thread pool. */
async function setAll(connection: DuckDBConnection, values: Readonly<Record<string, string>>): Promise<void> {
  await connection.run(
    Object.entries(values)
      .map(([name, value]) => `set ${name} = ${value};`)
      .join(' '),
  )
}
