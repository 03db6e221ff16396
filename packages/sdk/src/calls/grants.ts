import type { Grant, Permission } from '../resources.ts'
import type { Transport } from '../transport.ts'
import { get, put, remove } from './requests.ts'

/** What other accounts may do with a repo, or without one with everything of this account. They use it through a client
 *  with `owner`. */
export function grantCalls({ json, send }: Transport) {
  const at = (repo: string | undefined) => [...(repo === undefined ? [] : ['repos', repo]), 'grants']
  return {
    list: async (repo?: string) => (await json<{ grants: Grant[] }>(get(...at(repo)))).grants,
    /** Replaces what the account was granted before. */
    put: async (account: string, perms: readonly Permission[], repo?: string) => {
      await json(put(...at(repo), account), { perms })
    },
    delete: async (account: string, repo?: string) => {
      await send(remove(...at(repo), account))
    },
  }
}
