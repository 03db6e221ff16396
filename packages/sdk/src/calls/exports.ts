import type { Export, ExportSpec, Replay, ReplayRange, TaskStatus } from '../resources.ts'
import type { Transport } from '../transport.ts'
import { get, post, put, remove } from './requests.ts'

export function exportCalls({ json, send }: Transport) {
  const at = (repo: string, name: string) => ['repos', repo, 'exports', name]
  return {
    list: async (repo: string) => (await json<{ exports: Export[] }>(get('repos', repo, 'exports'))).exports,
    get: (repo: string, name: string) => json<Export>(get(...at(repo, name))),
    exists: async (repo: string, name: string) =>
      (await json<{ exist: boolean }>(get(...at(repo, name), 'exists'))).exist,
    create: async (repo: string, name: string, spec: ExportSpec) => {
      await json(post(...at(repo, name)), spec)
    },
    /** Replaces the whole spec; type and whence stay. */
    update: async (repo: string, name: string, spec: ExportSpec['spec']) => {
      await json(put(...at(repo, name)), { spec })
    },
    delete: async (repo: string, name: string) => {
      await send(remove(...at(repo, name)))
    },
    /** Sends a range of records again, beside the live export. */
    replay: (repo: string, name: string, range: ReplayRange = {}) =>
      json<Replay>(post(...at(repo, name), 'replay'), range),
    /** Sends the dead letters again: those since the last redrive. */
    redrive: (repo: string, name: string) => json<Replay>(post(...at(repo, name), 'redrive'), {}),
    /** The newest first. */
    replays: async (repo: string, name: string) =>
      (await json<{ replays: Replay[] }>(get(...at(repo, name), 'replays'))).replays,
    getReplay: (repo: string, name: string, id: string) =>
      json<Replay>(get(...at(repo, name), 'replays', id)),
    /** Stops it, if it still runs, and forgets it. */
    cancelReplay: async (repo: string, name: string, id: string) => {
      await send(remove(...at(repo, name), 'replays', id))
    },
    status: (repo: string, name: string) => json<TaskStatus>(get(...at(repo, name), 'status')),
  }
}
