import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { KeyPair } from '@sluice/sdk'
import { send } from '../signed-request.ts'
import type { TestServer } from '../start-server.ts'

/** Everything a refused request could have left behind: definitions, numbers of records, folders. */
export async function stateOf(server: TestServer, accounts: readonly KeyPair[]): Promise<unknown> {
  return {
    accounts: await Promise.all(accounts.map((keys) => thingsOf(server, keys))),
    folders: await Promise.all(
      ['repos', 'plugins'].map(async (folder) => (await readdir(join(server.dataDirectory, folder))).sort()),
    ),
  }
}

async function thingsOf(server: TestServer, keys: KeyPair): Promise<unknown> {
  const get = async (path: string) => {
    const { status, body } = await send(server.url, keys, { method: 'GET', path })
    return status === 200 ? JSON.parse(body) : body
  }
  const lists = [
    'repos?withDag=true',
    'plugins',
    'groups',
    'variables',
    'rules',
    'workflows',
    'grants',
    'connections',
    'accounts',
  ]
  const [{ repos }, ...others] = await Promise.all(lists.map((list) => get(`/v2/${list}`)))
  const parts = ['', '/transforms', '/exports', '/grants', '/records?from=newest']
  const paths: string[] = repos.flatMap(({ name }: { name: string }) =>
    parts.map((part) => `/v2/repos/${name}${part}`),
  )
  return { repos, others, parts: await Promise.all(paths.map(async (path) => [path, await get(path)])) }
}
