import { SluiceError } from '@sluice/model'
import type { ExportJob } from '../exporters/export-host.ts'
import type { ExportReport } from '../exporters/export-report.ts'
import type { QueueId, RecordLog } from '../queues/record-log.ts'
import type { Catalog, CatalogChange } from './catalog.ts'
import { deadLetterRepo } from './dead-letters.ts'
import type { PipelineDeps } from './deps.ts'
import { type ReplayDocument, type TaskRef, taskId } from './documents.ts'

/** Finished replays are kept for looking at, the newest so many per export. */
const finishedMax = 20

/** What to send again: offsets, or times of arrival; the end is exclusive. */
export interface ReplayRange {
  readonly fromOffset?: bigint
  readonly toOffset?: bigint
  readonly fromTimeMs?: number
  readonly toTimeMs?: number
}

export interface Replay extends ReplayDocument {
  readonly id: string
}

/**
 * Sends records of the repo to the export's destination again, beside the live export and without touching its position.
 * Default: everything kept. Errors: E18102 E18302; E18303 (range).
 */
export async function startReplay(deps: PipelineDeps, ref: TaskRef, range: ReplayRange): Promise<Replay> {
  deps.catalog.export(ref)
  const { queue } = deps.catalog.repo(ref)
  const bounds = await deps.log.bounds(queue)
  const at = (timeMs: number | undefined) =>
    timeMs === undefined ? undefined : firstArrivedAt(deps.log, queue, timeMs)
  const asked = range.fromOffset ?? (await at(range.fromTimeMs)) ?? bounds.firstOffset
  const askedEnd = range.toOffset ?? (await at(range.toTimeMs)) ?? bounds.nextOffset
  if (asked > askedEnd)
    throw new SluiceError(
      'E18303',
      `the range is empty: it begins at offset ${asked} and ends at ${askedEnd}`,
    )
  const from = asked < bounds.firstOffset ? bounds.firstOffset : asked
  const until = askedEnd > bounds.nextOffset ? bounds.nextOffset : askedEnd
  return await start(deps, ref, 'replay', from, until)
}

/**
 * Sends the export's dead letters again: those that have come since the last redrive. What the destination refuses again
 * comes back as a new letter. Errors: E18102 E18302.
 */
export async function startRedrive(deps: PipelineDeps, ref: TaskRef): Promise<Replay> {
  deps.catalog.export(ref)
  const letters = deps.catalog.findRepo(deadLetterRepo(ref))
  if (letters?.state !== 'ready') return await start(deps, ref, 'redrive', 0n, 0n)
  const { firstOffset, nextOffset } = await deps.log.bounds(letters.queue)
  const done = replaysOf(deps.catalog, ref)
    .filter(({ kind, queue }) => kind === 'redrive' && queue === letters.queue)
    .map(({ until }) => BigInt(until))
    .reduce((a, b) => (a > b ? a : b), firstOffset)
  return await start(deps, ref, 'redrive', done, nextOffset, letters.queue)
}

async function start(
  deps: PipelineDeps,
  ref: TaskRef,
  kind: ReplayDocument['kind'],
  from: bigint,
  until: bigint,
  queue: QueueId = deps.catalog.repo(ref).queue,
): Promise<Replay> {
  const id = deps.randomHex(16)
  const nowMs = deps.clock.nowMs()
  const empty = from >= until
  const document: ReplayDocument = {
    kind,
    queue,
    from: String(from),
    until: String(empty ? from : until),
    state: empty ? 'done' : 'running',
    createdAtMs: nowMs,
    ...(empty && { endedAtMs: nowMs, recordsOut: 0, rejected: 0 }),
  }
  const body = { kind: 'replay' as const, id: `${taskId(ref)}/${id}`, body: document }
  await deps.catalog.commit([...withoutOldest(deps.catalog, ref, kind), body])
  if (!empty) await deps.tasks.startReplay(ref, id)
  return { id, ...document }
}

/** The newest first. */
export function replaysOf(catalog: Catalog, ref: TaskRef): Replay[] {
  return catalog
    .list('replay', `${taskId(ref)}/`)
    .map(({ id, body }) => ({ id: id.slice(taskId(ref).length + 1), ...body }))
    .sort((a, b) => b.createdAtMs - a.createdAtMs)
}

/** Errors: E18302, also for the replay. */
export function replay(catalog: Catalog, ref: TaskRef, id: string): Replay {
  catalog.export(ref)
  const found = catalog.find('replay', `${taskId(ref)}/${id}`)
  if (found) return { id, ...found }
  throw new SluiceError('E18302', `export '${ref.name}' has no replay '${id}'`)
}

/** Stops a replay, if it still runs, and forgets it. Errors: E18302. */
export async function cancelReplay(deps: PipelineDeps, ref: TaskRef, id: string): Promise<void> {
  replay(deps.catalog, ref, id)
  await deps.tasks.stopReplay(ref, id)
  await deps.catalog.commit(deletion(ref, id))
}

/** What goes with an export. */
export function deletionOfReplays(catalog: Catalog, ref: TaskRef): CatalogChange[] {
  return replaysOf(catalog, ref).flatMap(({ id }) => deletion(ref, id))
}

/** Called when a replay has delivered its last record. */
export async function finishReplay(
  catalog: Catalog,
  { account, repo, name, run }: ExportJob,
  { counters, position, notes }: ExportReport,
  nowMs: number,
): Promise<void> {
  const id = `${taskId({ account, repo, name })}/${run}`
  const document = catalog.find('replay', id)
  if (!document) return
  const { recordsOut, rejected } = counters
  const until = String(position)
  const body: ReplayDocument = {
    ...document,
    until,
    state: 'done',
    endedAtMs: nowMs,
    recordsOut,
    rejected,
    notes,
  }
  await catalog.commit([
    { kind: 'replay', id, body },
    { kind: 'position', id: run, delete: true },
  ])
}

function deletion(ref: TaskRef, id: string): CatalogChange[] {
  return [
    { kind: 'replay', id: `${taskId(ref)}/${id}`, delete: true },
    { kind: 'position', id, delete: true },
  ]
}

/** Makes room for one more. The newest redrive stays, since the next one goes on where it ended. */
function withoutOldest(catalog: Catalog, ref: TaskRef, kind: ReplayDocument['kind']): CatalogChange[] {
  const finished = replaysOf(catalog, ref).filter((found) => found.kind === kind && found.state === 'done')
  return finished.slice(finishedMax - 1).flatMap(({ id }) => deletion(ref, id))
}

/** Offset of the first record that arrived at or after a time; the end if none has. Arrival times never fall. */
async function firstArrivedAt(log: RecordLog, queue: QueueId, timeMs: number): Promise<bigint> {
  const { firstOffset, nextOffset } = await log.bounds(queue)
  let [low, high] = [firstOffset, nextOffset]
  while (low < high) {
    const middle = (low + high) / 2n
    const arrivedAtMs = await log.arrivedAtMs(queue, middle)
    if (arrivedAtMs !== undefined && arrivedAtMs < timeMs) low = middle + 1n
    else high = middle
  }
  return low
}
