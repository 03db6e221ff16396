import { Type } from 'typebox'
import { taskId } from '../../pipelines/documents.ts'
import { type Call, param, type Route } from '../route.ts'
import type { ControlDeps } from './deps.ts'

/** Whether a name is taken: always 200. Source: protocol §7.2. */
export function existsRoutes({ pipelines: { catalog } }: ControlDeps): Route[] {
  const repo = (call: Call) => ({ account: call.actor.account, repo: param(call, 'repo') })
  const task = (call: Call) => taskId({ ...repo(call), name: param(call, 'name') })
  const route = (path: string, summary: string, exists: (call: Call) => boolean): Route => ({
    method: 'GET',
    path,
    tag: 'Exists',
    summary,
    answer: Type.Object({ exist: Type.Boolean() }),
    handle: async (call) => ({ exist: exists(call) }),
  })
  return [
    route(
      '/v2/repos/{repo}/exists',
      'Does the repo exist',
      (call) => catalog.findRepo(repo(call)) !== undefined,
    ),
    route(
      '/v2/repos/{repo}/transforms/{name}/exists',
      'Does the transform exist',
      (call) => catalog.find('transform', task(call)) !== undefined,
    ),
    route(
      '/v2/repos/{repo}/exports/{name}/exists',
      'Does the export exist',
      (call) => catalog.find('export', task(call)) !== undefined,
    ),
  ]
}
