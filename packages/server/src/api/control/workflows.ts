import {
  CreateWorkflowBody,
  type ErrorCode,
  parseBody,
  SearchWorkflowBody,
  UpdateWorkflowBody,
  WorkflowNode,
} from '@sluice/model'
import { Type } from 'typebox'
import { taskRefOf, type WorkflowDocument } from '../../pipelines/documents.ts'
import { changeWorkflow, workflowNodes } from '../../pipelines/workflow-graph.ts'
import {
  createWorkflow,
  deleteWorkflow,
  findWorkflow,
  startWorkflow,
  stopWorkflow,
  type WorkflowRef,
  workflowMembers,
} from '../../pipelines/workflows.ts'
import { type Call, param, type Route } from '../route.ts'
import type { ControlDeps } from './deps.ts'
import { exportSpecCodes, schemaCodes, transformSpecCodes } from './error-codes.ts'
import { taskStatus } from './status.ts'
import { memberStatus, searchTasks } from './workflow-search.ts'

const WorkflowAnswer = Type.Object({
  name: Type.String(),
  region: Type.String(),
  comment: Type.String(),
  createTime: Type.String(),
  updateTime: Type.String(),
  status: Type.String({ description: 'Ready, Started or Stopped' }),
  canStart: Type.Boolean({ description: 'It has a transform or an export' }),
  isManualWorkflow: Type.Boolean(),
  nodes: Type.Record(Type.String(), WorkflowNode),
})

const statusWords = { ready: 'Ready', started: 'Started', stopped: 'Stopped' } as const

