import { CreateRepoBody, parseBody, printSchema, SchemaBody, UpdateRepoBody } from '@sluice/model'
import { Type } from 'typebox'
import type { RepoDocument } from '../../pipelines/documents.ts'
import { repoRefOf } from '../../pipelines/documents.ts'
import { sharedRepos } from '../../pipelines/grants.ts'
import { createRepo, deleteRepo, updateRepo } from '../../pipelines/repos.ts'
import { type Call, param, type Route } from '../route.ts'
import type { ControlDeps } from './deps.ts'
import { schemaCodes } from './error-codes.ts'

const RepoItem = Type.Object({
  name: Type.String(),
  region: Type.String(),
  derivedFrom: Type.String({ description: 'Transform that feeds this repo; empty when people push to it' }),
  group: Type.String(),
  workflow: Type.String(),
  fromDag: Type.Boolean({ description: 'Made by a workflow' }),
  ruleNames: Type.Union([Type.Array(Type.String()), Type.Null()]),
  description: Type.Union([Type.String(), Type.Null()]),
  owner: Type.Optional(Type.String({ description: 'With sourceType=authorized: whose it is' })),
  perms: Type.Optional(
    Type.Array(Type.String(), {
      description: 'With sourceType=authorized: what this account may do with it',
    }),
  ),
})

const RepoAnswer = Type.Object({
  region: Type.String(),
  derivedFrom: Type.String(),
  group: Type.String(),
  schema: SchemaBody,
  options: Type.Object({ withIP: Type.String(), withTimestamp: Type.String(), unescapeLine: Type.Boolean() }),
  fromDag: Type.Boolean(),
  workflow: Type.String(),
  ruleNames: Type.Union([Type.Array(Type.String()), Type.Null()]),
  description: Type.Union([Type.String(), Type.Null()]),
})

/** Message queues. Source: seed, the repo sections; protocol §6.1. */
export function repoRoutes({ pipelines, serially }: ControlDeps): Route[] {
  const ref = (call: Call) => ({ account: call.actor.account, repo: param(call, 'repo') })
  return [
    {
      method: 'POST',
      path: '/v2/repos/{repo}',
      tag: 'Repos',
      summary: 'Create a repo',
      body: CreateRepoBody,
      errors: [
        ...(['E9003', 'E18101', 'E18103', 'E18113', 'E18120', 'E18136', 'E18212', 'E18222'] as const),
        ...(['E18641', 'E18643'] as const),
        ...schemaCodes,
      ],
      handle: (call) =>
        serially(call.actor.account, () =>
          createRepo(pipelines, ref(call), parseBody(CreateRepoBody, call.body)),
        ),
    },
    {
      method: 'GET',
      path: '/v2/repos',
      tag: 'Repos',
      summary: 'List repos',
      query: {
        withDag: 'true: also those that belong to a workflow',
        sourceType: 'authorized: those that other accounts share with this one',
      },
      answer: Type.Object({ repos: Type.Array(RepoItem) }),
      handle: async (call) => {
        if (call.query['sourceType'] === 'authorized') return { repos: shared(call.actor.account) }
        const all = call.query['withDag'] === 'true'
        const repos = pipelines.catalog
          .list('repo', `${call.actor.account}/`)
          .filter(({ body }) => body.state === 'ready' && (all || body.workflow === ''))
        return { repos: repos.map(({ id, body }) => ({ name: repoRefOf(id).repo, ...listed(body) })) }
      },
    },
    {
      method: 'GET',
      path: '/v2/repos/{repo}',
      tag: 'Repos',
      summary: 'Get a repo',
      answer: RepoAnswer,
      errors: ['E18102', 'E18113'],
      handle: async (call) => {
        const repo = pipelines.catalog.repo(ref(call))
        return { ...listed(repo), schema: printSchema(repo.schema), options: repo.options }
      },
    },
    {
      method: 'PUT',
      path: '/v2/repos/{repo}',
      tag: 'Repos',
      summary: 'Update a repo: its schema may gain fields',
      body: UpdateRepoBody,
      errors: ['E9003', 'E18102', 'E18113', 'E18128', 'E18136', ...schemaCodes],
      handle: (call) =>
        serially(call.actor.account, () =>
          updateRepo(pipelines, ref(call), parseBody(UpdateRepoBody, call.body)),
        ),
    },
    {
      method: 'DELETE',
      path: '/v2/repos/{repo}',
      tag: 'Repos',
      summary: 'Delete a repo and its records',
      errors: ['E18102', 'E18112', 'E18113', 'E18206'],
      handle: (call) => serially(call.actor.account, () => deleteRepo(pipelines, ref(call))),
    },
  ]

  function shared(account: string) {
    return sharedRepos(pipelines.catalog, account).map(({ owner, repo, body, perms }) => ({
      name: repo,
      ...listed(body),
      owner,
      perms,
    }))
  }
}

function listed(repo: RepoDocument) {
  return {
    region: repo.region,
    derivedFrom: repo.derivedFrom,
    group: repo.group,
    workflow: repo.workflow,
    fromDag: repo.workflow !== '',
    ruleNames: repo.ruleNames,
    description: repo.description,
  }
}
