import { SluiceError } from '@sluice/model'
import { Type } from 'typebox'
import { clearAccount } from '../../pipelines/accounts.ts'
import { type Call, param, type Route } from '../route.ts'
import type { ControlDeps } from './deps.ts'

const AccountItem = Type.Object({
  name: Type.String(),
  admin: Type.Boolean(),
  createdAt: Type.String({ description: 'RFC 3339' }),
  accessKeys: Type.Array(Type.String()),
})

/** Accounts of this server, for its administrator (the first account). Sluice's own. */
export function accountRoutes({ accounts, pipelines, serially }: ControlDeps): Route[] {
  return [
    {
      method: 'POST',
      path: '/v2/accounts/{account}',
      tag: 'Accounts',
      summary: 'Create an account; its secret key is shown this once',
      answer: Type.Object({ name: Type.String(), accessKey: Type.String(), secretKey: Type.String() }),
      errors: ['E9004', 'E18007', 'E18665'],
      handle: async (call) => {
        refuseOthers(call)
        return await accounts.create(param(call, 'account'))
      },
    },
    {
      method: 'GET',
      path: '/v2/accounts',
      tag: 'Accounts',
      summary: 'List accounts',
      answer: Type.Object({ accounts: Type.Array(AccountItem) }),
      errors: ['E18665'],
      handle: async (call) => {
        refuseOthers(call)
        return { accounts: await accounts.list() }
      },
    },
    {
      method: 'DELETE',
      path: '/v2/accounts/{account}',
      tag: 'Accounts',
      summary: 'Delete an account that has no repos, workflows, resource pools and plugins any more',
      description: 'Its keys, connections, variables, parse rules and grants go with it.',
      errors: ['E9004', 'E18664', 'E18665'],
      handle: async (call) => {
        refuseOthers(call)
        const account = param(call, 'account')
        await serially(account, () => accounts.remove(account, () => clearAccount(pipelines, account)))
      },
    },
  ]
}

function refuseOthers(call: Call): void {
  if (!call.actor.admin)
    throw new SluiceError('E18665', `account '${call.actor.account}' is not the administrator of this server`)
}
