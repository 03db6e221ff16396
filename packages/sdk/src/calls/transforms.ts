import type { TaskStatus, Transform, TransformSpec } from '../resources.ts'
import type { Transport } from '../transport.ts'
import { get, post, put, remove } from './requests.ts'

export function transformCalls({ json, send }: Transport) {
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
