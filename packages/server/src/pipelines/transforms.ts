import {
  type Field,
  intervalMs,
  namePattern,
  nameRule,
  parseContainer,
  type Schema,
  SluiceError,
  type TransformBody,
} from '@sluice/model'
import type { PipelineDeps } from './deps.ts'
import { destinationSchema, grown, parseDestrepo, refuseLostColumns } from './destination-schema.ts'
import {
  type RepoDocument,
  type RepoRef,
  repoId,
  type TaskRef,
  type TransformDocument,
  type TransformSpec,
  taskId,
} from './documents.ts'
import { plugin } from './plugins.ts'
import { repoTables, sourceNames } from './repo-tables.ts'
import { checkRepoName, dropRepo, newQueueId, refuseWithDependants, storeSchema } from './repos.ts'
import { refusingSql, sqlRefusal } from './sql-refusal.ts'
import { fillIn } from './variables.ts'
import { startOffset, whence } from './whence.ts'
import { refuseWhileStarted } from './workflows.ts'

/**
 * Creates the transform, and its destination when there is none. The destination's schema is `destrepo` when given, else
 * the columns of the SQL; an existing repo may be used when nothing feeds it and the columns fit, and gains the missing ones.
 * Errors: E18102 E18207 E18201 E18103 E18204 E18205 E18203 E18208 E18209 E18213 E18214 E18229 E18230 E18128.
 * Source: seed, create transform; protocol §10.5.
 */
export async function createTransform(
  deps: PipelineDeps,
  ref: TaskRef,
  to: string,
  body: TransformBody,
): Promise<void> {
  const source = deps.catalog.repo(ref)
  refuseWhileStarted(deps, { account: ref.account, workflow: source.workflow })
  checkTaskName(deps, ref, to)
  const spec = parseTransformSpec(deps, ref.account, body)
  const output = await outputOf(deps, ref, source.schema, spec)
  const destination = deps.catalog.findRepo({ account: ref.account, repo: to })
  const schema = destinationSchema(to, destination, spec, output)
  const transform: TransformDocument = {
    id: deps.randomHex(16),
    to,
    spec,
    output,
    ownsDestination: !destination,
    startOffset: await startOffset(deps.log, source.queue, spec.whence),
    workflow: source.workflow,
    createdAtMs: deps.clock.nowMs(),
  }
  const fed: RepoDocument = {
    ...(destination ?? newDestination(deps, source, to)),
    schema,
    derivedFrom: ref.name,
    derivedFromRepo: ref.repo,
  }
  await (destination ? deps.log.alter(fed.queue, schema) : deps.log.create(fed.queue, schema))
  await deps.catalog.commit([
    { kind: 'repo', id: repoId({ account: ref.account, repo: to }), body: fed },
    { kind: 'transform', id: taskId(ref), body: transform },
  ])
  deps.tasks.startTransform(ref)
}

/**
 * Changes plugin, code, interval or container; what is not given stays. Output columns may only be added; the
 * destination gains them. Errors: E18202 E18207 E18660 and those of create. Source: seed, update transform.
 */
export async function updateTransform(deps: PipelineDeps, ref: TaskRef, body: TransformBody): Promise<void> {
  const transform = deps.catalog.transform(ref)
  if (!body.plugin && body.code === undefined && !body.interval && !body.container)
    throw new SluiceError('E18207', 'give at least one of plugin, code, interval and container')
  refuseWhileStarted(deps, { account: ref.account, workflow: deps.catalog.repo(ref).workflow })
  const old = transform.spec
  const spec = parseTransformSpec(deps, ref.account, {
    ...old,
    plugin: body.plugin ?? old.plugin,
    code: body.code ?? old.code,
    mode: body.code === undefined ? old.mode : (body.mode ?? 'sql'),
    interval: body.interval ?? old.interval,
    container: body.container ?? old.container,
    destrepo: undefined,
  })
  const changed = { ...spec, whence: old.whence, ...(old.destrepo ? { destrepo: old.destrepo } : {}) }
  const output = await outputOf(deps, ref, deps.catalog.repo(ref).schema, changed)
  refuseLostColumns(transform.output, output)
  const destinationRef = { account: ref.account, repo: transform.to }
  const destination = deps.catalog.repo(destinationRef)
  const schema = grown(transform.to, destination.schema, output, 'E18128')
  await deps.tasks.stop(transform.id)
  try {
    if (schema.length > destination.schema.length)
      await storeSchema(deps, destinationRef, { ...destination, schema })
    await deps.catalog.commit([
      { kind: 'transform', id: taskId(ref), body: { ...transform, spec: changed, output } },
    ])
  } finally {
    deps.tasks.startTransform(ref)
  }
}

