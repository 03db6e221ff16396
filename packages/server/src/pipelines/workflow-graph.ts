import {
  CreateExportBody,
  CreateRepoBody,
  parseBody,
  printSchema,
  SluiceError,
  TransformBody,
  type UpdateWorkflowBody,
  type WorkflowNode,
} from '@sluice/model'
import type { PipelineDeps } from './deps.ts'
import { type ExportDocument, type RepoDocument, type TransformDocument, taskRefOf } from './documents.ts'
import { draftOf } from './draft.ts'
import { createExport, deleteExport, updateExport } from './exports.ts'
import { createRepo, updateRepo } from './repos.ts'
import { createTransform, deleteTransform, updateTransform } from './transforms.ts'
import { refuseWhileStarted, updateWorkflow, type WorkflowRef, workflowMembers } from './workflows.ts'

/** The members of a workflow as its wire graph: `<name>-<type>` → node (protocol §7.6). */
export function workflowNodes(deps: PipelineDeps, ref: WorkflowRef): { [id: string]: WorkflowNode } {
  const { repos, transforms, exports } = workflowMembers(deps, ref)
  const nodes: { [id: string]: WorkflowNode } = {}
  const add = (node: WorkflowNode) => {
    nodes[`${node.name}-${node.type}`] = node
  }
  for (const { id, body } of repos) add(repoNode(taskRefOf(id).repo, body))
  for (const { id, body } of transforms) add(transformNode(taskRefOf(id), body))
  for (const { id, body } of exports) add(exportNode(taskRefOf(id), body))
  for (const node of Object.values(nodes)) linkToParents(nodes, node)
  return nodes
}

function repoNode(name: string, { region, schema, options, derivedFrom }: RepoDocument): WorkflowNode {
  const parents = derivedFrom ? [{ name: derivedFrom, type: 'transform' }] : []
  return { name, type: 'repo', data: { region, schema: printSchema(schema), options }, parents, children: [] }
}

function transformNode(at: { repo: string; name: string }, { to, spec }: TransformDocument): WorkflowNode {
  const parents = [{ name: at.repo, type: 'repo' }]
  return { name: at.name, type: 'transform', data: { ...spec, to }, parents, children: [] }
}

function exportNode(
  at: { repo: string; name: string },
  { type, whence, spec }: ExportDocument,
): WorkflowNode {
  const parents = [{ name: at.repo, type: 'repo' }]
  return { name: at.name, type: 'export', data: { type, whence, spec }, parents, children: [] }
}

function linkToParents(nodes: { [id: string]: WorkflowNode }, node: WorkflowNode): void {
  for (const parent of node.parents ?? [])
    nodes[`${parent.name}-${parent.type}`]?.children?.push({ name: node.name, type: node.type })
}

/**
 * Changes the comment, and when there are `nodes` the members, all of it or nothing: it is tried on a draft first. Missing
 * members are created, the others updated, transforms and exports that are no longer listed deleted. Repos that are no
 * longer listed keep their records and leave the workflow.
 * Errors: E18641; E18643 while started; E18646 when a node's type, parent or destination is wrong; those of each member's
 * own create and update, naming the node.
 */
export async function changeWorkflow(
  deps: PipelineDeps,
  ref: WorkflowRef,
  body: UpdateWorkflowBody,
): Promise<void> {
  const { nodes } = body
  for (const where of nodes ? [draftOf(deps), deps] : [deps]) {
    await updateWorkflow(where, ref, body)
    if (nodes) await applyNodes(where, ref, nodes)
  }
}

async function applyNodes(
  deps: PipelineDeps,
  ref: WorkflowRef,
  nodes: { readonly [id: string]: WorkflowNode },
): Promise<void> {
  refuseWhileStarted(deps, ref)
  const list = Object.values(nodes)
  await removeUnlisted(deps, ref, list)
  for (const type of ['repo', 'transform', 'export'] as const)
    for (const node of inOrder(
      list.filter((candidate) => candidate.type === type),
      list,
    ))
      await named(node, () => applyNode(deps, ref, node, list))
  const unknown = list.find(({ type }) => !['repo', 'transform', 'export'].includes(type))
  if (unknown)
    throw new SluiceError(
      'E18646',
      `node '${unknown.name}': type '${unknown.type}' is not repo, transform or export`,
    )
}

