import { parseBody, printSchema, TransformBody } from '@sluice/model'
import { Type } from 'typebox'
import type { TransformDocument } from '../../pipelines/documents.ts'
import { repoId, taskRefOf } from '../../pipelines/documents.ts'
import { createTransform, deleteTransform, updateTransform } from '../../pipelines/transforms.ts'
import { type Call, param, Reply, type Route } from '../route.ts'
import type { ControlDeps } from './deps.ts'
import { schemaCodes, transformSpecCodes } from './error-codes.ts'
import { TaskStatusAnswer, taskStatus } from './status.ts'

const TransformAnswer = Type.Object({
  name: Type.String(),
  to: Type.String({ description: 'Destination repo' }),
  spec: TransformBody,
  workflow: Type.String(),
})

/** Streaming SQL and plugins from repo to repo. Source: seed, the transform sections; protocol §6.3, §10. */
export function transformRoutes({ pipelines, serially }: ControlDeps): Route[] {
  const ref = (call: Call) => ({
    account: call.actor.account,
    repo: param(call, 'repo'),
    name: param(call, 'transform'),
  })
  return [
    {
      method: 'POST',
      path: '/v2/repos/{repo}/transforms/{transform}/to/{destination}',
      tag: 'Transforms',
      summary: 'Create a transform, and its destination repo if there is none',
      body: TransformBody,
      bodyCode: 'E18207',
      errors: [
        ...(['E18102', 'E18103', 'E18113', 'E18201', 'E18204', 'E18205', 'E18643'] as const),
        ...schemaCodes,
        ...transformSpecCodes,
      ],
      handle: (call) =>
        serially(call.actor.account, () =>
          createTransform(
            pipelines,
            ref(call),
            param(call, 'destination'),
            parseBody(TransformBody, call.body, 'E18207'),
          ),
        ),
    },
    {
      method: 'GET',
      path: '/v2/repos/{repo}/transforms',
      tag: 'Transforms',
      summary: 'List the transforms of a repo',
      answer: Type.Object({ transforms: Type.Array(TransformAnswer) }),
      errors: ['E18102'],
      handle: async (call) => {
        const repo = { account: call.actor.account, repo: param(call, 'repo') }
        pipelines.catalog.repo(repo)
        const transforms = pipelines.catalog.list('transform', `${repoId(repo)}/`)
        return { transforms: transforms.map(({ id, body }) => printTransform(taskRefOf(id).name, body)) }
      },
    },
    {
      method: 'GET',
      path: '/v2/repos/{repo}/transforms/{transform}',
      tag: 'Transforms',
      summary: 'Get a transform',
      answer: TransformAnswer,
      errors: ['E18102', 'E18202'],
      handle: async (call) => {
        const transform = pipelines.catalog.transform(ref(call))
        const type = transform.spec.mode ?? 'plugin'
        return new Reply(JSON.stringify(printTransform(ref(call).name, transform)), {
          headers: { 'Transform-Type': `application/${type}` },
        })
      },
    },
    {
      method: 'PUT',
      path: '/v2/repos/{repo}/transforms/{transform}',
      tag: 'Transforms',
      summary: 'Update plugin, code, interval or container; output columns can only be added',
      body: TransformBody,
      bodyCode: 'E18207',
      errors: ['E18102', 'E18113', 'E18202', 'E18643', ...schemaCodes, ...transformSpecCodes],
      handle: (call) =>
        serially(call.actor.account, () =>
          updateTransform(pipelines, ref(call), parseBody(TransformBody, call.body, 'E18207')),
        ),
    },
    {
      method: 'DELETE',
      path: '/v2/repos/{repo}/transforms/{transform}',
      tag: 'Transforms',
      summary: 'Delete a transform, and the destination repo that it made',
      errors: ['E18102', 'E18112', 'E18202', 'E18643'],
      handle: (call) => serially(call.actor.account, () => deleteTransform(pipelines, ref(call))),
    },
    {
      method: 'GET',
      path: '/v2/repos/{repo}/transforms/{transform}/status',
      tag: 'Status',
      summary: 'State, position, lag, last error and counters of a transform',
      answer: TaskStatusAnswer,
      errors: ['E18102', 'E18202'],
      handle: async (call) => taskStatus(pipelines, 'transform', ref(call)),
    },
  ]
}

function printTransform(name: string, { to, spec, workflow }: TransformDocument) {
  const destrepo = spec.destrepo ? { destrepo: printSchema(spec.destrepo) } : {}
  return { name, to, spec: { ...spec, ...destrepo }, workflow }
}
