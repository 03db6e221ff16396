import {
  type CreateRepoBody,
  growSchema,
  namePattern,
  nameRule,
  parseSchema,
  type RecordOptions,
  SluiceError,
  type UpdateRepoBody,
  withOptionFields,
} from '@sluice/model'
import { VersionConflict } from '../metadata/metadata-store.ts'
import type { PipelineDeps } from './deps.ts'
import { type RepoDocument, type RepoRef, repoId, taskRefOf } from './documents.ts'
import { checkGroup } from './groups.ts'
import { joiningTransforms } from './repo-tables.ts'
import { rulesOf } from './rules.ts'
import { checkWorkflow } from './workflows.ts'

/** Descriptions of repos and fields are notes for people, not documents. */
const descriptionCharactersMax = 1500

/** Errors: E18103 E18101 E18113 E18212 E18120 E18641 E18643 E18105 E18106 E18107 E18109 E18104 E18134 E18136 E18137. Source: seed, create repo. */
export async function createRepo(deps: PipelineDeps, ref: RepoRef, body: CreateRepoBody): Promise<void> {
  checkRepoName(ref.repo)
  const existing = deps.catalog.findRepo(ref)
  if (existing?.state === 'deleting')
    throw new SluiceError('E18113', `repo '${ref.repo}' is being deleted; create it again in a moment`)
  if (existing) throw new SluiceError('E18101', `repo '${ref.repo}' already exists`)
  checkRegion(deps, body.region)
  const { account } = ref
  checkGroup(deps, { account, group: body.group ?? '' })
  checkWorkflow(deps, { account, workflow: body.workflow ?? '' })
  rulesOf(deps, account, body.ruleNames ?? [])
  const options = parseOptions(body.options)
  const repo: RepoDocument = {
    queue: newQueueId(deps, ref.repo),
    region: deps.region,
    schema: withOptionFields(parseSchema(body.schema), options),
    options,
    group: body.group ?? '',
    workflow: body.workflow ?? '',
    ruleNames: parseRuleNames(body.ruleNames),
    description: parseDescription(body.description),
    derivedFrom: '',
    derivedFromRepo: '',
    state: 'ready',
    createdAtMs: deps.clock.nowMs(),
  }
  // The queue comes first: a crash in between leaves an empty queue without a repo, which the next start removes.
  await deps.log.create(repo.queue, repo.schema)
  await commitNew(deps, ref, repo)
}

/** An export may create its dead-letter repo at any time, and it may have this very name. */
async function commitNew(deps: PipelineDeps, ref: RepoRef, repo: RepoDocument): Promise<void> {
  try {
    await deps.catalog.commit([{ kind: 'repo', id: repoId(ref), body: repo, expected: 0 }])
  } catch (error) {
    await deps.log.drop(repo.queue)
    throw error instanceof VersionConflict
      ? new SluiceError('E18101', `repo '${ref.repo}' already exists`)
      : error
  }
}

/** The schema is given whole and may only gain fields; what is not given stays. Errors: E18102 E18113 E18128 and those of
 *  create. Source: seed, update repo; protocol §4.3. */
export async function updateRepo(deps: PipelineDeps, ref: RepoRef, body: UpdateRepoBody): Promise<void> {
  const repo = deps.catalog.repo(ref)
  rulesOf(deps, ref.account, body.ruleNames ?? [])
  const options = body.options ? parseOptions({ ...repo.options, ...body.options }) : repo.options
  const wanted = body.schema === undefined ? repo.schema : growSchema(repo.schema, parseSchema(body.schema))
  const changed: RepoDocument = {
    ...repo,
    schema: withOptionFields(wanted, options),
    options,
    ruleNames: body.ruleNames === undefined ? repo.ruleNames : parseRuleNames(body.ruleNames),
    description: body.description === undefined ? repo.description : parseDescription(body.description),
  }
  await storeSchema(deps, ref, changed)
}