/** A transform's source must exist first: those that read another listed transform's destination come after it. */
function inOrder(some: readonly WorkflowNode[], all: readonly WorkflowNode[]): readonly WorkflowNode[] {
  const depth = (node: WorkflowNode, left = all.length): number => {
    const parent = node.parents?.[0]
    const found = parent && all.find(({ name, type }) => name === parent.name && type === parent.type)
    return found && left > 0 ? 1 + depth(found, left - 1) : 0
  }
  return some.toSorted((a, b) => depth(a) - depth(b))
}

async function named(node: WorkflowNode, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (error instanceof SluiceError)
      throw new SluiceError(error.code, `node '${node.name}': ${error.message}`)
    throw error
  }
}

async function applyNode(
  deps: PipelineDeps,
  { account, workflow }: WorkflowRef,
  node: WorkflowNode,
  all: readonly WorkflowNode[],
): Promise<void> {
  if (node.type === 'repo') {
    if (node.parents?.some(({ type }) => type === 'transform')) return
    const body = parseBody(CreateRepoBody, node.data ?? {})
    const repo = { account, repo: node.name }
    if (deps.catalog.findRepo(repo)) await updateRepo(deps, repo, body)
    else await createRepo(deps, repo, { region: deps.region, ...body, workflow })
    return
  }
  const source = node.parents?.find(({ type }) => type === 'repo')
  if (!source) throw new SluiceError('E18646', 'it has no parent of type repo')
  const ref = { account, repo: source.name, name: node.name }
  if (node.type === 'transform') await applyTransform(deps, ref, node, all)
  else await applyExport(deps, ref, node)
}

async function applyTransform(
  deps: PipelineDeps,
  ref: { account: string; repo: string; name: string },
  node: WorkflowNode,
  all: readonly WorkflowNode[],
): Promise<void> {
  const body = parseBody(TransformBody, node.data ?? {}, 'E18207')
  if (deps.catalog.find('transform', `${ref.account}/${ref.repo}/${ref.name}`)) {
    await updateTransform(deps, ref, body)
    return
  }
  const child = node.children?.find(({ type }) => type === 'repo')?.name
  const fed = all.find(
    ({ type, parents }) =>
      type === 'repo' && parents?.some((parent) => parent.type === 'transform' && parent.name === node.name),
  )?.name
  const to = child ?? fed
  if (!to) throw new SluiceError('E18646', 'no repo is its child')
  await createTransform(deps, ref, to, body)
}

async function applyExport(
  deps: PipelineDeps,
  ref: { account: string; repo: string; name: string },
  node: WorkflowNode,
): Promise<void> {
  const body = parseBody(CreateExportBody, node.data ?? {}, 'E18303')
  if (deps.catalog.find('export', `${ref.account}/${ref.repo}/${ref.name}`))
    await updateExport(deps, ref, body)
  else await createExport(deps, ref, body)
}

async function removeUnlisted(
  deps: PipelineDeps,
  ref: WorkflowRef,
  nodes: readonly WorkflowNode[],
): Promise<void> {
  const listed = (name: string, type: string) =>
    nodes.some((node) => node.name === name && node.type === type)
  const members = workflowMembers(deps, ref)
  for (const { id } of members.exports)
    if (!listed(taskRefOf(id).name, 'export')) await deleteExport(deps, taskRefOf(id))
  for (const { id } of members.transforms.toReversed())
    if (!listed(taskRefOf(id).name, 'transform')) await deleteTransform(deps, taskRefOf(id))
  const leaving = workflowMembers(deps, ref).repos.filter(({ id }) => !listed(taskRefOf(id).repo, 'repo'))
  await deps.catalog.commit(
    leaving.map(({ id, body }) => ({ kind: 'repo' as const, id, body: { ...body, workflow: '' } })),
  )
}
