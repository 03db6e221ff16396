import { SluiceError } from '@sluice/model'
import type { Catalog } from './catalog.ts'
import {
  type GrantDocument,
  type Permission,
  permissions,
  type RepoDocument,
  repoRefOf,
  taskRefOf,
} from './documents.ts'

/** Who calls, as far as grants are concerned. */
export interface Caller {
  readonly account: string
  readonly admin: boolean
}

/** In place of a repo's name: everything of the account. */
export const anyRepo = '*'

export interface GrantRef {
  readonly owner: string
  readonly repo: string
  readonly grantee: string
}

const grantId = ({ owner, repo, grantee }: GrantRef) => `${owner}/${repo}/${grantee}`

/**
 * Turns a caller into the account it works for. Without X-Resource-Owner, or with the caller's own name in it, that is the
 * caller. Errors: E18664 no such owner, E18665 the owner has not granted this. Source: protocol §1.3.
 */
export type ActingFor = <C extends Caller>(
  actor: C,
  owner: string | string[] | undefined,
  repo: string,
  permission: Permission,
) => C

export function createActingFor(catalog: Catalog, accountExists: (name: string) => boolean): ActingFor {
  return (actor, owner, repo, permission) => {
    if (typeof owner !== 'string' || owner === '' || owner === actor.account) return actor
    if (!accountExists(owner)) throw new SluiceError('E18664', `resource owner '${owner}' does not exist`)
    const granted = [repo, anyRepo].some((object) =>
      catalog
        .find('grant', grantId({ owner, repo: object, grantee: actor.account }))
        ?.perms.includes(permission),
    )
    if (!granted)
      throw new SluiceError(
        'E18665',
        `account '${owner}' has not granted '${permission}' on ${repo === anyRepo ? 'its account' : `repo '${repo}'`} to '${actor.account}'`,
      )
    return { ...actor, account: owner, admin: false }
  }
}

/** Replaces what was granted. Errors: E18102 no such repo, E18007 unknown permission, E18664 no such account. */
export async function setGrant(
  catalog: Catalog,
  ref: GrantRef,
  perms: readonly string[],
  accountExists: (name: string) => boolean,
): Promise<void> {
  if (ref.repo !== anyRepo) catalog.repo({ account: ref.owner, repo: ref.repo })
  if (!accountExists(ref.grantee)) throw new SluiceError('E18664', `account '${ref.grantee}' does not exist`)
  const known = permissions.filter((permission) => perms.includes(permission))
  if (known.length === 0 || known.length < new Set(perms).size)
    throw new SluiceError('E18007', `perms are one or more of ${permissions.join(', ')}`)
  await catalog.commit([{ kind: 'grant', id: grantId(ref), body: { perms: known } }])
}

/** Idempotent. */
export async function removeGrant(catalog: Catalog, ref: GrantRef): Promise<void> {
  await catalog.commit([{ kind: 'grant', id: grantId(ref), delete: true }])
}

export function grantsOf(
  catalog: Catalog,
  owner: string,
  repo: string,
): { account: string; perms: GrantDocument['perms'] }[] {
  return catalog
    .list('grant', `${owner}/${repo}/`)
    .map(({ id, body }) => ({ account: taskRefOf(id).name, perms: body.perms }))
}

/** Repos of other accounts that this one may use. */
export function sharedRepos(
  catalog: Catalog,
  account: string,
): { owner: string; repo: string; body: RepoDocument; perms: GrantDocument['perms'] }[] {
  const grants = catalog.list('grant').filter(({ id }) => taskRefOf(id).name === account)
  return grants.flatMap(({ id, body: { perms } }) => {
    const { account: owner, repo } = taskRefOf(id)
    const repos = catalog
      .list('repo', `${owner}/`)
      .map((entry) => ({ owner, repo: repoRefOf(entry.id).repo, body: entry.body, perms }))
    return repos.filter((entry) => repo === anyRepo || entry.repo === repo)
  })
}
