import {
  type CreateWorkflowBody,
  namePattern,
  nameRule,
  SluiceError,
  type UpdateWorkflowBody,
} from '@sluice/model'
import type { PipelineDeps } from './deps.ts'
import { repoId, taskRefOf, type WorkflowDocument } from './documents.ts'

export interface WorkflowRef {
  readonly account: string
  readonly workflow: string
}

const workflowId = ({ account, workflow }: WorkflowRef) => `${account}/${workflow}`

/** Errors: E18639 E18640 E18661 E18212. Source: protocol §7.6. */
export async function createWorkflow(
  deps: PipelineDeps,
  ref: WorkflowRef,
  body: CreateWorkflowBody,
): Promise<void> {
  if (!namePattern.test(ref.workflow))
    throw new SluiceError('E18639', `workflow name '${ref.workflow}' is invalid: ${nameRule}`)
  if (deps.catalog.find('workflow', workflowId(ref)))
    throw new SluiceError('E18640', `workflow '${ref.workflow}' already exists`)
  if (deps.catalog.findRepo({ account: ref.account, repo: ref.workflow }))
    throw new SluiceError('E18661', `a repo is named '${ref.workflow}': give the workflow another name`)
  if (body.region !== deps.region)
    throw new SluiceError(
      'E18212',
      `region '${body.region ?? ''}' is unknown: this server is region '${deps.region}'`,
    )
  const now = deps.clock.nowMs()
  await store(deps, ref, {
    region: deps.region,
    comment: body.comment ?? '',
    state: 'ready',
    createdAtMs: now,
    updatedAtMs: now,
  })
}

/** Errors: E18641. */
export function findWorkflow(deps: Pick<PipelineDeps, 'catalog'>, ref: WorkflowRef): WorkflowDocument {
  const found = deps.catalog.find('workflow', workflowId(ref))
  if (!found) throw new SluiceError('E18641', `workflow '${ref.workflow}' does not exist`)
  return found
}

/** Its comment; the graph is in workflow-graph.ts. Errors: E18641 E18643. */
export async function updateWorkflow(
  deps: PipelineDeps,
  ref: WorkflowRef,
  body: UpdateWorkflowBody,
): Promise<void> {
  const workflow = findWorkflow(deps, ref)
  refuseWhileStarted(deps, ref)
  const comment = body.comment ?? workflow.comment
  await store(deps, ref, { ...workflow, comment, updatedAtMs: deps.clock.nowMs() })
}

/** Errors: E18641; E18644 when it runs already; E18650 without a transform or an export. */
export async function startWorkflow(deps: PipelineDeps, ref: WorkflowRef): Promise<void> {
  const workflow = findWorkflow(deps, ref)
  if (workflow.state === 'started')
    throw new SluiceError('E18644', `workflow '${ref.workflow}' is started already`)
  const { transforms, exports } = workflowMembers(deps, ref)
  if (transforms.length + exports.length === 0)
    throw new SluiceError('E18650', `workflow '${ref.workflow}' has no transform and no export to run`)
  await setState(deps, ref, workflow, 'started')
}

/** Errors: E18641; E18645 when it does not run. */
export async function stopWorkflow(deps: PipelineDeps, ref: WorkflowRef): Promise<void> {
  const workflow = findWorkflow(deps, ref)
  if (workflow.state !== 'started')
    throw new SluiceError('E18645', `workflow '${ref.workflow}' is not started`)
  await setState(deps, ref, workflow, 'stopped')
}

/** Errors: E18641; E18643 while started; E18112 while repos belong to it. */
export async function deleteWorkflow(deps: PipelineDeps, ref: WorkflowRef): Promise<void> {
  findWorkflow(deps, ref)
  refuseWhileStarted(deps, ref)
  const { repos } = workflowMembers(deps, ref)
  const changes = repos.map(({ id, body }) => ({
    kind: 'repo' as const,
    id,
    body: { ...body, workflow: '' },
  }))
  // Its repos, transforms and exports are people's data and work: they stay, and run on their own.
  await deps.catalog.commit([...changes, { kind: 'workflow', id: workflowId(ref), delete: true }])
  for (const { id } of repos) await deps.tasks.reconcile(taskRefOf(id))
}

/** What belongs to a workflow: its repos, and every transform and export that reads one of them. */
export function workflowMembers(deps: Pick<PipelineDeps, 'catalog'>, ref: WorkflowRef) {
  const repos = deps.catalog
    .list('repo', `${ref.account}/`)
    .filter(({ body }) => body.workflow === ref.workflow && body.state === 'ready')
  const of = <K extends 'transform' | 'export'>(kind: K) =>
    repos.flatMap(({ id }) => deps.catalog.list(kind, `${repoId(taskRefOf(id))}/`))
  return { repos, transforms: of('transform'), exports: of('export') }
}

/** A repo may join a workflow that exists and does not run. Errors: E18641 E18643. */
export function checkWorkflow(deps: Pick<PipelineDeps, 'catalog'>, ref: WorkflowRef): void {
  if (ref.workflow === '') return
  findWorkflow(deps, ref)
  refuseWhileStarted(deps, ref)
}

/** Errors: E18643. Members change only while the workflow stands (protocol §7.6). */
export function refuseWhileStarted(deps: Pick<PipelineDeps, 'catalog'>, ref: WorkflowRef): void {
  if (ref.workflow === '' || findWorkflow(deps, ref).state !== 'started') return
  throw new SluiceError('E18643', `workflow '${ref.workflow}' is started: stop it before you change it`)
}

async function setState(
  deps: PipelineDeps,
  ref: WorkflowRef,
  workflow: WorkflowDocument,
  state: WorkflowDocument['state'],
): Promise<void> {
  await store(deps, ref, { ...workflow, state, updatedAtMs: deps.clock.nowMs() })
  for (const { id } of workflowMembers(deps, ref).repos) await deps.tasks.reconcile(taskRefOf(id))
}

async function store(deps: PipelineDeps, ref: WorkflowRef, body: WorkflowDocument): Promise<void> {
  await deps.catalog.commit([{ kind: 'workflow', id: workflowId(ref), body }])
}
