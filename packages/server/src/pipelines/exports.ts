import {
  type CreateExportBody,
  namePattern,
  nameRule,
  SluiceError,
  type UpdateExportBody,
} from '@sluice/model'
import type { ExporterType } from '../exporters/exporter.ts'
import type { PipelineDeps } from './deps.ts'
import { type ExportDocument, repoId, type TaskRef, taskId } from './documents.ts'
import { deletionOfReplays } from './replays.ts'
import { userVariables } from './variables.ts'
import { startOffset, whence } from './whence.ts'
import { refuseWhileStarted } from './workflows.ts'

/** Errors: E18102 E18301 E18303 (name, whence, limit) E18322 (type) E18305 and the finer codes of the type's spec.
 *  Source: seed, the create export sections. */
export async function createExport(deps: PipelineDeps, ref: TaskRef, body: CreateExportBody): Promise<void> {
  const repo = deps.catalog.repo(ref)
  refuseWhileStarted(deps, { account: ref.account, workflow: repo.workflow })
  checkExportName(deps, ref)
  const from = whence(body.whence, 'oldest', 'E18303')
  const document: ExportDocument = {
    id: deps.randomHex(16),
    type: body.type,
    whence: from,
    spec: exporterType(deps, body.type).parseSpec(body.spec, repo.schema, userVariables(deps, ref.account)),
    startOffset: await startOffset(deps.log, repo.queue, from),
    workflow: repo.workflow,
    createdAtMs: deps.clock.nowMs(),
  }
  await deps.catalog.commit([{ kind: 'export', id: taskId(ref), body: document }])
  await deps.tasks.startExport(ref)
}

/** The spec is replaced whole; type and whence stay. Position and counters go on. Errors: E18302 E18303 E18305 and the
 *  type's own. Source: seed, update export. */
export async function updateExport(deps: PipelineDeps, ref: TaskRef, body: UpdateExportBody): Promise<void> {
  const stored = deps.catalog.export(ref)
  refuseWhileStarted(deps, { account: ref.account, workflow: deps.catalog.repo(ref).workflow })
  if (body.type && body.type !== stored.type)
    throw new SluiceError('E18303', `the type of export '${ref.name}' is ${stored.type} and cannot change`)
  if (body.whence && body.whence !== stored.whence)
    throw new SluiceError(
      'E18303',
      `the whence of export '${ref.name}' is ${stored.whence} and cannot change`,
    )
  const spec = exporterType(deps, stored.type).parseSpec(
    body.spec,
    deps.catalog.repo(ref).schema,
    userVariables(deps, ref.account),
  )
  await deps.tasks.stop(stored.id)
  try {
    await deps.catalog.commit([{ kind: 'export', id: taskId(ref), body: { ...stored, spec } }])
  } finally {
    await deps.tasks.startExport(ref)
  }
}

/** Errors: E18302. What was delivered stays at the destination. Source: seed, delete export. */
export async function deleteExport(deps: PipelineDeps, ref: TaskRef): Promise<void> {
  const stored = deps.catalog.export(ref)
  refuseWhileStarted(deps, { account: ref.account, workflow: deps.catalog.repo(ref).workflow })
  await deps.tasks.stop(stored.id)
  await deps.catalog.commit([
    { kind: 'export', id: taskId(ref), delete: true },
    { kind: 'position', id: stored.id, delete: true },
    ...deletionOfReplays(deps.catalog, ref),
  ])
}

export function exporterType(deps: Pick<PipelineDeps, 'exporterTypes'>, kind: string): ExporterType {
  const type = deps.exporterTypes.find((candidate) => candidate.kind === kind)
  if (type) return type
  const known = deps.exporterTypes.map((candidate) => candidate.kind).join(', ')
  throw new SluiceError('E18322', `export type '${kind}' is unknown: use one of ${known}`)
}

function checkExportName(deps: PipelineDeps, ref: TaskRef): void {
  if (!namePattern.test(ref.name))
    throw new SluiceError('E18303', `export name '${ref.name}' is invalid: ${nameRule}`)
  const siblings = deps.catalog.list('export', `${repoId(ref)}/`)
  if (siblings.some(({ id }) => id === taskId(ref)))
    throw new SluiceError('E18301', `export '${ref.name}' already exists in repo '${ref.repo}'`)
  if (siblings.length >= deps.exportsPerRepoMax)
    throw new SluiceError(
      'E18303',
      `repo '${ref.repo}' has ${siblings.length} exports, which is the limit (exports-per-repo-max)`,
    )
}
