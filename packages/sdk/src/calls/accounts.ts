import type { Account, NewAccount } from '../resources.ts'
import type { Transport } from '../transport.ts'
import { get, post, remove } from './requests.ts'

/** For the administrator of the server. */
export function accountCalls({ json, send }: Transport) {
  return {
    list: async () => (await json<{ accounts: Account[] }>(get('accounts'))).accounts,
    /** The answer is the only time the secret key is shown. */
    create: (name: string) => json<NewAccount>(post('accounts', name)),
    /** With its keys, connections, variables, parse rules and grants; refused while it has repos and the like. */
    delete: async (name: string) => {
      await send(remove('accounts', name))
    },
  }
}
