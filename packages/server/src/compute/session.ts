import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { quoteText } from '@sluice/model'
import { machine } from '../runtime/machine.ts'

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
  await connection.run(`set threads = ${threads}`)
  await connection.run(`set memory_limit = '${Math.floor(memoryBytesMax)}B'`)
  await connection.run(`set TimeZone = ${quoteText(timeZone)}`)
  await connection.run('set errors_as_json = true')
  return { connection, scratchDirectory, timeZone, threads, lineBytesMax }
}

/** From here on SQL reaches exactly these files and cannot change that (docs/decisions/0013-sql-in-killable-processes.md). */
export async function lockDown({ connection }: Session, paths: readonly string[]): Promise<void> {
  await connection.run(`set allowed_paths = [${paths.map(quoteText).join(', ')}]`)
  await connection.run('set enable_external_access = false')
  await connection.run('set lock_configuration = true')
}