/** Gives a repo its grown schema: the log first, so that no record with a new field meets a log that does not know it. */
export async function storeSchema(deps: PipelineDeps, ref: RepoRef, changed: RepoDocument): Promise<void> {
  await deps.log.alter(changed.queue, changed.schema)
  await deps.catalog.commit([{ kind: 'repo', id: repoId(ref), body: changed }])
  await deps.tasks.schemaChanged(ref)
}

/** Errors: E18102 E18113; E18206 for a transform's own destination; E18112 while transforms or exports read it.
 *  Source: seed, error codes. */
export async function deleteRepo(deps: PipelineDeps, ref: RepoRef): Promise<void> {
  const repo = deps.catalog.repo(ref)
  if (repo.derivedFrom)
    throw new SluiceError(
      'E18206',
      `repo '${ref.repo}' is the destination of transform '${repo.derivedFrom}' of repo '${repo.derivedFromRepo}': delete that transform`,
    )
  refuseWithDependants(deps, ref)
  await dropRepo(deps, ref, repo)
}

export function refuseWithDependants(deps: PipelineDeps, ref: RepoRef): void {
  const names = (['transform', 'export'] as const).flatMap((kind) =>
    deps.catalog.list(kind, `${repoId(ref)}/`).map(({ id }) => `${kind} '${id.split('/').at(-1)}'`),
  )
  for (const { id, body } of deps.catalog.list('replay', `${ref.account}/`))
    if (body.state === 'running' && body.queue === deps.catalog.repo(ref).queue)
      names.push(`${body.kind} '${id.split('/').at(-1)}' of export '${taskRefOf(id).name}'`)
  for (const { repo, name } of joiningTransforms(deps, ref))
    names.push(`transform '${name}' of repo '${repo}', which joins it`)
  if (names.length === 0) return
  const shown = names.slice(0, 5).join(', ') + (names.length > 5 ? ` and ${names.length - 5} more` : '')
  throw new SluiceError('E18112', `repo '${ref.repo}' still has ${shown}: delete them first`)
}

/** Deletes in an order that a crash cannot hurt: from the mark on, the start-up can finish the work. */
export async function dropRepo(deps: PipelineDeps, ref: RepoRef, repo: RepoDocument): Promise<void> {
  await deps.catalog.commit([{ kind: 'repo', id: repoId(ref), body: { ...repo, state: 'deleting' } }])
  await deps.log.drop(repo.queue)
  await deps.catalog.commit([{ kind: 'repo', id: repoId(ref), delete: true }])
}

export function checkRepoName(name: string): void {
  if (!namePattern.test(name)) throw new SluiceError('E18103', `repo name '${name}' is invalid: ${nameRule}`)
}

function checkRegion(deps: PipelineDeps, region: string | undefined): void {
  if (region === deps.region) return
  const given = region ? `region '${region}' is unknown` : 'region is missing'
  throw new SluiceError('E18212', `${given}: this server is region '${deps.region}'`)
}

/** Readable on disk, and unique for ever: a repo that is deleted and created again gets another queue. */
export function newQueueId(deps: Pick<PipelineDeps, 'randomHex'>, repo: string): string {
  return `${repo}-${deps.randomHex(8)}`
}

function parseOptions(options: CreateRepoBody['options']): RecordOptions {
  for (const key of ['withIP', 'withTimestamp'] as const) {
    const name = options?.[key]
    if (name && !namePattern.test(name))
      throw new SluiceError('E18106', `options.${key}: field name '${name}' is invalid: ${nameRule}`)
  }
  return {
    withIP: options?.withIP ?? '',
    withTimestamp: options?.withTimestamp ?? '',
    unescapeLine: options?.unescapeLine ?? false,
  }
}

function parseDescription(description: string | undefined): string | null {
  if (description === undefined || description === '') return null
  if (description.length <= descriptionCharactersMax) return description
  throw new SluiceError('E18136', `the description is longer than ${descriptionCharactersMax} characters`)
}

function parseRuleNames(names: readonly string[] | undefined): readonly string[] | null {
  return names && names.length > 0 ? names : null
}
