import { SluiceError } from '@sluice/model'
import type { StoredTable } from '../transforms/snapshots.ts'
import type { SqlEngine } from '../transforms/sql-engine.ts'
import type { Catalog } from './catalog.ts'
import type { PipelineDeps } from './deps.ts'
import { type RepoRef, repoRefOf, type TaskRef, taskRefOf } from './documents.ts'
import { refusingSqlNow } from './sql-refusal.ts'
import { fillIn } from './variables.ts'

/** Repos that one query may read beside a transform's source: each is scanned whole. */
export const joinedReposMax = 8

type VariableDeps = Pick<PipelineDeps, 'catalog' | 'clock' | 'timeZone'>

export interface RepoTableDeps {
  readonly catalog: Catalog
  readonly engine: Pick<SqlEngine, 'tablesRead'>
}

/**
 * The account's repos that SQL names, each as it is stored when the query runs; `except`: names that mean something else.
 * A name that is no repo is left to the engine, which refuses it where it stands. Errors: E18108 for too many, E18209 for
 * text that is no query.
 */
export function repoTables(
  { catalog, engine }: RepoTableDeps,
  account: string,
  sql: string,
  except: readonly string[] = [],
): StoredTable[] {
  const taken = new Set(except.map((name) => name.toLowerCase()))
  const wanted = refusingSqlNow(() => engine.tablesRead(sql)).filter((name) => !taken.has(name.toLowerCase()))
  if (wanted.length > joinedReposMax)
    throw new SluiceError(
      'E18108',
      `the SQL reads ${wanted.length} other repos: at most ${joinedReposMax} can be joined`,
    )
  const repos = catalog
    .list('repo', `${account}/`)
    .map(({ id, body }) => ({ name: repoRefOf(id).repo, ...body }))
    .filter(({ state }) => state === 'ready')
  return wanted.flatMap((name) => {
    // SQL does not look at case; where two repos differ by it alone, the one that is spelled so is meant.
    const like = repos.filter((repo) => repo.name.toLowerCase() === name.toLowerCase())
    const repo = like.find((other) => other.name === name) ?? like[0]
    return repo ? [{ names: [name], schema: repo.schema, queue: repo.queue }] : []
  })
}

/** Transforms of other repos whose SQL joins this one. */
export function joiningTransforms(deps: RepoTableDeps & VariableDeps, { account, repo }: RepoRef): TaskRef[] {
  return deps.catalog.list('transform', `${account}/`).flatMap(({ id, body }) => {
    const ref = taskRefOf(id)
    if (ref.repo === repo || body.spec.code === undefined) return []
    return reads(deps, account, body.spec.code, repo) ? [ref] : []
  })
}

function reads(deps: RepoTableDeps & VariableDeps, account: string, code: string, repo: string): boolean {
  try {
    const names = deps.engine.tablesRead(fillIn(deps, account, code))
    return names.some((name) => name.toLowerCase() === repo.toLowerCase())
  } catch {
    // SQL that is no query any more (a variable is gone) reads nothing.
    return false
  }
}

/** What a transform's SQL may call its source. */
export const sourceNames = ({ repo }: Pick<RepoRef, 'repo'>): readonly string[] => ['stream', repo]
