import { newestRecords } from '../records.ts'
import type { Repo, RepoItem, RepoSpec, RepoUpdate, SharedRepo } from '../resources.ts'
import type { Transport } from '../transport.ts'
import { get, post, put, remove } from './requests.ts'

export function repoCalls(transport: Transport) {
  const { json, send } = transport
  return {
    list: async ({ withWorkflows = true } = {}) => {
      const query = { withDag: withWorkflows ? 'true' : undefined }
      return (await json<{ repos: RepoItem[] }>({ ...get('repos'), query })).repos
    },
    /** Those that other accounts share with this one. */
    listShared: async () => {
      const query = { sourceType: 'authorized' }
      return (await json<{ repos: SharedRepo[] }>({ ...get('repos'), query })).repos
    },
    get: (repo: string) => json<Repo>(get('repos', repo)),
    exists: async (repo: string) => (await json<{ exist: boolean }>(get('repos', repo, 'exists'))).exist,
    create: async (repo: string, spec: RepoSpec) => {
      await json(post('repos', repo), { region: 'nb', ...spec })
    },
    update: async (repo: string, change: RepoUpdate) => {
      await json(put('repos', repo), change)
    },
    delete: async (repo: string) => {
      await send(remove('repos', repo))
    },
    /** The newest records. */
    sample: (repo: string, count = 10) => newestRecords(transport, repo, count),
  }
}
