import { SluiceError } from '@sluice/model'
import type { Kind } from './catalog.ts'
import type { PipelineDeps } from './deps.ts'
import { taskRefOf } from './documents.ts'

/** What holds records, code or work, and is deleted by its own call first. */
const kept = ['repo', 'workflow', 'group', 'plugin'] as const satisfies readonly Kind[]

/** What only its account sees, and goes with it. */
const going = ['connection', 'variable', 'rule', 'grant'] as const satisfies readonly Kind[]

/**
 * Deletes what belongs to an account that is to go: its connections, variables, parse rules, what it granted and was
 * granted, and what its exports left in this server's own stores. Errors: E9004 it still has repos, workflows, resource
 * pools or plugins.
 */
export async function clearAccount(deps: PipelineDeps, account: string): Promise<void> {
  for (const kind of kept) {
    const [first] = deps.catalog.list(kind, `${account}/`)
    if (first)
      throw new SluiceError(
        'E9004',
        `account '${account}' still has ${kind} '${taskRefOf(first.id).repo}': delete what it has first`,
      )
  }
  const own = going.flatMap((kind) => deps.catalog.list(kind, `${account}/`).map(({ id }) => ({ kind, id })))
  const given = deps.catalog
    .list('grant')
    .filter(({ id }) => taskRefOf(id).name === account)
    .map(({ id }) => ({ kind: 'grant' as const, id }))
  await deps.catalog.commit([...own, ...given].map((document) => ({ ...document, delete: true })))
  await deps.storeReader.drop(account)
}
