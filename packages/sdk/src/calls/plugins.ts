import type { Plugin } from '../resources.ts'
import type { Transport } from '../transport.ts'
import { get, post, remove } from './requests.ts'

export function pluginCalls({ json, send }: Transport) {
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
