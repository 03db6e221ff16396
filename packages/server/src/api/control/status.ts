import { Type } from 'typebox'
import type { PipelineDeps } from '../../pipelines/deps.ts'
import { type TaskRef, taskRefOf } from '../../pipelines/documents.ts'
import { taskStates } from '../../pipelines/task-status.ts'
import type { Route } from '../route.ts'
import type { ControlDeps } from './deps.ts'

export const TaskStatusAnswer = Type.Object(
  {
    kind: Type.String({ description: 'transform or export' }),
    repo: Type.String({ description: 'Source repo' }),
    name: Type.String(),
    target: Type.String({ description: 'Destination repo of a transform, type of an export' }),
    state: Type.String({ description: taskStates.join(', ') }),
    position: Type.String({ description: 'Offset of the next record it will take, decimal' }),
    end: Type.String({ description: 'Next offset of the source repo, decimal' }),
    lagRecords: Type.String({ description: 'end - position, decimal' }),
    lagSeconds: Type.Number({ description: 'Age of the oldest record not yet taken; 0 when there is none' }),
    lateSeconds: Type.Optional(
      Type.Number({
        description:
          'Of a transform: how long ago the run under way, or still to come, was to begin; 0 when it is not due yet',
      }),
    ),
    lastError: Type.Optional(Type.Object({ message: Type.String(), at: Type.String() })),
    lastRun: Type.Optional(
      Type.Object({
        at: Type.String(),
        durationMs: Type.Number(),
        recordsIn: Type.Number(),
        recordsOut: Type.Number(),
      }),
    ),
    counters: Type.Record(Type.String(), Type.Number()),
    notes: Type.Array(Type.String(), { description: 'What a person should know, newest last' }),
    detail: Type.Optional(Type.String()),
  },
  { component: 'TaskStatus' },
)

/** How every task is doing. Sluice's own: the hosted service had no such call. */
export function statusRoutes({ pipelines }: ControlDeps): Route[] {
  return [
    {
      method: 'GET',
      path: '/v2/status',
      tag: 'Status',
      summary: 'State, position, lag, last error and counters of every transform and export of the account',
      answer: Type.Object({ tasks: Type.Array(TaskStatusAnswer) }),
      handle: async (call) => {
        const tasks = (['transform', 'export'] as const).flatMap((kind) =>
          pipelines.catalog
            .list(kind, `${call.actor.account}/`)
            .map(({ id }) => taskStatus(pipelines, kind, taskRefOf(id))),
        )
        return { tasks: await Promise.all(tasks) }
      },
    },
  ]
}

/** Times leave as RFC 3339, not as numbers. */
function timed<T extends { readonly atMs: number }>({ atMs, ...rest }: T): Omit<T, 'atMs'> & { at: string } {
  return { ...rest, at: new Date(atMs).toISOString() }
}

export async function taskStatus(pipelines: PipelineDeps, kind: 'transform' | 'export', ref: TaskRef) {
  const document = kind === 'transform' ? pipelines.catalog.transform(ref) : pipelines.catalog.export(ref)
  const { tasks } = pipelines
  const status = await (kind === 'transform' ? tasks.transformStatus(ref) : tasks.exportStatus(ref))
  const { position, end, lagRecords, lastError, lastRun, ...rest } = status
  return {
    kind,
    repo: ref.repo,
    name: ref.name,
    target: 'to' in document ? document.to : document.type,
    ...rest,
    position: String(position),
    end: String(end),
    lagRecords: String(lagRecords),
    ...(lastError ? { lastError: timed(lastError) } : {}),
    ...(lastRun ? { lastRun: timed(lastRun) } : {}),
  }
}
