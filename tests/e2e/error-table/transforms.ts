import type { Row } from './row.ts'

const path = '/v2/repos/orders/transforms/fresh/to/fresh_out'
const sql = { mode: 'sql', code: 'select n, s from stream' }
const create = (body: object, more: object = {}) => ({
  method: 'POST',
  path,
  body: { ...sql, ...body },
  ...more,
})
const update = (body: object) => ({ method: 'PUT', path: '/v2/repos/source/transforms/copy', body })
const plugin = (output: object[], name = 'com.example.Parser') => ({
  method: 'POST',
  path,
  body: { plugin: { name, output } },
})

export const transformRows: readonly Row[] = [
  {
    code: 'E18201',
    status: 409,
    says: "transform 'copy' already exists in repo 'source'",
    ...create({}, { path: '/v2/repos/source/transforms/copy/to/fresh_out' }),
  },
  {
    code: 'E18202',
    status: 404,
    says: "transform 'missing' does not exist in repo 'source'",
    method: 'GET',
    path: '/v2/repos/source/transforms/missing',
  },
  {
    code: 'E18202',
    status: 404,
    says: "transform 'missing' does not exist in repo 'source'",
    method: 'DELETE',
    path: '/v2/repos/source/transforms/missing',
  },
  {
    code: 'E18202',
    status: 404,
    says: "transform 'missing' does not exist in repo 'source'",
    method: 'PUT',
    path: '/v2/repos/source/transforms/missing',
    body: { interval: '5s' },
  },
  { code: 'E18203', status: 415, says: "mode 'scala' is not supported", ...create({ mode: 'scala' }) },
  {
    code: 'E18204',
    status: 409,
    says: "repo 'orders' cannot be both source and destination",
    ...create({}, { path: '/v2/repos/orders/transforms/fresh/to/orders' }),
  },
  {
    code: 'E18204',
    status: 409,
    says: "repo 'source' feeds repo 'copied' already",
    ...create({}, { path: '/v2/repos/copied/transforms/back/to/source' }),
  },
  {
    code: 'E18205',
    status: 409,
    says: "repo 'copied' is already fed by transform 'copy' of repo 'source'",
    ...create({}, { path: '/v2/repos/orders/transforms/fresh/to/copied' }),
  },
  {
    code: 'E18207',
    status: 400,
    says: 'a transform needs code (with mode sql) or a plugin',
    method: 'POST',
    path,
    body: { interval: '5s' },
  },
  { code: 'E18207', status: 400, says: "member 'container' must be object", ...create({ container: 5 }) },
  {
    code: 'E18207',
    status: 400,
    says: 'give at least one of plugin, code, interval and container',
    ...update({}),
  },
  {
    code: 'E18207',
    status: 400,
    says: "transform name 'with-hyphen' is invalid",
    ...create({}, { path: '/v2/repos/orders/transforms/with-hyphen/to/fresh_out' }),
  },
  {
    code: 'E18103',
    status: 400,
    says: "repo name 'with-hyphen' is invalid",
    ...create({}, { path: '/v2/repos/orders/transforms/fresh/to/with-hyphen' }),
  },
  { code: 'E18208', status: 400, says: "interval '7s' is invalid", ...create({ interval: '7s' }) },
  { code: 'E18208', status: 400, says: "interval '1h' is invalid", ...update({ interval: '1h' }) },
  {
    code: 'E18209',
    status: 400,
    says: 'the SQL is not valid: line 1, column 1:',
    ...create({ code: 'selekt n' }),
  },
  {
    code: 'E18209',
    status: 400,
    says: 'the SQL is not valid: line 2',
    ...create({ code: 'select n\nfrom elsewhere' }),
  },
  { code: 'E18209', status: 400, says: 'the SQL is not valid', ...create({ code: 'delete from stream' }) },
  { code: 'E18209', status: 400, says: 'the SQL is not valid', ...update({ code: 'select n, s from' }) },
  {
    code: 'E18228',
    status: 400,
    says: 'the SQL is not valid: line 1, column 11:',
    ...create({ code: 'select n, zz from stream' }),
  },
  {
    code: 'E18657',
    status: 400,
    says: "variable 'unset' is not defined",
    ...create({ code: "select '$(unset)' as v from stream" }),
  },
  {
    code: 'E18211',
    status: 400,
    says: "plugin output 'n': type 'boolean' is not",
    ...plugin([{ name: 'n', type: 'boolean' }]),
  },
  {
    code: 'E18216',
    status: 404,
    says: "plugin 'com.example.Missing' does not exist",
    ...plugin([{ name: 'n' }], 'com.example.Missing'),
  },
  {
    code: 'E18213',
    status: 400,
    says: "container type '3U3G' is unknown",
    ...create({ container: { type: '3U3G', count: 1 } }),
  },
  {
    code: 'E18213',
    status: 400,
    says: "container type '3U3G' is unknown",
    ...update({ container: { type: '3U3G', count: 1 } }),
  },
  {
    code: 'E18214',
    status: 400,
    says: 'container count 0 is invalid',
    ...create({ container: { type: '1U2G', count: 0 } }),
  },
  {
    code: 'E18207',
    status: 400,
    says: "member 'container.count' must be integer",
    ...create({ container: { type: '1U2G', count: 1.5 } }),
  },
  {
    code: 'E18229',
    status: 400,
    says: "destrepo lacks the field 's' (string) of the output",
    ...create({ destrepo: [{ key: 'n', valtype: 'long' }] }),
  },
  {
    code: 'E18229',
    status: 400,
    says: 'destrepo: ',
    ...create({ destrepo: [{ key: 'n', valtype: 'integer' }] }),
  },
  {
    code: 'E18230',
    status: 400,
    says: 'destrepo: ',
    ...create({ destrepo: Array.from({ length: 501 }, (_, i) => ({ key: `f${i}`, valtype: 'long' })) }),
  },
  {
    code: 'E18128',
    status: 400,
    says: "repo 'text_n': field 'n' ",
    ...create({}, { path: '/v2/repos/orders/transforms/fresh/to/text_n' }),
  },
  {
    code: 'E18128',
    status: 400,
    says: "repo 'needs_x' requires field 'x'",
    ...create({}, { path: '/v2/repos/orders/transforms/fresh/to/needs_x' }),
  },
  {
    code: 'E18660',
    status: 400,
    says: "the new output lacks the column 's'",
    ...update({ code: 'select n from stream' }),
  },
  {
    code: 'E18660',
    status: 400,
    says: "the new output changes the type of column 'n'",
    ...update({ code: "select 'x' as n, s from stream" }),
  },
  {
    code: 'E18112',
    status: 400,
    says: "repo 'parsed' still has export 'out'",
    method: 'DELETE',
    path: '/v2/repos/lines/transforms/parse',
  },
  {
    code: 'E18108',
    status: 400,
    says: 'the SQL reads 9 other repos: at most 8 can be joined',
    ...create({ code: `select 1 as n from stream, ${[...'abcdefghi'].join(', ')}` }),
  },
]
