import { type PreviewBody, type Schema, SluiceError } from '@sluice/model'
import type { Scan } from '../queues/record-log.ts'
import { type StoredTable, withSnapshots } from '../transforms/snapshots.ts'
import type { CompareLimits, Difference, Result, Table } from '../transforms/sql-engine.ts'
import type { PipelineDeps } from './deps.ts'
import type { RepoRef } from './documents.ts'
import { repoTables, sourceNames } from './repo-tables.ts'
import { refusingSql } from './sql-refusal.ts'
import { fillIn } from './variables.ts'

export const previewRecordsMax = 100_000
export const previewRowsMax = 10_000
const recordsDefault = 100
const rowsDefault = 1000
/** Somebody looks at a screen meanwhile; the memory is that of the smallest container. */
const limits = {
  threads: 1,
  memoryBytesMax: 2 * 1024 ** 3,
  timeoutMs: 30_000,
  outputBytesMax: 32 * 1024 ** 2,
  interactive: true,
} as const

/** What a query gives on the newest records of a repo. */
export interface Preview {
  readonly result: Result
  /** The records that were read: [from, to). */
  readonly from: bigint
  readonly to: bigint
  readonly durationMs: number
  /** Between what the named transform gives on the same records and what the query gives. */
  readonly difference?: Difference
}

/**
 * Runs SQL on the newest records of a repo, storing nothing. Errors: E18102; E18202 when there is no transform to compare
 * with; E18207 for bounds that are exceeded; E9001 for a plugin; E18209, E18228 and E18657 for the SQL, E18209 also when it
 * meets a limit.
 */
export async function preview(
  deps: PipelineDeps,
  ref: RepoRef,
  body: PreviewBody,
  signal: AbortSignal,
): Promise<Preview> {
  const { queue, schema } = deps.catalog.repo(ref)
  const recordsMax = bounded('n', body.n ?? recordsDefault, previewRecordsMax)
  const rowsMax = bounded('limit', body.limit ?? rowsDefault, previewRowsMax)
  const before = body.compareWith === undefined ? undefined : currentSql(deps, ref, body.compareWith)
  const after = checkedSql(deps, ref, body)
  const joined = joinedBy(deps, ref, [after, ...(before === undefined ? [] : [before])])
  return await withSnapshots(deps.log, joined, signal, async (others) => {
    const scan = await newest(deps, queue, recordsMax, signal)
    try {
      const tables = [tableOf(ref, schema, scan), ...others]
      return await run(deps, tables, { before, after }, { ...limits, rowsMax }, scan, signal)
    } finally {
      scan.release()
    }
  })
}

async function run(
  { engine, clock }: PipelineDeps,
  tables: readonly Table[],
  { before, after }: { readonly before: string | undefined; readonly after: string },
  given: CompareLimits,
  { from, to }: Scan,
  signal: AbortSignal,
): Promise<Preview> {
  const startedMs = clock.monotonicMs()
  const result = await refusingSql(() => engine.execute(after, tables, given, signal))
  const durationMs = clock.monotonicMs() - startedMs
  if (before === undefined) return { result, from, to, durationMs }
  const difference = await refusingSql(() => engine.compare(before, after, tables, given, signal))
  return { result, from, to, durationMs, difference }
}

async function newest({ log }: PipelineDeps, queue: string, count: number, signal: AbortSignal) {
  const { firstOffset, nextOffset } = await log.bounds(queue)
  const wanted = nextOffset - BigInt(count)
  const from = wanted > firstOffset ? wanted : firstOffset
  return await log.scan(queue, from, { bytesMax: Number.MAX_SAFE_INTEGER }, signal)
}

/** Other repos that the queries read, each once. */
function joinedBy(deps: PipelineDeps, ref: RepoRef, queries: readonly string[]): StoredTable[] {
  const found = queries.flatMap((sql) => repoTables(deps, ref.account, sql, sourceNames(ref)))
  return [...new Map(found.map((table) => [table.names.join().toLowerCase(), table])).values()]
}

const tableOf = (ref: RepoRef, schema: Schema, { files }: Scan): Table => ({
  names: sourceNames(ref),
  schema,
  files,
})

function checkedSql(deps: PipelineDeps, { account }: RepoRef, { code, plugin }: PreviewBody): string {
  if (plugin) throw noPluginHost(plugin.name)
  if (!code?.trim()) throw new SluiceError('E18207', 'a preview needs code: a SELECT over stream')
  return fillIn(deps, account, code)
}

/** The SQL that a transform of the repo runs now. */
function currentSql(deps: PipelineDeps, ref: RepoRef, name: string): string {
  const { plugin, code } = deps.catalog.transform({ ...ref, name }).spec
  if (plugin) throw noPluginHost(plugin.name)
  if (code === undefined) throw new SluiceError('E18207', `transform '${name}' has no SQL to compare with`)
  return fillIn(deps, ref.account, code)
}

const noPluginHost = (plugin: string): SluiceError =>
  new SluiceError('E9001', `plugin '${plugin}' cannot run: this server has no plugin host`)

function bounded(name: string, value: number, max: number): number {
  if (Number.isInteger(value) && value >= 1 && value <= max) return value
  throw new SluiceError('E18207', `${name} ${value} is invalid: it is a whole number from 1 to ${max}`)
}
