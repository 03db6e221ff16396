import type {
  Workflow,
  WorkflowFindings,
  WorkflowSearch,
  WorkflowSpec,
  WorkflowStatus,
  WorkflowUpdate,
} from '../resources.ts'
import type { Transport } from '../transport.ts'
import { get, post, put, remove } from './requests.ts'

/** Repos, transforms and exports as one thing. */
export function workflowCalls({ json, send }: Transport) {
  return {
    list: () => json<Workflow[]>(get('workflows')),
    get: (workflow: string) => json<Workflow>(get('workflows', workflow)),
    create: async (workflow: string, spec: WorkflowSpec = {}) => {
      await json(post('workflows', workflow), { region: 'nb', ...spec })
    },
    /** `nodes` is the whole graph: members are created, updated and removed to match. */
    update: async (workflow: string, change: WorkflowUpdate) => {
      await json(put('workflows', workflow), change)
    },
    /** Its repos, transforms and exports stay. */
    delete: async (workflow: string) => {
      await send(remove('workflows', workflow))
    },
    start: async (workflow: string) => {
      await send(post('workflows', workflow, 'start'))
    },
    stop: async (workflow: string) => {
      await send(post('workflows', workflow, 'stop'))
    },
    status: (workflow: string) => json<WorkflowStatus>(get('workflows', workflow, 'status')),
    search: (workflow: string, search: WorkflowSearch = {}) =>
      json<WorkflowFindings>(post('workflows', workflow, 'search'), search),
  }
}
