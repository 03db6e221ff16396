import type { Call } from '../signed-request.ts'

const field = (key: string, valtype: string, more: object = {}) => ({ key, valtype, ...more })

/** Of repo `orders`, which nothing reads: one field of every type. */
export const orderFields = [
  field('n', 'long', { required: true }),
  field('s', 'string'),
  field('f', 'float'),
  field('d', 'date'),
  field('b', 'boolean'),
  field('a', 'array', { elemtype: 'long' }),
  field('m', 'map', { schema: [field('x', 'long')] }),
  field('j', 'jsonstring'),
]

const repo = (name: string, schema: object[], more: object = {}): Call => ({
  method: 'POST',
  path: `/v2/repos/${name}`,
  body: { region: 'nb', schema, ...more },
})

const kodo = {
  type: 'kodo',
  spec: { bucket: 'out', fields: { n: '#n' } },
}

/** A graph of which nothing is there yet: repo → transform → repo → export. */
const madeNodes = {
  'a-repo': { name: 'made_a', type: 'repo', data: { schema: [field('n', 'long')] } },
  't-transform': {
    name: 'made_t',
    type: 'transform',
    data: { mode: 'sql', code: 'select n from stream' },
    parents: [{ name: 'made_a', type: 'repo' }],
    children: [{ name: 'made_b', type: 'repo' }],
  },
  'b-repo': { name: 'made_b', type: 'repo', parents: [{ name: 'made_t', type: 'transform' }] },
  'e-export': { name: 'made_e', type: 'export', data: kodo, parents: [{ name: 'made_b', type: 'repo' }] },
}

/** What is there before the first row: made by these requests, in this order. The rows change none of it. */
export const given: readonly Call[] = [
  repo('orders', orderFields),

  repo('source', [field('n', 'long'), field('s', 'string')]),
  {
    method: 'POST',
    path: '/v2/repos/source/transforms/copy/to/copied',
    body: { mode: 'sql', code: 'select n, s from stream', interval: '10m' },
  },
  repo('text_n', [field('n', 'string')]),
  repo('needs_x', [field('x', 'long', { required: true })]),

  repo('followed', [field('n', 'long')]),
  { method: 'POST', path: '/v2/repos/followed/exports/out', body: kodo },

  { method: 'POST', path: '/v2/plugins/com.example.Parser', body: Buffer.from('PK jar') },
  repo('lines', [field('line', 'string')]),
  {
    method: 'POST',
    path: '/v2/repos/lines/transforms/parse/to/parsed',
    body: { plugin: { name: 'com.example.Parser', output: [{ name: 'n', type: 'long' }] }, interval: '10m' },
  },

  { method: 'POST', path: '/v2/repos/parsed/exports/out', body: kodo },

  { method: 'POST', path: '/v2/rules/as_json', body: { type: 'json', spec: {} } },
  repo('ruled', [field('n', 'long')], { ruleNames: ['as_json'] }),

  {
    method: 'POST',
    path: '/v2/groups/pool',
    body: { region: 'nb', container: { type: '1U2G', count: 1 } },
  },
  repo('pooled', [field('n', 'long')], { group: 'pool' }),

  { method: 'POST', path: '/v2/variables/since', body: { type: 'string', value: '2017' } },
  {
    method: 'POST',
    path: '/v2/repos/pooled/exports/out',
    body: { type: 'kodo', spec: { bucket: 'out', keyPrefix: '$(since)/', fields: { n: '#n' } } },
  },

  { method: 'POST', path: '/v2/workflows/made', body: { region: 'nb' } },
  { method: 'PUT', path: '/v2/workflows/made', body: { nodes: madeNodes } },

  { method: 'POST', path: '/v2/workflows/idle', body: { region: 'nb' } },
  { method: 'POST', path: '/v2/workflows/busy', body: { region: 'nb' } },
  repo('busy_repo', [field('n', 'long')], { workflow: 'busy' }),
  { method: 'POST', path: '/v2/repos/busy_repo/exports/out', body: kodo },
  { method: 'POST', path: '/v2/workflows/busy/start' },
]
