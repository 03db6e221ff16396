import { CreateExportBody, parseBody, UpdateExportBody } from '@sluice/model'
import { Type } from 'typebox'
import type { ExportDocument } from '../../pipelines/documents.ts'
import { repoId, taskRefOf } from '../../pipelines/documents.ts'
import { createExport, deleteExport, updateExport } from '../../pipelines/exports.ts'
import { type Call, param, type Route } from '../route.ts'
import type { ControlDeps } from './deps.ts'
import { exportSpecCodes } from './error-codes.ts'
import { exportSpecShape } from './export-spec-shape.ts'
import { TaskStatusAnswer, taskStatus } from './status.ts'

/** Streaming exports. Source: seed, the export sections; protocol §6.4, §11. */
export function exportRoutes({ pipelines, serially }: ControlDeps): Route[] {
  const ref = (call: Call) => ({
    account: call.actor.account,
    repo: param(call, 'repo'),
    name: param(call, 'export'),
  })
  const spec = exportSpecShape(pipelines.exporterTypes)
  const ExportAnswer = Type.Object({
    name: Type.String(),
    type: Type.String(),
    spec,
    whence: Type.String(),
    workflow: Type.String(),
  })
  return [
    {
      method: 'POST',
      path: '/v2/repos/{repo}/exports/{export}',
      tag: 'Exports',
      summary: 'Create an export',
      body: Type.Object({ ...CreateExportBody.properties, spec }),
      bodyCode: 'E18303',
      errors: ['E18102', 'E18113', 'E18301', 'E18322', 'E18643', ...exportSpecCodes],
      handle: (call) =>
        serially(call.actor.account, () =>
          createExport(pipelines, ref(call), parseBody(CreateExportBody, call.body, 'E18303')),
        ),
    },
    {
      method: 'GET',
      path: '/v2/repos/{repo}/exports',
      tag: 'Exports',
      summary: 'List the exports of a repo',
      answer: Type.Object({ exports: Type.Array(ExportAnswer) }),
      errors: ['E18102'],
      handle: async (call) => {
        const repo = { account: call.actor.account, repo: param(call, 'repo') }
        pipelines.catalog.repo(repo)
        const exports = pipelines.catalog.list('export', `${repoId(repo)}/`)
        return { exports: exports.map(({ id, body }) => printExport(taskRefOf(id).name, body)) }
      },
    },
    {
      method: 'GET',
      path: '/v2/repos/{repo}/exports/{export}',
      tag: 'Exports',
      summary: 'Get an export',
      answer: ExportAnswer,
      errors: ['E18102', 'E18302'],
      handle: async (call) => printExport(ref(call).name, pipelines.catalog.export(ref(call))),
    },
    {
      method: 'PUT',
      path: '/v2/repos/{repo}/exports/{export}',
      tag: 'Exports',
      summary: 'Replace the spec of an export; type and whence stay',
      body: Type.Object({ ...UpdateExportBody.properties, spec }),
      bodyCode: 'E18303',
      errors: ['E18102', 'E18113', 'E18302', 'E18643', ...exportSpecCodes],
      handle: (call) =>
        serially(call.actor.account, () =>
          updateExport(pipelines, ref(call), parseBody(UpdateExportBody, call.body, 'E18303')),
        ),
    },
    {
      method: 'DELETE',
      path: '/v2/repos/{repo}/exports/{export}',
      tag: 'Exports',
      summary: 'Delete an export',
      errors: ['E18102', 'E18302', 'E18643'],
      handle: (call) => serially(call.actor.account, () => deleteExport(pipelines, ref(call))),
    },
    {
      method: 'GET',
      path: '/v2/repos/{repo}/exports/{export}/status',
      tag: 'Status',
      summary: 'State, position, lag, last error and counters of an export',
      answer: TaskStatusAnswer,
      errors: ['E18102', 'E18302'],
      handle: async (call) => taskStatus(pipelines, 'export', ref(call)),
    },
  ]
}

function printExport(name: string, { type, spec, whence, workflow }: ExportDocument) {
  return { name, type, spec, whence, workflow }
}
