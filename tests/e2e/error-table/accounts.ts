import type { Row } from './row.ts'

const owner = (name: string) => ({ headers: { 'X-Resource-Owner': name } })
const denied = "account 'admin' has not granted"

export const accountRows: readonly Row[] = [
  {
    code: 'E18664',
    status: 404,
    says: "resource owner 'nobody' does not exist",
    method: 'GET',
    path: '/v2/repos',
    ...owner('nobody'),
  },
  {
    code: 'E18664',
    status: 404,
    says: "account 'nobody' does not exist",
    method: 'PUT',
    path: '/v2/grants/nobody',
    body: { perms: ['read'] },
  },
  {
    code: 'E18665',
    status: 403,
    says: denied,
    method: 'GET',
    path: '/v2/repos/orders',
    as: 'other',
    ...owner('admin'),
  },
  {
    code: 'E18665',
    status: 403,
    says: denied,
    method: 'POST',
    path: '/v2/repos/orders/data',
    body: 'n=1',
    as: 'other',
    ...owner('admin'),
  },
  {
    code: 'E18665',
    status: 403,
    says: "account 'other' is not the administrator",
    method: 'GET',
    path: '/v2/accounts',
    as: 'other',
  },
]
