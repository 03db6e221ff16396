import type { Row } from './row.ts'

const put = (path: string, body: object) => ({ method: 'PUT', path: `/v2/connections/${path}`, body })
const s3 = { driver: 's3', options: { accessKey: 'a', secretKey: 'b' } }

export const connectionRows: readonly Row[] = [
  {
    code: 'E9003',
    status: 404,
    says: "connection 'missing' for exports of type kodo does not exist",
    method: 'GET',
    path: '/v2/connections/kodo/missing',
  },
  {
    code: 'E9003',
    status: 404,
    says: "connection 'missing' for exports of type kodo does not exist",
    method: 'DELETE',
    path: '/v2/connections/kodo/missing',
  },
  {
    code: 'E9003',
    status: 404,
    says: "connection 'missing' for exports of type kodo does not exist",
    method: 'POST',
    path: '/v2/connections/kodo/missing/check',
  },
  {
    code: 'E18007',
    status: 400,
    says: "'a b' cannot name a connection",
    ...put('kodo/a%20b', s3),
  },
  {
    code: 'E18007',
    status: 400,
    says: "member 'driver'",
    ...put('kodo/new', { driver: 7 }),
  },
  {
    code: 'E18305',
    status: 400,
    says: "kodo has no driver 's4'",
    ...put('kodo/new', { driver: 's4' }),
  },
  {
    code: 'E18305',
    status: 400,
    says: 'options.secretKey is missing',
    ...put('kodo/new', { driver: 's3', options: { accessKey: 'a' } }),
  },
  {
    code: 'E18305',
    status: 400,
    says: 'options.secretKey is masked',
    ...put('kodo/new', { driver: 's3', options: { accessKey: 'a', secretKey: '******' } }),
  },
  {
    code: 'E18322',
    status: 400,
    says: 'exports of type blackhole take no connection',
    ...put('blackhole/new', s3),
  },
  {
    code: 'E18322',
    status: 400,
    says: "export type 'nope' is unknown",
    method: 'GET',
    path: '/v2/connections/nope',
  },
  {
    code: 'E18322',
    status: 400,
    says: 'exports of type http keep nothing on this server',
    method: 'POST',
    path: '/v2/destinations/http/query',
    body: {},
  },
  {
    code: 'E18007',
    status: 400,
    says: 'the body must have required properties sql',
    method: 'POST',
    path: '/v2/destinations/report/query',
    body: {},
  },
]
