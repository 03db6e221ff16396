import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { quoteText } from '@sluice/model'
import { machine } from '../runtime/machine.ts'

/** A fresh DuckDB for one job: in memory, with the job's threads and memory, never downloading anything. */
export interface Session {
  readonly connection: DuckDBConnection
  readonly scratchDirectory: string
  readonly timeZone: string
  close(): void
}

export interface SessionOptions {
  readonly threads: number
  readonly memoryBytesMax: number
  readonly timeZone: string
  readonly scratchDirectory: string
}

export async function openSession({
  threads,
  memoryBytesMax,
  timeZone,
  scratchDirectory,
}: SessionOptions): Promise<Session> {
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(Math.max(1, Math.min(threads, machine().cores))),
    memory_limit: `${Math.floor(memoryBytesMax)}B`,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    temp_directory: '',
  })
  const connection = await instance.connect()
  await connection.run(`set TimeZone = ${quoteText(timeZone)}`)
  await connection.run('set errors_as_json = true')
  return {
    connection,
    scratchDirectory,
    timeZone,
    close() {
      connection.closeSync()
      instance.closeSync()
    },
  }
}

/** From here on SQL reaches exactly these files and cannot change that (docs/decisions/0013-sql-in-killable-processes.md). */
export async function lockDown({ connection }: Session, paths: readonly string[]): Promise<void> {
  await connection.run(`set allowed_paths = [${paths.map(quoteText).join(', ')}]`)
  await connection.run('set enable_external_access = false')
  await connection.run('set lock_configuration = true')
}
