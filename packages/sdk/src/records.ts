import type { DataRecord, Preview, PreviewSpec, QueryResult } from './resources.ts'
import { pathOf, type Transport } from './transport.ts'

export interface PageOptions {
  /** oldest, newest (behind the last record) or an offset. */
  readonly from?: 'oldest' | 'newest' | bigint
  /** Records at most. */
  readonly count?: number
  /** How long to wait for a record when there is none. */
  readonly waitSeconds?: number
  readonly signal?: AbortSignal | undefined
}

/** Records of a repo in the order of their offsets, which have no gaps: the first has offset `from`. */
export interface Page {
  readonly records: readonly DataRecord[]
  readonly from: bigint
  /** Where to go on. */
  readonly next: bigint
}

export interface TailOptions {
  /** Default newest: only what arrives from now on. */
  readonly from?: PageOptions['from']
  /** Go on waiting for new records (default), or end at the last one there is. */
  readonly follow?: boolean
  readonly pageRecordsMax?: number
  readonly signal?: AbortSignal
}

export interface TailedRecord {
  readonly offset: bigint
  readonly record: DataRecord
}

/** Longest wait that the server grants is 30 s; proxies often cut at 30. */
const tailWaitSeconds = 20

/** One page of a repo. Rejects with E18102 when there is no such repo. */
export async function readPage(transport: Transport, repo: string, options: PageOptions): Promise<Page> {
  const { from = 'oldest', count, waitSeconds, signal } = options
  const answer = await transport.json<{ records: DataRecord[]; from: string; next: string }>({
    method: 'GET',
    path: pathOf('repos', repo, 'records'),
    query: { from: String(from), count, wait: waitSeconds },
    waitMs: (waitSeconds ?? 0) * 1000,
    signal,
  })
  return { records: answer.records, from: BigInt(answer.from), next: BigInt(answer.next) }
}

/**
 * Records one by one, as they arrive. Lost connections are taken up where they broke, within the client's retry policy.
 * An offset that jumps means that retention was faster than the reader.
 */
export async function* tail(
  transport: Transport,
  repo: string,
  options: TailOptions = {},
): AsyncGenerator<TailedRecord> {
  const { follow = true, pageRecordsMax, signal } = options
  const waitSeconds = follow ? tailWaitSeconds : 0
  let from = options.from ?? 'newest'
  // 'newest' is made an offset at once: what arrives between two requests must not be skipped.
  if (from === 'newest') from = (await readPage(transport, repo, { from, count: 1, signal })).next
  for (;;) {
    const count = pageRecordsMax ?? 1000
    const page: Page = await readPage(transport, repo, { from, count, waitSeconds, signal })
    for (const [index, record] of page.records.entries()) yield { offset: page.from + BigInt(index), record }
    if (!follow && page.records.length === 0) return
    from = page.next
  }
}

/** The newest records, oldest of them first. */
export async function newestRecords(
  transport: Transport,
  repo: string,
  count: number,
): Promise<readonly DataRecord[]> {
  const path = pathOf('repos', repo, 'data')
  return (await transport.json<{ records: DataRecord[] }>({ method: 'GET', path, query: { count } })).records
}

/** Time that the server gives a query before it gives up, and some. */
const queryTimeoutMs = 90_000

/** Runs one SELECT over stored records; every repo of the account is a table. Rejects with E18209, which says where. */
export async function query(
  transport: Transport,
  sql: string,
  { limit, signal }: { limit?: number | undefined; signal?: AbortSignal } = {},
): Promise<QueryResult> {
  return await transport.json<QueryResult>(
    { method: 'POST', path: pathOf('query'), waitMs: queryTimeoutMs, safeToRepeat: true, signal },
    { sql, limit },
  )
}

/** Runs SQL on the newest records of a repo, storing nothing. Rejects with E18209 or E18228, which say where it is wrong. */
export async function preview(
  transport: Transport,
  repo: string,
  spec: PreviewSpec,
  signal?: AbortSignal,
): Promise<Preview> {
  const path = pathOf('repos', repo, 'preview')
  return await transport.json<Preview>(
    { method: 'POST', path, waitMs: queryTimeoutMs, safeToRepeat: true, signal },
    spec,
  )
}
