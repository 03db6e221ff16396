import type { Row } from './row.ts'

const container = { type: '1U2G', count: 1 }
const create = (body: object, name = 'fresh_pool') => ({
  method: 'POST',
  path: `/v2/groups/${name}`,
  body: { region: 'nb', container, ...body },
})
const missing = "resource pool 'missing' does not exist"

export const groupRows: readonly Row[] = [
  { code: 'E18120', status: 404, says: missing, method: 'GET', path: '/v2/groups/missing' },
  {
    code: 'E18120',
    status: 404,
    says: missing,
    method: 'PUT',
    path: '/v2/groups/missing',
    body: { container },
  },
  { code: 'E18120', status: 404, says: missing, method: 'DELETE', path: '/v2/groups/missing' },
  { code: 'E18120', status: 404, says: missing, method: 'POST', path: '/v2/groups/missing/actions/start' },
  {
    code: 'E18120',
    status: 404,
    says: missing,
    method: 'POST',
    path: '/v2/repos/fresh',
    body: { region: 'nb', schema: [{ key: 'n', valtype: 'long' }], group: 'missing' },
  },
  {
    code: 'E18213',
    status: 400,
    says: "container type '1U1G' is unknown",
    ...create({ container: { type: '1U1G' } }),
  },
  {
    code: 'E18214',
    status: 400,
    says: 'container count -1 is invalid',
    ...create({ container: { type: '1U2G', count: -1 } }),
  },
  {
    code: 'E18215',
    status: 409,
    says: "resource pool 'pool' is used by repo 'pooled'",
    method: 'DELETE',
    path: '/v2/groups/pool',
  },
  { code: 'E18218', status: 409, says: "resource pool 'pool' already exists", ...create({}, 'pool') },
  { code: 'E18221', status: 400, says: "pool name 'with-hyphen' is invalid", ...create({}, 'with-hyphen') },
  { code: 'E18222', status: 400, says: "region 'bc' is unknown", ...create({ region: 'bc' }) },
]
