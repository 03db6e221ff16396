import { withSnapshots } from '../transforms/snapshots.ts'
import type { Result } from '../transforms/sql-engine.ts'
import type { PipelineDeps } from './deps.ts'
import { repoTables } from './repo-tables.ts'
import { refusingSql } from './sql-refusal.ts'

export const queryRowsMax = 10_000
/** Somebody looks at a screen meanwhile. */
const limits = {
  threads: 2,
  memoryBytesMax: 2 * 1024 ** 3,
  timeoutMs: 60_000,
  outputBytesMax: 64 * 1024 ** 2,
  interactive: true,
} as const

/** Runs a SELECT over all that the account's repos hold now. Errors: E18108 E18209 E18228. */
export async function queryRepos(
  { catalog, engine, log }: Pick<PipelineDeps, 'catalog' | 'engine' | 'log'>,
  account: string,
  sql: string,
  rowsMax: number,
  signal: AbortSignal,
): Promise<Result> {
  return await withSnapshots(log, repoTables({ catalog, engine }, account, sql), signal, (tables) =>
    refusingSql(() => engine.execute(sql, tables, { ...limits, rowsMax }, signal)),
  )
}
