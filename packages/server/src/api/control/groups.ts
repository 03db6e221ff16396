import { ContainerBody, CreateGroupBody, parseBody, UpdateGroupBody } from '@sluice/model'
import { Type } from 'typebox'
import { createGroup, deleteGroup, group, setGroupState, updateGroup } from '../../pipelines/groups.ts'
import { type Call, param, type Route } from '../route.ts'
import type { ControlDeps } from './deps.ts'

/** Shared resource pools. Source: protocol §7.5. */
export function groupRoutes({ pipelines, serially }: ControlDeps): Route[] {
  const ref = (call: Call) => ({ account: call.actor.account, group: param(call, 'group') })
  const action = (name: 'start' | 'stop', state: 'running' | 'stopped'): Route => ({
    method: 'POST',
    path: `/v2/groups/{group}/actions/${name}`,
    tag: 'Resource pools',
    summary: `${name === 'start' ? 'Start' : 'Stop'} the transforms that run in a pool`,
    errors: ['E18120'],
    handle: (call) => serially(call.actor.account, () => setGroupState(pipelines, ref(call), state)),
  })
  return [
    {
      method: 'POST',
      path: '/v2/groups/{group}',
      tag: 'Resource pools',
      summary: 'Create a resource pool',
      body: CreateGroupBody,
      errors: ['E18213', 'E18214', 'E18218', 'E18221', 'E18222'],
      handle: (call) =>
        serially(call.actor.account, () =>
          createGroup(pipelines, ref(call), parseBody(CreateGroupBody, call.body)),
        ),
    },
    {
      method: 'PUT',
      path: '/v2/groups/{group}',
      tag: 'Resource pools',
      summary: 'Change the container of a pool',
      body: UpdateGroupBody,
      errors: ['E18120', 'E18213', 'E18214'],
      handle: (call) =>
        serially(call.actor.account, () =>
          updateGroup(pipelines, ref(call), parseBody(UpdateGroupBody, call.body)),
        ),
    },
    {
      method: 'GET',
      path: '/v2/groups',
      tag: 'Resource pools',
      summary: 'List resource pools',
      answer: Type.Object({
        groups: Type.Array(
          Type.Object({ name: Type.String(), region: Type.String(), container: ContainerBody }),
        ),
      }),
      handle: async (call) => ({
        groups: pipelines.catalog.list('group', `${call.actor.account}/`).map(({ id, body }) => ({
          name: id.split('/')[1],
          region: body.region,
          container: body.container,
        })),
      }),
    },
    {
      method: 'GET',
      path: '/v2/groups/{group}',
      tag: 'Resource pools',
      summary: 'Get a resource pool',
      answer: Type.Object({
        region: Type.String(),
        container: Type.Object({ type: Type.String(), count: Type.Integer(), status: Type.String() }),
        createTime: Type.String(),
        updateTime: Type.String(),
      }),
      errors: ['E18120'],
      handle: async (call) => {
        const { region, container, state, createdAtMs, updatedAtMs } = group(pipelines, ref(call))
        return {
          region,
          container: { ...container, status: state },
          createTime: new Date(createdAtMs).toISOString(),
          updateTime: new Date(updatedAtMs).toISOString(),
        }
      },
    },
    {
      method: 'DELETE',
      path: '/v2/groups/{group}',
      tag: 'Resource pools',
      summary: 'Delete a pool that no repo names',
      errors: ['E18120', 'E18215'],
      handle: (call) => serially(call.actor.account, () => deleteGroup(pipelines, ref(call))),
    },
    action('start', 'running'),
    action('stop', 'stopped'),
  ]
}
