import type { Container, Group, GroupItem, GroupSpec } from '../resources.ts'
import type { Transport } from '../transport.ts'
import { get, post, put, remove } from './requests.ts'

/** Resource pools: containers that the transforms of several repos share. */
export function groupCalls({ json, send }: Transport) {
  return {
    list: async () => (await json<{ groups: GroupItem[] }>(get('groups'))).groups,
    get: (group: string) => json<Group>(get('groups', group)),
    create: async (group: string, spec: GroupSpec) => {
      await json(post('groups', group), { region: 'nb', ...spec })
    },
    update: async (group: string, container: Container) => {
      await json(put('groups', group), { container })
    },
    /** Refused while a repo names it. */
    delete: async (group: string) => {
      await send(remove('groups', group))
    },
    start: async (group: string) => {
      await send(post('groups', group, 'actions', 'start'))
    },
    /** Its transforms pause, and go on where they were when it is started again. */
    stop: async (group: string) => {
      await send(post('groups', group, 'actions', 'stop'))
    },
  }
}
