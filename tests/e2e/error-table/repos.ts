import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { send } from '../signed-request.ts'
import type { Row, Scene } from './row.ts'

const create = (body: object) => ({
  method: 'POST',
  path: '/v2/repos/fresh',
  body: { region: 'nb', ...body },
})
const withSchema = (schema: unknown, more: object = {}) => create({ schema, ...more })
const schema = [{ key: 'n', valtype: 'long' }]

/** A map in maps, `levels` of them. */
const nested = (levels: number): object =>
  levels === 0
    ? { key: 'leaf', valtype: 'long' }
    : { key: `m${levels}`, valtype: 'map', schema: [nested(levels - 1)] }

export const repoRows: readonly Row[] = [
  {
    code: 'E18101',
    status: 409,
    says: "repo 'orders' already exists",
    method: 'POST',
    path: '/v2/repos/orders',
    body: { region: 'nb', schema },
  },
  {
    code: 'E18102',
    status: 404,
    says: "repo 'missing' does not exist",
    method: 'GET',
    path: '/v2/repos/missing',
  },
  {
    code: 'E18102',
    status: 404,
    says: "repo 'missing' does not exist",
    method: 'DELETE',
    path: '/v2/repos/missing',
  },
  {
    code: 'E18102',
    status: 404,
    says: "repo 'missing' does not exist",
    method: 'PUT',
    path: '/v2/repos/missing',
    body: { schema },
  },
  {
    code: 'E18102',
    status: 404,
    says: "repo 'orders' does not exist",
    method: 'GET',
    path: '/v2/repos/orders',
    as: 'other',
  },
  {
    code: 'E18103',
    status: 400,
    says: "repo name 'with-hyphen' is invalid",
    method: 'POST',
    path: '/v2/repos/with-hyphen',
    body: { region: 'nb', schema },
  },
  {
    code: 'E18103',
    status: 400,
    says: `repo name '${'n'.repeat(129)}' is invalid`,
    method: 'POST',
    path: `/v2/repos/${'n'.repeat(129)}`,
    body: { region: 'nb', schema },
  },
  {
    code: 'E18104',
    status: 400,
    says: "duplicate field 'n' in the schema",
    ...withSchema([...schema, { key: 'n', valtype: 'string' }]),
  },
  { code: 'E18105', status: 400, says: 'the schema has no fields', ...withSchema([]) },
  { code: 'E18105', status: 400, says: 'the schema has no fields', ...create({}) },
  {
    code: 'E18106',
    status: 400,
    says: "field '1st' in the schema",
    ...withSchema([{ key: '1st', valtype: 'long' }]),
  },
  {
    code: 'E18106',
    status: 400,
    says: "options.withIP: field name 'an ip' is invalid",
    ...withSchema(schema, { options: { withIP: 'an ip' } }),
  },
  { code: 'E18107', status: 400, says: "field 'n'", ...withSchema([{ key: 'n', valtype: 'integer' }]) },
  {
    code: 'E18107',
    status: 400,
    says: "field 'n'",
    ...withSchema([{ key: 'n', valtype: 'array', elemtype: 'map' }]),
  },
  { code: 'E18109', status: 400, says: 'the schema must be a list of fields', ...withSchema({ n: 'long' }) },
  { code: 'E18109', status: 400, says: "field 'm6", ...withSchema([nested(6)]) },
  {
    code: 'E18109',
    status: 400,
    says: "the schema of field 'm' is missing",
    ...withSchema([{ key: 'm', valtype: 'map' }]),
  },
  {
    code: 'E18128',
    status: 400,
    says: "field 'n' ",
    method: 'PUT',
    path: '/v2/repos/orders',
    body: { schema: [{ key: 'n', valtype: 'string' }] },
  },
  {
    code: 'E18134',
    status: 400,
    says: 'the schema has 501 fields; at most 500 are allowed',
    ...withSchema(Array.from({ length: 501 }, (_, i) => ({ key: `f${i}`, valtype: 'long' }))),
  },
  {
    code: 'E18136',
    status: 400,
    says: 'the description is longer than 1500 characters',
    ...withSchema(schema, { description: 'd'.repeat(1501) }),
  },
  {
    code: 'E18137',
    status: 400,
    says: "field 'n'",
    ...withSchema([{ key: 'n', valtype: 'long', description: 'd'.repeat(1501) }]),
  },
  {
    code: 'E18212',
    status: 400,
    says: "region 'bc' is unknown: this server is region 'nb'",
    ...withSchema(schema, { region: 'bc' }),
  },
  {
    code: 'E18112',
    status: 400,
    says: "repo 'source' still has transform 'copy'",
    method: 'DELETE',
    path: '/v2/repos/source',
  },
  {
    code: 'E18112',
    status: 400,
    says: "repo 'followed' still has export 'out'",
    method: 'DELETE',
    path: '/v2/repos/followed',
  },
  {
    code: 'E18206',
    status: 400,
    says: "repo 'copied' is the destination of transform 'copy' of repo 'source'",
    method: 'DELETE',
    path: '/v2/repos/copied',
  },
  {
    code: 'E18113',
    status: 409,
    says: "repo 'leaving' is being deleted",
    method: 'GET',
    path: '/v2/repos/leaving',
    during: aLongDeletion,
  },
  {
    code: 'E18124',
    cannot:
      'creating a repo is one step: it answers when the repo is there, and until then the repo does not exist (E18102)',
  },
]

/** Deleting a repo takes as long as its folder has files: with ten thousand, long enough to be seen. */
async function aLongDeletion({ server, keys }: Scene): Promise<() => Promise<void>> {
  const at = { path: '/v2/repos/leaving' }
  await send(server.url, keys, { ...at, method: 'POST', body: { region: 'nb', schema } })
  const queues = join(server.dataDirectory, 'repos')
  const queue = (await readdir(queues)).find((name) => name.startsWith('leaving-')) ?? 'none'
  await mkdir(join(queues, queue, 'more'))
  for (let i = 0; i < 10_000; i++) await writeFile(join(queues, queue, 'more', String(i)), '')
  const deleted = send(server.url, keys, { ...at, method: 'DELETE' })
  while ((await send(server.url, keys, { ...at, method: 'GET' })).status === 200);
  return async () => {
    await deleted
  }
}
