import { type PushOptions, push } from './push.ts'
import {
  newestRecords,
  type PageOptions,
  preview,
  query,
  readPage,
  type TailOptions,
  tail,
} from './records.ts'
import type {
  Account,
  Connection,
  ConnectionSpec,
  Export,
  Exporter,
  ExportSpec,
  NewAccount,
  Plugin,
  PreviewSpec,
  Replay,
  ReplayRange,
  Repo,
  RepoItem,
  RepoSpec,
  RepoUpdate,
  TaskStatus,
  Transform,
  TransformSpec,
} from './resources.ts'
import type { KeyPair, TokenSource } from './signing.ts'
import { type ClientOptions, createTransport, pathOf, type Transport } from './transport.ts'

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
    accounts: accountCalls(transport),
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

const get = (...parts: string[]) => ({ method: 'GET', path: pathOf(...parts) }) as const
const post = (...parts: string[]) => ({ method: 'POST', path: pathOf(...parts) }) as const
const put = (...parts: string[]) => ({ method: 'PUT', path: pathOf(...parts) }) as const
const remove = (...parts: string[]) => ({ method: 'DELETE', path: pathOf(...parts) }) as const

function repoCalls(transport: Transport) {
  const { json, send } = transport
  return {
    list: async ({ withWorkflows = true } = {}) =>
      (
        await json<{ repos: RepoItem[] }>({
          ...get('repos'),
          query: { withDag: withWorkflows ? 'true' : undefined },
        })
      ).repos,
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

function transformCalls({ json, send }: Transport) {
  const at = (repo: string, name: string) => ['repos', repo, 'transforms', name]
  return {
    list: async (repo: string) =>
      (await json<{ transforms: Transform[] }>(get('repos', repo, 'transforms'))).transforms,
    get: (repo: string, name: string) => json<Transform>(get(...at(repo, name))),
    exists: async (repo: string, name: string) =>
      (await json<{ exist: boolean }>(get(...at(repo, name), 'exists'))).exist,
    /** The destination repo is made when there is none. */
    create: async (repo: string, name: string, to: string, spec: TransformSpec) => {
      await json(post(...at(repo, name), 'to', to), spec)
    },
    update: async (repo: string, name: string, spec: TransformSpec) => {
      await json(put(...at(repo, name)), spec)
    },
    /** Takes the destination repo that it made with it. */
    delete: async (repo: string, name: string) => {
      await send(remove(...at(repo, name)))
    },
    status: (repo: string, name: string) => json<TaskStatus>(get(...at(repo, name), 'status')),
  }
}

function exportCalls({ json, send }: Transport) {
  const at = (repo: string, name: string) => ['repos', repo, 'exports', name]
  return {
    list: async (repo: string) => (await json<{ exports: Export[] }>(get('repos', repo, 'exports'))).exports,
    get: (repo: string, name: string) => json<Export>(get(...at(repo, name))),
    exists: async (repo: string, name: string) =>
      (await json<{ exist: boolean }>(get(...at(repo, name), 'exists'))).exist,
    create: async (repo: string, name: string, spec: ExportSpec) => {
      await json(post(...at(repo, name)), spec)
    },
    /** Replaces the whole spec; type and whence stay. */
    update: async (repo: string, name: string, spec: ExportSpec['spec']) => {
      await json(put(...at(repo, name)), { spec })
    },
    delete: async (repo: string, name: string) => {
      await send(remove(...at(repo, name)))
    },
    /** Sends a range of records again, beside the live export. */
    replay: (repo: string, name: string, range: ReplayRange = {}) =>
      json<Replay>(post(...at(repo, name), 'replay'), range),
    /** Sends the dead letters again: those since the last redrive. */
    redrive: (repo: string, name: string) => json<Replay>(post(...at(repo, name), 'redrive'), {}),
    /** The newest first. */
    replays: async (repo: string, name: string) =>
      (await json<{ replays: Replay[] }>(get(...at(repo, name), 'replays'))).replays,
    getReplay: (repo: string, name: string, id: string) =>
      json<Replay>(get(...at(repo, name), 'replays', id)),
    /** Stops it, if it still runs, and forgets it. */
    cancelReplay: async (repo: string, name: string, id: string) => {
      await send(remove(...at(repo, name), 'replays', id))
    },
    status: (repo: string, name: string) => json<TaskStatus>(get(...at(repo, name), 'status')),
  }
}

function connectionCalls({ json, send }: Transport) {
  const at = (type: string, name: string) => ['connections', type, name]
  return {
    list: async (type?: string) =>
      (await json<{ connections: Connection[] }>(get('connections', ...(type === undefined ? [] : [type]))))
        .connections,
    get: (type: string, name: string) => json<Connection>(get(...at(type, name))),
    /** Creates or replaces; secrets that are left out stay. */
    put: (type: string, name: string, spec: ConnectionSpec) => json<Connection>(put(...at(type, name)), spec),
    delete: async (type: string, name: string) => {
      await send(remove(...at(type, name)))
    },
    /** Whether the destination is there and takes the secrets; the message says what is wrong. `destination`: what a spec
     *  would call it; default: those of the exports that use the connection, else the one that it is named after. */
    check: (type: string, name: string, { destination }: { destination?: string | undefined } = {}) =>
      json<{ ok: boolean; message: string }>({ ...post(...at(type, name), 'check'), query: { destination } }),
  }
}

function pluginCalls({ json, send }: Transport) {
  return {
    list: async () => (await json<{ plugins: Plugin[] }>(get('plugins'))).plugins,
    get: (name: string) => json<Plugin>(get('plugins', name)),
    /** `contentMd5`: standard base64 of the jar's MD5, which the server then checks. */
    upload: async (
      name: string,
      jar: Uint8Array<ArrayBuffer>,
      { contentMd5 }: { contentMd5?: string } = {},
    ) => {
      const contentType = 'application/java-archive'
      await send({ ...post('plugins', name), body: jar, contentType, contentMd5 })
    },
    delete: async (name: string) => {
      await send(remove('plugins', name))
    },
  }
}

/** For the administrator of the server. */
function accountCalls({ json, send }: Transport) {
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
