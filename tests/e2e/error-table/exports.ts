import type { Row } from './row.ts'

const path = '/v2/repos/orders/exports/fresh'
const create = (body: object) => ({ method: 'POST', path, body })
const kodo = (more: object) => create({ type: 'kodo', spec: { bucket: 'out', fields: { n: '#n' }, ...more } })
const logdb = (more: object) =>
  create({ type: 'logdb', spec: { destRepoName: 'logs', doc: { n: '#n' }, ...more } })
const tsdb = (more: object) =>
  create({ type: 'tsdb', spec: { destRepoName: 'points', series: 'io', fields: { n: '#n' }, ...more } })
const mongo = (more: object) =>
  create({ type: 'mongo', spec: { host: '127.0.0.1', dbName: 'd', collName: 'c', mode: 'INSERT', ...more } })
const report = (more: object) =>
  create({ type: 'report', spec: { dbName: 'd', tableName: 't', columns: { n: '#n' }, ...more } })

export const exportRows: readonly Row[] = [
  {
    code: 'E18301',
    status: 409,
    says: "export 'out' already exists in repo 'followed'",
    method: 'POST',
    path: '/v2/repos/followed/exports/out',
    body: { type: 'kodo', spec: { bucket: 'out', fields: { n: '#n' } } },
  },
  {
    code: 'E18302',
    status: 404,
    says: "export 'missing' does not exist in repo 'followed'",
    method: 'GET',
    path: '/v2/repos/followed/exports/missing',
  },
  {
    code: 'E18302',
    status: 404,
    says: "export 'missing' does not exist in repo 'followed'",
    method: 'PUT',
    path: '/v2/repos/followed/exports/missing',
    body: { spec: {} },
  },
  {
    code: 'E18302',
    status: 404,
    says: "export 'missing' does not exist in repo 'followed'",
    method: 'DELETE',
    path: '/v2/repos/followed/exports/missing',
  },
  {
    code: 'E18303',
    status: 400,
    says: "whence 'middle' is unknown",
    ...create({ type: 'kodo', whence: 'middle', spec: { bucket: 'out', fields: { n: '#n' } } }),
  },
  { code: 'E18303', status: 400, says: "member 'type' ", ...create({ type: 5, spec: {} }) },
  {
    code: 'E18303',
    status: 400,
    says: "the type of export 'out' is kodo and cannot change",
    method: 'PUT',
    path: '/v2/repos/followed/exports/out',
    body: { type: 'http', spec: { host: '127.0.0.1:9', uri: '/' } },
  },
  {
    code: 'E18303',
    status: 400,
    says: "export name 'with-hyphen' is invalid",
    method: 'POST',
    path: '/v2/repos/orders/exports/with-hyphen',
    body: { type: 'http', spec: { host: '127.0.0.1:9', uri: '/' } },
  },
  {
    code: 'E18304',
    cannot:
      'deleting an export removes its definition and its position here; nothing outside has to agree to it',
  },
  { code: 'E18305', status: 400, says: 'spec must be an object', ...create({ type: 'http', spec: 'host' }) },
  { code: 'E18305', status: 400, says: 'spec.host ', ...create({ type: 'http', spec: { uri: '/x' } }) },
  {
    code: 'E18305',
    status: 400,
    says: "spec.uri 'x' is no path",
    ...create({ type: 'http', spec: { host: 'h', uri: 'x' } }),
  },
  { code: 'E18305', status: 400, says: 'spec.format must be one of', ...kodo({ format: 'orc' }) },
  {
    code: 'E18305',
    status: 400,
    says: 'spec.rotateInterval ',
    method: 'PUT',
    path: '/v2/repos/followed/exports/out',
    body: { spec: { bucket: 'out', fields: { n: '#n' }, rotateInterval: 0 } },
  },
  { code: 'E18322', status: 400, says: "export type 'fax' is unknown", ...create({ type: 'fax', spec: {} }) },
  {
    code: 'E18309',
    status: 400,
    says: "spec.timestamp: field 'b' is of type boolean",
    ...tsdb({ timestamp: '#b' }),
  },
  {
    code: 'E18311',
    status: 400,
    says: "spec.fields: 'with-hyphen' cannot name a field",
    ...kodo({ fields: { 'with-hyphen': '#n' } }),
  },
  { code: 'E18311', status: 400, says: 'spec.doc._id', ...logdb({ doc: { _id: '#n' } }) },
  {
    code: 'E18312',
    status: 400,
    says: "spec.fields.n: the repo has no field 'y'",
    ...kodo({ fields: { n: '#y' } }),
  },
  { code: 'E18313', status: 400, says: 'spec.fields.n is empty', ...kodo({ fields: { n: '#' } }) },
  {
    code: 'E18315',
    status: 400,
    says: "spec.tags.a: field 'a' is of type array",
    ...tsdb({ tags: { a: '#a' } }),
  },
  {
    code: 'E18315',
    status: 400,
    says: "spec.columns.m: field 'm' is of type map",
    ...report({ columns: { m: '#m' } }),
  },
  { code: 'E18320', status: 400, says: "spec.keyPrefix '../up'", ...kodo({ keyPrefix: '../up' }) },
  {
    code: 'E18320',
    status: 400,
    says: "spec.keyPrefix 'a/$(unset)': $(unset) is not defined",
    ...kodo({ keyPrefix: 'a/$(unset)' }),
  },
  {
    code: 'E18324',
    status: 400,
    says: "spec.fields.n: 'y' must be written as #field",
    ...kodo({ fields: { n: 'y' } }),
  },
  { code: 'E18326', status: 400, says: 'spec.destRepoName ', ...logdb({ destRepoName: '' }) },
  { code: 'E18327', status: 400, says: 'spec.series ', ...tsdb({ series: null }) },
  {
    code: 'E18328',
    status: 400,
    says: 'spec.tags.a\\b cannot name a tag',
    ...tsdb({ tags: { 'a\\b': '#n' } }),
  },
  {
    code: 'E18329',
    status: 400,
    says: 'spec.fields.n: a tag has this name too',
    ...tsdb({ tags: { n: '#s' } }),
  },
  {
    code: 'E18329',
    status: 400,
    says: 'spec.columns.N: the table has this column once',
    ...report({ columns: { n: '#n', N: '#s' } }),
  },
  { code: 'E18330', status: 400, says: 'spec.delimiter is missing', ...kodo({ format: 'csv' }) },
  {
    code: 'E18331',
    status: 400,
    says: 'spec.rotateSize 1073741825 exceeds 1073741824',
    ...kodo({ rotateSize: 2 ** 30 + 1 }),
  },
  { code: 'E18332', status: 400, says: 'spec.dbName ', ...mongo({ dbName: '' }) },
  { code: 'E18333', status: 400, says: 'spec.collName ', ...mongo({ collName: '' }) },
  { code: 'E18333', status: 400, says: 'spec.tableName ', ...report({ tableName: null }) },
  {
    code: 'E18122',
    cannot:
      'whether the log repo exists is only known to log search, which this version does not deliver to: creating the export is accepted and its status says so',
  },
]