/** Deletes the transform, and its destination if it made it. Errors: E18202; E18112 while something reads the
 *  destination. Source: seed, E18206 (a destination goes with its transform). */
export async function deleteTransform(deps: PipelineDeps, ref: TaskRef): Promise<void> {
  const transform = deps.catalog.transform(ref)
  refuseWhileStarted(deps, { account: ref.account, workflow: deps.catalog.repo(ref).workflow })
  const destinationRef = { account: ref.account, repo: transform.to }
  const destination = deps.catalog.findRepo(destinationRef)
  if (transform.ownsDestination) refuseWithDependants(deps, destinationRef)
  await deps.tasks.stop(transform.id)
  const freed = destination && { ...destination, derivedFrom: '', derivedFromRepo: '' }
  await deps.catalog.commit([
    { kind: 'transform', id: taskId(ref), delete: true },
    ...(freed
      ? [
          {
            kind: 'repo' as const,
            id: repoId(destinationRef),
            body: transform.ownsDestination ? { ...freed, state: 'deleting' as const } : freed,
          },
        ]
      : []),
  ])
  if (freed && transform.ownsDestination) await dropRepo(deps, destinationRef, freed)
}

function checkTaskName(deps: PipelineDeps, ref: TaskRef, to: string): void {
  if (!namePattern.test(ref.name))
    throw new SluiceError('E18207', `transform name '${ref.name}' is invalid: ${nameRule}`)
  checkRepoName(to)
  const siblings = deps.catalog.list('transform', `${repoId(ref)}/`)
  if (siblings.some(({ id }) => id === taskId(ref)))
    throw new SluiceError('E18201', `transform '${ref.name}' already exists in repo '${ref.repo}'`)
  if (siblings.length >= deps.transformsPerRepoMax)
    throw new SluiceError(
      'E18207',
      `repo '${ref.repo}' has ${siblings.length} transforms, which is the limit (transforms-per-repo-max)`,
    )
  refuseCycle(deps, ref, to)
  const destination = deps.catalog.findRepo({ account: ref.account, repo: to })
  if (destination?.state === 'deleting')
    throw new SluiceError('E18113', `repo '${to}' is being deleted; try again in a moment`)
  if (destination?.derivedFrom)
    throw new SluiceError(
      'E18205',
      `repo '${to}' is already fed by transform '${destination.derivedFrom}' of repo '${destination.derivedFromRepo}'`,
    )
}

/** Records must not go round: a destination from which transforms lead back to the source would feed itself for ever. */
function refuseCycle(deps: PipelineDeps, ref: TaskRef, to: string): void {
  if (to === ref.repo)
    throw new SluiceError('E18204', `repo '${to}' cannot be both source and destination of a transform`)
  const downstream = (repo: string) =>
    deps.catalog.list('transform', `${repoId({ account: ref.account, repo })}/`).map(({ body }) => body.to)
  const seen = new Set<string>()
  const open = [to]
  for (let repo = open.pop(); repo !== undefined; repo = open.pop()) {
    if (repo === ref.repo)
      throw new SluiceError('E18204', `repo '${to}' feeds repo '${ref.repo}' already: records would go round`)
    if (seen.has(repo)) continue
    seen.add(repo)
    open.push(...downstream(repo))
  }
}

