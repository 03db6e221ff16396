import type { Row } from './row.ts'

const path = '/v2/repos/orders/data'
const push = (body: string, more: object = {}) => ({ method: 'POST', path, body, ...more })
const json = { headers: { 'Content-Type': 'application/json' } }
const tags = (text: string) => `${path}?tags=${Buffer.from(text).toString('base64url')}`

export const pushRows: readonly Row[] = [
  {
    code: 'E18102',
    status: 404,
    says: "repo 'missing' does not exist",
    method: 'POST',
    path: '/v2/repos/missing/data',
    body: 'n=1',
  },
  { code: 'E18110', status: 400, says: "line 2, field 'n'", ...push('n=1\nn=two') },
  { code: 'E18110', status: 400, says: "line 1, field 'n'", ...push('n=9223372036854775808') },
  { code: 'E18110', status: 400, says: "line 1, field 'd'", ...push('n=1\td=2017-02-30T00:00:00Z') },
  { code: 'E18110', status: 400, says: "line 1, field 'b'", ...push('n=1\tb=perhaps') },
  { code: 'E18110', status: 400, says: `line 1, field 'a': "one" is not a long`, ...push('n=1\ta=["one"]') },
  { code: 'E18110', status: 400, says: "line 1, field 'm.x'", ...push('n=1\tm={"x":"one"}') },
  { code: 'E18110', status: 400, says: "line 1, field 'j'", ...push('n=1\tj={') },
  { code: 'E18110', status: 400, says: 'line 1', ...push('n') },
  { code: 'E18110', status: 400, says: "record 2, field 'n'", ...push('[{"n":1},{"n":"two"}]', json) },
  {
    code: 'E18007',
    status: 400,
    says: 'record 2: malformed JSON at the end of the body',
    ...push('[{"n":1},', json),
  },
  {
    code: 'E18111',
    status: 404,
    says: 'One or more field keys do not resident in the specified repo schema: no such field key y',
    ...push('n=1\ty=1'),
  },
  { code: 'E18123', status: 400, says: "line 2, field 'n'", ...push('n=1\ns=no n') },
  {
    code: 'E18008',
    status: 400,
    says: "line 1, field 's'",
    ...push(`n=1\ts=${'s'.repeat(1024 * 1024 + 1)}`),
  },
  {
    code: 'E18125',
    status: 400,
    says: 'the gzip body is unreadable',
    ...push('n=1', { headers: { 'Content-Encoding': 'gzip' } }),
  },
  {
    code: 'E18125',
    status: 400,
    says: "Content-Encoding 'br' is not supported",
    ...push('n=1', { headers: { 'Content-Encoding': 'br' } }),
  },
  { code: 'E18138', status: 400, says: 'tags', ...push('n=1', { path: `${path}?tags=%25` }) },
  { code: 'E18138', status: 400, says: 'tags', ...push('n=1', { path: tags('n=1\nn=2') }) },
  { code: 'E18138', status: 400, says: 'tags', ...push('n=1', { path: tags('f=much') }) },
  {
    code: 'E18223',
    status: 400,
    says: "repo 'copied' is the destination of transform 'copy' and takes no pushes",
    ...push('n=1', { path: '/v2/repos/copied/data' }),
  },
]
