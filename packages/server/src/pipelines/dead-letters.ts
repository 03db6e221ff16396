import { parseSchema, type Schema } from '@sluice/model'
import type { DeadLetter } from '../exporters/dead-letter.ts'
import { VersionConflict } from '../metadata/metadata-store.ts'
import type { QueueId } from '../queues/record-log.ts'
import type { PipelineDeps } from './deps.ts'
import { type RepoDocument, type RepoRef, repoId, type TaskRef } from './documents.ts'
import { newQueueId } from './repos.ts'

type DeadLettersDeps = Pick<PipelineDeps, 'catalog' | 'log' | 'clock' | 'region' | 'randomHex'>

const suffix = '__rejected'
const nameCharactersMax = 128

/** Of every dead-letter repo. `record` is the refused record as canonical JSON, `offset` where it stands in `repo`. */
export const deadLetterSchema: Schema = parseSchema([
  { key: 'repo', valtype: 'string', required: true },
  { key: 'export', valtype: 'string', required: true },
  { key: 'offset', valtype: 'long', required: true },
  { key: 'reason', valtype: 'string', required: true },
  { key: 'record', valtype: 'string', required: true },
  { key: 'rejectedAt', valtype: 'date', required: true },
])

/** Where an export's dead letters are: exports of the same name share it. An export of a dead-letter repo must not feed
 *  itself. */
export function deadLetterRepo({ account, repo, name }: TaskRef): RepoRef {
  const own = `${name.slice(0, nameCharactersMax - suffix.length)}${suffix}`
  if (own !== repo) return { account, repo: own }
  return { account, repo: `${name.slice(0, nameCharactersMax - 2 * suffix.length)}${suffix}${suffix}` }
}

/**
 * Appends records that an export's destination can never take to its dead-letter repo, which comes into being with the
 * first one. Durable when it resolves; letters of a run that are told again (by `at`) are stored once. Rejects when the
 * repo's name is taken by something else.
 */
export async function keepDeadLetters(
  deps: DeadLettersDeps,
  job: TaskRef & { readonly run: string },
  letters: readonly DeadLetter[],
): Promise<void> {
  const queue = await queueOf(deps, deadLetterRepo(job))
  const writer = `export:${job.run}`
  const done = await deps.log.lastTo(queue, writer)
  const fresh = letters.filter(({ at }) => done === undefined || at >= done)
  const [first] = fresh
  const last = fresh.at(-1)
  if (!first || !last) return
  const lines = fresh.map((letter) => lineOf(letter, job, deps.clock.nowMs())).join('')
  const once = { writer, from: done ?? first.at, to: last.at + 1n }
  await deps.log.append(queue, { lines: Buffer.from(lines), count: fresh.length }, once)
}

/** Canonical: keys in schema order. */
function lineOf({ offset, reason, record }: DeadLetter, { repo, name }: TaskRef, nowMs: number): string {
  const text = (value: string) => JSON.stringify(value)
  const rejectedAt = new Date(nowMs).toISOString().replace('.000Z', 'Z')
  return `{"repo":${text(repo)},"export":${text(name)},"offset":${offset},"reason":${text(reason)},"record":${text(record)},"rejectedAt":"${rejectedAt}"}\n`
}

async function queueOf(deps: DeadLettersDeps, ref: RepoRef): Promise<QueueId> {
  const repo = deps.catalog.findRepo(ref) ?? (await createDeadLetterRepo(deps, ref))
  const fits = deadLetterSchema.every(({ key, valtype }) =>
    repo.schema.some((field) => field.key === key && field.valtype === valtype),
  )
  if (repo.state === 'ready' && fits) return repo.queue
  const why = fits ? 'is being deleted' : 'exists with other fields than dead letters have'
  throw new Error(`refused records are to be kept in repo '${ref.repo}', which ${why}: delete it to go on`)
}

/** Not in turn with the account's control operations: one of those may be waiting for this very export to stop. Whoever
 *  comes second meets the first one's repo. */
async function createDeadLetterRepo(deps: DeadLettersDeps, ref: RepoRef): Promise<RepoDocument> {
  const repo: RepoDocument = {
    queue: newQueueId(deps, ref.repo),
    region: deps.region,
    schema: deadLetterSchema,
    options: { withIP: '', withTimestamp: '', unescapeLine: false },
    group: '',
    workflow: '',
    ruleNames: null,
    description: `Records that the destination of export ${ref.repo.slice(0, -suffix.length)} refused, and why`,
    derivedFrom: '',
    derivedFromRepo: '',
    state: 'ready',
    createdAtMs: deps.clock.nowMs(),
  }
  await deps.log.create(repo.queue, repo.schema)
  try {
    await deps.catalog.commit([{ kind: 'repo', id: repoId(ref), body: repo, expected: 0 }])
    return repo
  } catch (error) {
    if (!(error instanceof VersionConflict)) throw error
    await deps.log.drop(repo.queue)
    return deps.catalog.repo(ref)
  }
}