export function parseTransformSpec(deps: PipelineDeps, account: string, body: TransformBody): TransformSpec {
  if (body.mode !== undefined && body.mode !== '' && body.mode !== 'sql')
    throw new SluiceError('E18203', `mode '${body.mode}' is not supported: use sql`)
  if (!body.code?.trim() && !body.plugin)
    throw new SluiceError('E18207', 'a transform needs code (with mode sql) or a plugin')
  if (body.plugin) plugin(deps, { account, plugin: body.plugin.name })
  intervalMs(body.interval || '1m')
  const container = { type: body.container?.type || '1U2G', count: body.container?.count ?? 1 }
  parseContainer(container)
  return {
    ...(body.plugin ? { plugin: body.plugin } : {}),
    ...(body.code?.trim() ? { mode: 'sql' as const, code: body.code } : {}),
    interval: body.interval || '1m',
    container,
    whence: whence(body.whence, 'newest', 'E18207'),
    ...(body.destrepo === undefined ? {} : { destrepo: parseDestrepo(body.destrepo) }),
  }
}

/** Columns of the transform's table: of the SQL, else of the plugin. Errors: E18209 with line and column, E18228 for an
 *  unknown field, E18211. */
export async function outputOf(
  deps: PipelineDeps,
  ref: RepoRef,
  schema: Schema,
  spec: TransformSpec,
): Promise<Schema> {
  return (await analyzed(deps, ref, schema, spec)).output
}

/** Those columns, and keys of the source's fields that they are made of; a plugin gets them all. */
export async function analyzed(
  deps: PipelineDeps,
  ref: RepoRef,
  schema: Schema,
  spec: TransformSpec,
): Promise<{ output: Schema; fields: readonly string[] }> {
  const table = spec.plugin ? pluginOutput(spec.plugin.output) : schema
  const all = schema.map(({ key }) => key)
  if (spec.code === undefined) return { output: table, fields: all }
  const sql = fillIn(deps, ref.account, spec.code)
  const names = sourceNames(ref)
  const joined = repoTables(deps, ref.account, sql, names)
  const analysis = await refusingSql(() => deps.engine.analyze(sql, [{ names, schema: table }, ...joined]))
  if (analysis.schema)
    return { output: analysis.schema, fields: spec.plugin ? all : (analysis.fieldsRead[0] ?? []) }
  throw sqlRefusal(analysis.diagnostics)
}

const pluginOutputTypes: { readonly [type: string]: Field['valtype'] } = {
  string: 'string',
  long: 'long',
  float: 'float',
  // Not in the seed's list, but its FAQ maps dates to java.sql.Timestamp (protocol §10.7).
  date: 'date',
}

function pluginOutput(output: readonly { name: string; type?: string }[]): Schema {
  return output.map(({ name, type }) => {
    const valtype = pluginOutputTypes[type || 'string']
    if (!valtype)
      throw new SluiceError(
        'E18211',
        `plugin output '${name}': type '${type}' is not one of string, long, float and date`,
      )
    if (!namePattern.test(name))
      throw new SluiceError('E18207', `plugin output name '${name}' is invalid: ${nameRule}`)
    return { key: name, valtype, required: false }
  })
}

function newDestination(
  deps: PipelineDeps,
  source: RepoDocument,
  to: string,
): Omit<RepoDocument, 'schema' | 'derivedFrom' | 'derivedFromRepo'> {
  return {
    queue: newQueueId(deps, to),
    region: source.region,
    options: { withIP: '', withTimestamp: '', unescapeLine: false },
    group: source.group,
    workflow: source.workflow,
    ruleNames: null,
    description: null,
    state: 'ready',
    createdAtMs: deps.clock.nowMs(),
  }
}
