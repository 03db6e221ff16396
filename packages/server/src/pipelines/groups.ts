import {
  type CreateGroupBody,
  namePattern,
  nameRule,
  parseContainer,
  SluiceError,
  type UpdateGroupBody,
} from '@sluice/model'
import type { PipelineDeps } from './deps.ts'
import { type GroupDocument, taskRefOf } from './documents.ts'

export interface GroupRef {
  readonly account: string
  readonly group: string
}

const groupId = ({ account, group }: GroupRef) => `${account}/${group}`

/** Errors: E18221 E18218 E18222 E18213 E18214. Source: protocol §7.5. */
export async function createGroup(deps: PipelineDeps, ref: GroupRef, body: CreateGroupBody): Promise<void> {
  if (!namePattern.test(ref.group))
    throw new SluiceError('E18221', `pool name '${ref.group}' is invalid: ${nameRule}`)
  if (deps.catalog.find('group', groupId(ref)))
    throw new SluiceError('E18218', `resource pool '${ref.group}' already exists`)
  if (body.region !== deps.region)
    throw new SluiceError(
      'E18222',
      `region '${body.region ?? ''}' is unknown: this server is region '${deps.region}'`,
    )
  const now = deps.clock.nowMs()
  await store(deps, ref, {
    region: deps.region,
    container: checkedContainer(body.container),
    allocateOnStart: body.allocateOnStart ?? false,
    state: 'running',
    createdAtMs: now,
    updatedAtMs: now,
  })
}

/** Errors: E18120 E18213 E18214. */
export async function updateGroup(deps: PipelineDeps, ref: GroupRef, body: UpdateGroupBody): Promise<void> {
  const container = checkedContainer(body.container)
  await store(deps, ref, { ...group(deps, ref), container, updatedAtMs: deps.clock.nowMs() })
  await restartMembers(deps, ref)
}

/** Starts or stops the transforms that run in the pool. Errors: E18120. */
export async function setGroupState(
  deps: PipelineDeps,
  ref: GroupRef,
  state: GroupDocument['state'],
): Promise<void> {
  await store(deps, ref, { ...group(deps, ref), state, updatedAtMs: deps.clock.nowMs() })
  await restartMembers(deps, ref)
}

/** Errors: E18120; E18215 while a repo names it. */
export async function deleteGroup(deps: PipelineDeps, ref: GroupRef): Promise<void> {
  group(deps, ref)
  const user = members(deps, ref)[0]
  if (user)
    throw new SluiceError(
      'E18215',
      `resource pool '${ref.group}' is used by repo '${taskRefOf(user.id).repo}'`,
    )
  await deps.catalog.commit([{ kind: 'group', id: groupId(ref), delete: true }])
}

/** Errors: E18120. */
export function group(deps: Pick<PipelineDeps, 'catalog'>, ref: GroupRef): GroupDocument {
  const found = deps.catalog.find('group', groupId(ref))
  if (!found) throw new SluiceError('E18120', `resource pool '${ref.group}' does not exist`)
  return found
}

/** A repo may name a pool of its own region. Errors: E18120 E18222. */
export function checkGroup(deps: PipelineDeps, ref: GroupRef): void {
  if (ref.group === '') return
  const { region } = group(deps, ref)
  if (region !== deps.region)
    throw new SluiceError('E18222', `resource pool '${ref.group}' is in region '${region}'`)
}

function checkedContainer(container: CreateGroupBody['container']): GroupDocument['container'] {
  const whole = { type: container?.type || '1U2G', count: container?.count ?? 1 }
  parseContainer(whole)
  return whole
}

function members(deps: PipelineDeps, ref: GroupRef) {
  return deps.catalog.list('repo', `${ref.account}/`).filter(({ body }) => body.group === ref.group)
}

async function store(deps: PipelineDeps, ref: GroupRef, body: GroupDocument): Promise<void> {
  await deps.catalog.commit([{ kind: 'group', id: groupId(ref), body }])
}

async function restartMembers(deps: PipelineDeps, ref: GroupRef): Promise<void> {
  for (const { id } of members(deps, ref)) await deps.tasks.reconcile(taskRefOf(id))
}
