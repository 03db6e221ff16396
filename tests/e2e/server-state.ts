import assert from 'node:assert/strict'
import type { KeyPair } from '@sluice/sdk'
import { signRequest } from '@sluice/sdk'

interface Server extends KeyPair {
  readonly url: string
}

const lists = [
  ...['plugins', 'groups', 'workflows', 'variables', 'rules', 'connections', 'grants', 'accounts'],
]

/**
 * Everything that requests have made, as GETs show it: what a refused request must not have changed. Not in it is what
 * changes by itself: states, counters, and repos that transforms and exports write.
 */
export async function stateOf(server: Server): Promise<{ readonly [path: string]: string }> {
  const state: { [path: string]: string } = {}
  for (const list of lists) {
    const path = `/v2/${list}`
    state[path] = await textOf(server, path)
  }
  const { repos } = await jsonOf<{ repos: { name: string; derivedFrom: string }[] }>(
    server,
    '/v2/repos?withDag=true',
  )
  for (const { name, derivedFrom } of repos.filter(({ name }) => !name.endsWith('__rejected'))) {
    const repo = `/v2/repos/${name}`
    for (const path of [repo, `${repo}/transforms`, `${repo}/exports`, `${repo}/grants`])
      state[path] = await textOf(server, path)
    if (derivedFrom === '')
      state[`${repo}/records`] = (await jsonOf<{ next: string }>(server, `${repo}/records?from=newest`)).next
  }
  return state
}

async function jsonOf<Answer>(server: Server, path: string): Promise<Answer> {
  return JSON.parse(await textOf(server, path))
}

async function textOf(server: Server, path: string): Promise<string> {
  const resource = path.split('?', 1)[0] ?? ''
  const headers = await signRequest(server, { method: 'GET', resource }, Date.now())
  const response = await fetch(server.url + path, { headers: { ...headers } })
  const text = await response.text()
  assert.equal(response.status, 200, `GET ${path}: ${text}`)
  return text
}
