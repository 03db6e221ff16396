import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'

/** As much of an object store as an export needs, on a free port: it takes objects from one access key. */
export interface ObjectStore {
  readonly endpoint: string
  /** Paths of the objects that it took. */
  readonly keys: string[]
  /** Whose requests are taken. */
  accessKey: string
  /** Everything it was sent but bodies. */
  readonly heard: string[]
}

export async function startObjectStore(
  context: Pick<TestContext, 'after'>,
  accessKey: string,
): Promise<ObjectStore> {
  const server = createServer((request, response) => {
    store.heard.push(`${request.method} ${request.url} ${JSON.stringify(request.headers)}`)
    request.resume().once('end', () => {
      response.setHeader('Content-Type', 'application/xml')
      if (!request.headers.authorization?.includes(`Credential=${store.accessKey}/`)) {
        response.writeHead(403)
        return response.end('<Error><Code>InvalidAccessKeyId</Code><Message>unknown key</Message></Error>')
      }
      if (request.method === 'PUT') store.keys.push(request.url ?? '')
      return response.end(request.method === 'GET' ? '<ListBucketResult></ListBucketResult>' : '')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  context.after(() => {
    server.closeAllConnections()
    server.close()
  })
  // A listening TCP server has this form of address.
  const { port } = server.address() as AddressInfo
  const store: ObjectStore = { endpoint: `http://127.0.0.1:${port}`, keys: [], accessKey, heard: [] }
  return store
}
