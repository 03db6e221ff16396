import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { LogStore } from '../embedded/log-store.ts'
import { parseQuery } from './parse-query.ts'
import { logSearch } from './search.ts'

const documents = [
  { id: 0, message: 'GET /index.html from 10.0.0.1', status: 200, ok: true, at: '2017-01-01T08:00:00Z' },
  { id: 1, message: 'connection refused by upstream', status: 502, ok: false, at: '2017-01-01T08:00:00.5Z' },
  {
    id: 2,
    message: '北京市朝阳区发生连接错误',
    status: 500,
    ok: false,
    at: '2017-01-02T00:00:00Z',
    tags: ['red', 'blue'],
  },
  { id: 3, message: '上海 connection reset', status: -5, user: { name: 'Ann O’Neil', age: 30 }, ratio: 12.7 },
  { id: 4, message: 'ÀÉ Straße ツール 한국어', status: 404, path: 'a_b-c' },
  {
    id: 5,
    status: 9007199254740993n,
    tags: ['green'],
    steps: [{ ms: 17, by: { n: 1 } }, 'not an object', { ms: 71, by: { n: 2 } }],
  },
]
let directory = ''
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sluice-logdb-'))
  const store = new LogStore(directory, 'logs')
  const text = (document: object) =>
    JSON.stringify(document, (_key, value) => (typeof value === 'bigint' ? `big${value}` : value)).replace(
      /"big(\d+)"/,
      '$1',
    )
  store.put(
    'e',
    documents.map((document, i) => ({ offset: BigInt(i), arrivedAtMs: 1_000 * i, json: text(document) })),
  )
  store.close()
})
after(() => rm(directory, { recursive: true }))

const deps = () => ({ account: '1', storeDirectory: directory, timeZone: 'UTC' })
const read = (query: object) =>
  logSearch.read({ repo: 'logs', ...query }, deps(), new AbortController().signal)
async function ids(query: string, more: object = {}): Promise<number[]> {
  const { data } = JSON.parse(await read({ query, ...more }))
  return data.map(({ id }: { id: number }) => id).sort()
}

const cases: readonly [query: string, ids: readonly number[]][] = [
  ['', [0, 1, 2, 3, 4, 5]],
  ['*', [0, 1, 2, 3, 4, 5]],
  ['connection', [1, 3]],
  ['CONNECTION', [1, 3]],
  ['connection refused', [1]],
  ['connection AND refused', [1]],
  ['refused OR reset', [1, 3]],
  ['refused || reset', [1, 3]],
  ['connection NOT reset', [1]],
  ['connection -reset', [1]],
  ['connection !reset', [1]],
  ['+connection +reset', [3]],
  ['NOT connection', [0, 2, 4, 5]],
  ['(refused OR reset) AND 上海', [3]],
  ['"refused by"', [1]],
  ['"by refused"', []],
  ['"connection upstream"', []],
  ['"connection upstream"~3', [1]],
  ['message:connection', [1, 3]],
  ['user.name:ann', [3]],
  ['user.name:"ann o neil"', [3]],
  ['message:ann', []],
  ['message:(refused OR reset)', [1, 3]],
  // Chinese, one character, a word, a longer run; Japanese, Korean
  ['京', [2]],
  ['北京', [2]],
  ['朝阳区', [2]],
  ['message:连接错误', [2]],
  ['京北', []],
  ['ツール', [4]],
  ['한국어', [4]],
  ['straße', [4]],
  ['àé', [4]],
  ['status:200', [0]],
  ['status:200.0', [0]],
  ['status:-5', [3]],
  ['status:5', []],
  ['status:9007199254740993', [5]],
  ['status:9007199254740992', []],
  ['status:>500', [1, 5]],
  ['status:>=500', [1, 2, 5]],
  ['status:<0', [3]],
  ['status:[200 TO 404]', [0, 4]],
  ['status:{200 TO 404}', []],
  ['status:[* TO 0}', [3]],
  ['status:>9007199254740992', [5]],
  ['ratio:12.70', [3]],
  ['ratio:[12.5 TO 13]', [3]],
  ['ok:true', [0]],
  ['at:>2017-01-01', [2]],
  ['at:[2017-01-01 TO 2017-01-01]', [0, 1]],
  ['at:>2017-01-01T08:00:00Z', [1, 2]],
  ['at:"2017-01-01T16:00:00+08:00"', [0]],
  ['at:2017-01-02', [2]],
  // lists of objects
  ['steps.ms:71', [5]],
  ['steps.ms:>70', [5]],
  ['steps.ms:>71', []],
  ['steps.by.n:[2 TO 3]', [5]],
  ['steps:>1', []],
  ['_exists_:steps.by.n', [5]],
  ['_exists_:steps.by.m', []],
  ['tags:blue', [2]],
  ['tags:b*', [2]],
  ['conn*', [1, 3]],
  ['status:50*', [1, 2]],
  ['*fused', [1]],
  ['con?ection', [1, 3]],
  ['message:up*m', [1]],
  ['message:status', []],
  ['_exists_:tags', [2, 5]],
  ['tags:*', [2, 5]],
  ['nofield:x', []],
  ['NOT nofield:x', [0, 1, 2, 3, 4, 5]],
  ['a_b', [4]],
  ['10.0.0.1', [0]],
  ['message:10.0.0.1', [0]],
  ['path:"a_b-c"', [4]],
  ['\\(', []],
]
for (const [query, wanted] of cases)
  test(`the search ${query || '(empty)'} finds ${wanted.join(', ') || 'nothing'}`, async () => {
    assert.deepEqual(await ids(query), wanted)
  })

