import { parseBody } from '@sluice/model'
import { Type } from 'typebox'
import { anyRepo, grantsOf, removeGrant, setGrant } from '../../pipelines/grants.ts'
import { type Call, param, type Route } from '../route.ts'
import type { ControlDeps } from './deps.ts'

const GrantBody = Type.Object({
  perms: Type.Array(Type.String(), { description: 'read, write, manage: one or more' }),
})

/** Letting other accounts of this server use a repo, or everything of the account. Sluice's own; what is granted is used
 *  with the X-Resource-Owner header that the client libraries send. */
export function grantRoutes({ pipelines: { catalog }, accounts, serially }: ControlDeps): Route[] {
  const of = (base: string, what: string): Route[] => {
    const owned = (call: Call) => ({
      owner: call.actor.account,
      repo: call.params['repo'] ?? anyRepo,
      grantee: param(call, 'account'),
    })
    return [
      {
        method: 'PUT',
        path: `${base}/grants/{account}`,
        tag: 'Grants',
        summary: `Let another account use ${what}`,
        body: GrantBody,
        errors: ['E18102', 'E18664'],
        handle: (call) =>
          serially(call.actor.account, () =>
            setGrant(catalog, owned(call), parseBody(GrantBody, call.body).perms, (name) =>
              accounts.exists(name),
            ),
          ),
      },
      {
        method: 'GET',
        path: `${base}/grants`,
        tag: 'Grants',
        summary: `Who may use ${what}`,
        answer: Type.Object({
          grants: Type.Array(Type.Object({ account: Type.String(), perms: Type.Array(Type.String()) })),
        }),
        handle: async (call) => ({
          grants: grantsOf(catalog, call.actor.account, call.params['repo'] ?? anyRepo),
        }),
      },
      {
        method: 'DELETE',
        path: `${base}/grants/{account}`,
        tag: 'Grants',
        summary: 'Take it back',
        handle: (call) => serially(call.actor.account, () => removeGrant(catalog, owned(call))),
      },
    ]
  }
  return [...of('/v2/repos/{repo}', 'a repo'), ...of('/v2', 'everything of this account')]
}
