import type { Row } from './row.ts'

const missing = "parse rule 'missing' does not exist"
const create = (body: object, name = 'fresh') => ({ method: 'POST', path: `/v2/rules/${name}`, body })

export const ruleRows: readonly Row[] = [
  { code: 'E9003', status: 404, says: missing, method: 'GET', path: '/v2/rules/missing' },
  { code: 'E9003', status: 404, says: missing, method: 'DELETE', path: '/v2/rules/missing' },
  {
    code: 'E9003',
    status: 404,
    says: missing,
    method: 'PUT',
    path: '/v2/rules/missing',
    body: { type: 'json', spec: {} },
  },
  {
    code: 'E9003',
    status: 404,
    says: missing,
    method: 'POST',
    path: '/v2/stream/orders/data?rules=missing',
    body: '{}',
  },
  {
    code: 'E9003',
    status: 404,
    says: missing,
    method: 'POST',
    path: '/v2/repos/fresh',
    body: { region: 'nb', schema: [{ key: 'n', valtype: 'long' }], ruleNames: ['missing'] },
  },
  {
    code: 'E9004',
    status: 409,
    says: "parse rule 'as_json' already exists",
    ...create({ type: 'json', spec: {} }, 'as_json'),
  },
  {
    code: 'E9004',
    status: 409,
    says: "parse rule 'as_json' is bound to repo 'ruled'",
    method: 'DELETE',
    path: '/v2/rules/as_json',
  },
  { code: 'E18007', status: 400, says: 'parse rule', ...create({ type: 'xml', spec: {} }) },
  {
    code: 'E18007',
    status: 400,
    says: "parse rule: member 'name' ",
    ...create({ type: 'json', spec: {} }, 'with-hyphen'),
  },
  {
    code: 'E18110',
    status: 400,
    says: 'line 1',
    method: 'POST',
    path: '/v2/stream/ruled/data',
    body: 'no json',
  },
]
