import type { Connection, ConnectionSpec } from '../resources.ts'
import type { Transport } from '../transport.ts'
import { get, post, put, remove } from './requests.ts'

export function connectionCalls({ json, send }: Transport) {
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