test('times of arrival, order, size and offset', async () => {
  const from = new Date(2_000).toISOString()
  const to = new Date(4_000).toISOString()
  assert.deepEqual(await ids('', { from, to }), [2, 3])
  const ordered = async (more: object) =>
    JSON.parse(await read(more)).data.map(({ id }: { id: number }) => id)
  assert.deepEqual(await ordered({}), [5, 4, 3, 2, 1, 0])
  assert.deepEqual(await ordered({ size: 2, offset: 1 }), [4, 3])
  assert.deepEqual(await ordered({ sort: 'status:desc' }), [5, 1, 2, 4, 0, 3])
  assert.deepEqual(await ordered({ sort: 'at:asc,id:desc', size: 3 }), [0, 1, 2])
  assert.equal(JSON.parse(await read({ query: 'connection', size: 0 })).total, 2)
})

test('found words are marked', async () => {
  const highlight = { preTag: '<b>', postTag: '</b>' }
  const marks = async (query: string) => JSON.parse(await read({ query, highlight })).data[0].highlight
  assert.deepEqual(await marks('refused'), { message: ['connection <b>refused</b> by upstream'] })
  assert.deepEqual(await marks('message:朝阳'), { message: ['北京市<b>朝阳</b>区发生连接错误'] })
  assert.deepEqual(await marks('user.name:an*'), { 'user.name': ['<b>Ann</b> O’Neil'] })
  assert.deepEqual(await marks('status:500'), {})
})

test('what is no query is told with its column', async () => {
  const wrong: readonly [string, RegExp][] = [
    ['(a', /column 1: this parenthesis is never closed/],
    ['a)', /column 2: '\)' has no beginning/],
    ['a "b', /column 3: this quotation mark is never closed/],
    ['a AND', /column 6: the query ends/],
    ['status:[1 2]', /column 8: a range is written \[a TO b\]/],
    ['status:[1 TO 2', /column 8: this range is never closed/],
    ['>5', /> needs a field/],
    ['/x.*/', /column 1: regular expressions are not supported/],
    ['*a*b*c*', /column 1: a word may have 3 stars/],
    [`${'('.repeat(60)}a`, /nests deeper than 50 levels/],
  ]
  for (const [query, message] of wrong)
    await assert.rejects(read({ query }), { code: 'E18007', message }, query)
  await assert.rejects(read({ sort: 'a:up' }), { code: 'E18007', message: /sort 'a:up'/ })
  await assert.rejects(read({ from: 'yesterday' }), { code: 'E18007', message: /from 'yesterday'/ })
  await assert.rejects(read({ repo: 'nope' }), { code: 'E18122', message: /no repo 'nope': there are logs/ })
  await assert.rejects(read({ repo: '../logs' }), { code: 'E18122' })
})

test('whatever is typed is a query or told with its column, and never reaches SQL', async () => {
  const piece = fc.constantFrom(
    'a',
    'status',
    ':',
    '"',
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    ' TO ',
    ' AND ',
    ' OR ',
    ' NOT ',
    '-',
    '*',
    '?',
    '>',
    '<',
    '=',
    '~2',
    "'",
    ';',
    '\\',
    '北',
    '5',
    ' ',
  )
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
      const query = pieces.join('')
      try {
        parseQuery(query)
      } catch (error) {
        assert.match(String(error), /column \d+/)
        return
      }
      JSON.parse(
        await read({ query }).catch((error) =>
          /column|wildcard/.test(String(error)) ? '{}' : Promise.reject(error),
        ),
      )
    }),
    { numRuns: 300 },
  )
})
