import { accountCalls } from './calls/accounts.ts'
import { connectionCalls } from './calls/connections.ts'
import { exportCalls } from './calls/exports.ts'
import { grantCalls } from './calls/grants.ts'
import { groupCalls } from './calls/groups.ts'
import { pluginCalls } from './calls/plugins.ts'
import { repoCalls } from './calls/repos.ts'
import { get, post } from './calls/requests.ts'
import { ruleCalls } from './calls/rules.ts'
import { transformCalls } from './calls/transforms.ts'
import { variableCalls } from './calls/variables.ts'
import { verifyCalls } from './calls/verify.ts'
import { workflowCalls } from './calls/workflows.ts'
import { type PushOptions, push } from './push.ts'
import { type PageOptions, preview, query, readPage, type TailOptions, tail } from './records.ts'
import type { Exporter, PreviewSpec, TaskStatus } from './resources.ts'
import type { KeyPair, TokenSource } from './signing.ts'
import { type ClientOptions, createTransport } from './transport.ts'

/** Who is asking: a key pair, or tokens made by someone who has one. Neither: only health() works. */
export type ClientKeys = KeyPair | { readonly token: TokenSource } | { readonly accessKey?: undefined }

export type Client = ReturnType<typeof createClient>

/**
 * A client of one Sluice server. Every call rejects with ApiError (the server refused; `code` says why) or NetworkError
 * (no answer).
 */
export function createClient(options: Omit<ClientOptions, 'credentials'> & ClientKeys) {
  const transport = createTransport({ ...options, credentials: credentialsOf(options) })
  return {
    server: transport.server,
    repos: repoCalls(transport),
    transforms: transformCalls(transport),
    exports: exportCalls(transport),
    /** The export types that the server has. */
    exporters: async () => (await transport.json<{ exporters: Exporter[] }>(get('exporters'))).exporters,
    connections: connectionCalls(transport),
    /** Asks what exports of a type left on the server; query and answer are the type's (exporters(), store). */
    queryDestination: (type: string, asked: { readonly [member: string]: unknown }) =>
      transport.json<{ [member: string]: unknown }>(post('destinations', type, 'query'), asked),
    plugins: pluginCalls(transport),
    groups: groupCalls(transport),
    workflows: workflowCalls(transport),
    variables: variableCalls(transport),
    rules: ruleCalls(transport),
    grants: grantCalls(transport),
    accounts: accountCalls(transport),
    verify: verifyCalls(transport),
    push: (pushed: PushOptions) => push(transport, pushed),
    page: (repo: string, page: PageOptions = {}) => readPage(transport, repo, page),
    tail: (repo: string, tailed: TailOptions = {}) => tail(transport, repo, tailed),
    query: (sql: string, limits: { limit?: number | undefined; signal?: AbortSignal } = {}) =>
      query(transport, sql, limits),
    /** SQL tried on the newest records of a repo; nothing is stored. */
    preview: (repo: string, spec: PreviewSpec, signal?: AbortSignal) =>
      preview(transport, repo, spec, signal),
    /** Every transform and export of the account. */
    status: async () => (await transport.json<{ tasks: TaskStatus[] }>(get('status'))).tasks,
    health: () => transport.json<{ status: string; version: string }>({ method: 'GET', path: '/healthz' }),
  }
}

function credentialsOf(keys: ClientKeys): ClientOptions['credentials'] {
  if ('token' in keys) return { token: keys.token }
  return keys.accessKey === undefined ? undefined : { accessKey: keys.accessKey, secretKey: keys.secretKey }
}