/** Pipelines as one thing: repos with the transforms and exports that read them. Source: protocol §7.6. */
export function workflowRoutes({ pipelines, serially }: ControlDeps): Route[] {
  const ref = (call: Call): WorkflowRef => ({
    account: call.actor.account,
    workflow: param(call, 'workflow'),
  })
  const change = (call: Call, work: () => Promise<void>) => serially(call.actor.account, work)
  const action = (
    name: 'start' | 'stop',
    work: (deps: typeof pipelines, ref: WorkflowRef) => Promise<void>,
    codes: readonly ErrorCode[],
  ): Route => ({
    method: 'POST',
    path: `/v2/workflows/{workflow}/${name}`,
    tag: 'Workflows',
    summary: `${name === 'start' ? 'Start' : 'Stop'} the transforms and exports of a workflow`,
    errors: ['E18641', ...codes],
    handle: (call) => change(call, () => work(pipelines, ref(call))),
  })
  return [
    {
      method: 'POST',
      path: '/v2/workflows/{workflow}',
      tag: 'Workflows',
      summary: 'Create a workflow',
      body: CreateWorkflowBody,
      bodyCode: 'E18642',
      errors: ['E18212', 'E18639', 'E18640', 'E18642', 'E18661'],
      handle: (call) =>
        change(call, () =>
          createWorkflow(pipelines, ref(call), parseBody(CreateWorkflowBody, call.body, 'E18642')),
        ),
    },
    {
      method: 'PUT',
      path: '/v2/workflows/{workflow}',
      tag: 'Workflows',
      summary: 'Change the comment, or the whole graph: members are created, updated and removed to match',
      body: UpdateWorkflowBody,
      bodyCode: 'E18642',
      errors: [
        ...(['E18641', 'E18642', 'E18643', 'E18646'] as const),
        // Those of its members.
        ...([
          'E9003',
          'E18102',
          'E18103',
          'E18112',
          'E18113',
          'E18120',
          'E18136',
          'E18204',
          'E18205',
        ] as const),
        ...(['E18212', 'E18222', 'E18301', 'E18322'] as const),
        ...schemaCodes,
        ...transformSpecCodes,
        ...exportSpecCodes,
      ],
      handle: (call) =>
        change(call, () =>
          changeWorkflow(pipelines, ref(call), parseBody(UpdateWorkflowBody, call.body, 'E18642')),
        ),
    },
    {
      method: 'GET',
      path: '/v2/workflows',
      tag: 'Workflows',
      summary: 'List workflows, as a bare array',
      answer: Type.Array(WorkflowAnswer),
      handle: async (call) =>
        pipelines.catalog
          .list('workflow', `${call.actor.account}/`)
          .map(({ id, body }) =>
            print({ account: call.actor.account, workflow: id.split('/')[1] ?? '' }, body),
          ),
    },
    {
      method: 'GET',
      path: '/v2/workflows/{workflow}',
      tag: 'Workflows',
      summary: 'Get a workflow',
      answer: WorkflowAnswer,
      errors: ['E18641'],
      handle: async (call) => print(ref(call), findWorkflow(pipelines, ref(call))),
    },
    {
      method: 'GET',
      path: '/v2/workflows/{workflow}/status',
      tag: 'Workflows',
      summary: 'State of a workflow and of each member',
      answer: Type.Object({
        name: Type.String(),
        region: Type.String(),
        status: Type.String(),
        nodes: Type.Array(Type.Object({ name: Type.String(), type: Type.String(), status: Type.String() })),
      }),
      errors: ['E18641'],
      handle: async (call) => {
        const workflow = findWorkflow(pipelines, ref(call))
        const { repos } = workflowMembers(pipelines, ref(call))
        return {
          name: ref(call).workflow,
          region: workflow.region,
          status: statusWords[workflow.state],
          nodes: [
            ...repos.map(({ id }) => ({ name: taskRefOf(id).repo, type: 'repo', status: 'Started' })),
            ...(await tasksOf(ref(call))).map(({ name, kind, state }) => ({
              name,
              type: kind,
              status: memberStatus(state),
            })),
          ],
        }
      },
    },
    action('start', startWorkflow, ['E18644', 'E18650']),
    action('stop', stopWorkflow, ['E18645']),
    {
      method: 'POST',
      path: '/v2/workflows/{workflow}/search',
      tag: 'Workflows',
      summary: 'What the members are doing: state, last errors, counters',
      body: SearchWorkflowBody,
      answer: Type.Object({
        status: Type.Array(Type.Unknown()),
        log: Type.Array(Type.Unknown()),
        recommend: Type.Array(Type.Unknown()),
        metric: Type.Array(Type.Unknown()),
      }),
      errors: ['E18641'],
      handle: async (call) => {
        findWorkflow(pipelines, ref(call))
        const asked = parseBody(SearchWorkflowBody, call.body)
        return searchTasks(await tasksOf(ref(call)), asked, pipelines.clock.nowMs())
      },
    },
    {
      method: 'DELETE',
      path: '/v2/workflows/{workflow}',
      tag: 'Workflows',
      summary: 'Delete a workflow; its repos, transforms and exports stay',
      errors: ['E18641', 'E18643'],
      handle: (call) => change(call, () => deleteWorkflow(pipelines, ref(call))),
    },
  ]

  function print(at: WorkflowRef, workflow: WorkflowDocument) {
    const { transforms, exports } = workflowMembers(pipelines, at)
    return {
      name: at.workflow,
      region: workflow.region,
      comment: workflow.comment,
      createTime: new Date(workflow.createdAtMs).toISOString(),
      updateTime: new Date(workflow.updatedAtMs).toISOString(),
      status: statusWords[workflow.state],
      canStart: transforms.length + exports.length > 0,
      isManualWorkflow: false,
      nodes: workflowNodes(pipelines, at),
    }
  }

  async function tasksOf(at: WorkflowRef) {
    const { transforms, exports } = workflowMembers(pipelines, at)
    return await Promise.all([
      ...transforms.map(({ id }) => taskStatus(pipelines, 'transform', taskRefOf(id))),
      ...exports.map(({ id }) => taskStatus(pipelines, 'export', taskRefOf(id))),
    ])
  }
}
