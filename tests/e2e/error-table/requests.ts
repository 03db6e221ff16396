import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openRequest } from '../raw-request.ts'
import { signed } from '../signed-request.ts'
import type { Row, Scene } from './row.ts'

const push = { method: 'POST', path: '/v2/repos/orders/data' } as const

/** Codes of requests as such: framing, size, form, address, load. */
export const requestRows: readonly Row[] = [
  {
    code: 'E18003',
    status: 411,
    says: 'the Content-Length header is missing',
    ...push,
    headers: { 'Content-Type': 'text/plain', 'Transfer-Encoding': 'chunked' },
  },
  {
    code: 'E18003',
    status: 411,
    says: 'the Content-Length header is missing',
    method: 'POST',
    path: '/v2/repos/fresh',
    headers: { 'Content-Type': 'application/json' },
  },
  {
    code: 'E18004',
    status: 400,
    says: 'Content-Length is not a number of bytes',
    ...push,
    body: 'n=1',
    headers: { 'Content-Length': 'three' },
  },
  {
    code: 'E18004',
    status: 400,
    says: 'the body ended before the length that Content-Length says',
    ...push,
    body: 'n=1\n',
    headers: { 'Content-Length': '100' },
    halfClose: true,
  },
  {
    code: 'E18005',
    status: 413,
    says: 'the request body of 2097153 bytes is larger than 2097152 bytes',
    ...push,
    body: `${'n=1\n'.repeat(2 ** 19)}\n`,
  },
  {
    code: 'E18005',
    status: 413,
    says: 'the request body of 2097153 bytes is larger than 2097152 bytes',
    method: 'POST',
    path: '/v2/repos/fresh',
    body: ' '.repeat(2 ** 21 + 1),
  },
  { code: 'E18006', status: 400, says: 'the request body is empty', ...push, body: '' },
  { code: 'E18006', status: 400, says: 'the body holds no record', ...push, body: '\n\n' },
  {
    code: 'E18006',
    status: 400,
    says: 'the request body is empty',
    method: 'POST',
    path: '/v2/repos/fresh',
    body: '',
  },
  {
    code: 'E18007',
    status: 400,
    says: 'the request body is not JSON',
    method: 'POST',
    path: '/v2/repos/fresh',
    body: '{"region":"nb",}',
  },
  {
    code: 'E18007',
    status: 400,
    says: 'the request body nests deeper than 64 levels',
    method: 'POST',
    path: '/v2/repos/fresh',
    body: '['.repeat(65) + ']'.repeat(65),
  },
  {
    code: 'E18007',
    status: 400,
    says: "member 'region' must be string",
    method: 'POST',
    path: '/v2/repos/fresh',
    body: { region: 7 },
  },
  {
    code: 'E18007',
    status: 400,
    says: 'count=many is not a whole number',
    method: 'GET',
    path: '/v2/repos/orders/data?count=many',
  },
  {
    code: 'E9003',
    status: 404,
    says: 'GET /v2/nothing is not an operation of this API',
    method: 'GET',
    path: '/v2/nothing',
  },
  {
    code: 'E9003',
    status: 404,
    says: 'PUT /v2/repos is not an operation of this API',
    method: 'PUT',
    path: '/v2/repos',
    body: {},
  },
  {
    code: 'E9001',
    status: 501,
    says: 'this server has no batch jobs',
    method: 'GET',
    path: '/v2/jobs/j/history',
  },
  {
    code: 'E9001',
    status: 501,
    says: 'this server has no batch datasources',
    method: 'POST',
    path: '/v2/datasources/d',
    body: { region: 'nb' },
  },
  {
    code: 'E9002',
    status: 429,
    says: 'too many bytes are being pushed at once',
    ...push,
    body: 'n=1',
    during: aLargePush,
  },
  {
    code: 'E9000',
    status: 500,
    says: 'internal server error; the log has the details under ',
    method: 'POST',
    path: '/v2/plugins/com.example.Unlucky',
    body: Buffer.from('PK jar'),
    during: aBrokenDisk,
  },
]

/** A push whose body does not come holds all the bytes that this server lets be in flight. */
async function aLargePush({ server, keys }: Scene): Promise<() => Promise<void>> {
  const headers = { 'Content-Type': 'text/plain', 'Content-Length': String(2 ** 21), Expect: '100-continue' }
  const socket = openRequest(server.url, await signed(keys, { ...push, headers }))
  await new Promise((resolve) => socket.once('data', resolve))
  return async () => {
    const closed = new Promise((resolve) => socket.once('close', resolve))
    socket.destroy()
    await closed
  }
}

/** The folder of jars is gone, and no new one can be made. */
async function aBrokenDisk({ server }: Scene): Promise<() => Promise<void>> {
  const folder = join(server.dataDirectory, 'plugins')
  await rename(folder, `${folder}.aside`)
  await writeFile(folder, '')
  return async () => {
    await rm(folder)
    await rename(`${folder}.aside`, folder)
  }
}
