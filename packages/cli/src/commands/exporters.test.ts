import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Answer, startRecordingServer, testKeys } from '@sluice/sdk/recording-server'
import { run } from '../run.ts'
import { createTestShell } from '../test-shell.ts'

const exporters = JSON.stringify({
  exporters: [
    {
      type: 'http',
      title: 'HTTP',
      repeatable: false,
      spec: {},
      example: {},
      connectionNamedBy: [],
      withoutConnection: 'The spec says everything.',
      drivers: [],
    },
    {
      type: 'report',
      title: 'Tables',
      repeatable: true,
      spec: {
        properties: {
          note: { type: 'string', default: '', description: 'free text' },
          tableName: { type: 'string', description: 'the table' },
        },
        required: ['tableName', 'note'],
      },
      example: { tableName: 't' },
      connectionNamedBy: ['dbName'],
      withoutConnection: 'Kept here.',
      drivers: [
        {
          driver: 'mysql',
          title: 'MySQL',
          options: {
            properties: {
              host: { type: 'string', description: 'where' },
              port: { type: 'integer', default: 3306 },
              password: { type: 'string', secret: true },
            },
            required: ['host', 'password'],
          },
          example: {},
        },
      ],
      store: {
        query: {
          properties: { sql: { type: 'string' }, limit: { type: 'integer' }, zone: { type: 'string' } },
          required: ['sql'],
        },
        example: {},
      },
    },
  ],
})
const stored = '{"type":"report","name":"sales","driver":"mysql","options":{"host":"a","password":"******"}'

async function sluice(
  words: readonly string[],
  answers: { [request: string]: Answer } = {},
  stdin = '',
  terminal = false,
) {
  await using net = await startRecordingServer(
    ({ method, url }) => answers[`${method} ${url}`] ?? (url === '/v2/exporters' ? exporters : '{}'),
  )
  const env = {
    SLUICE_SERVER: net.server,
    SLUICE_ACCESS_KEY: testKeys.accessKey,
    SLUICE_SECRET_KEY: testKeys.secretKey,
  }
  const shell = createTestShell({ env, stdin })
  const exitCode = await run(words, { ...shell, stdin: { ...shell.stdin, isTTY: terminal } })
  const changes = net.requests.filter(({ method }) => method !== 'GET')
  const requests = changes.map(({ method, url, body }) => `${method} ${url} ${body}`.trim())
  return { exitCode, out: shell.out, err: shell.err, requests }
}

const sales = ['--type', 'report', '--name', 'sales']
const path = '/v2/connections/report/sales'
const missing = { [`GET ${path}`]: { status: 404, body: '{"error":"E9003: no"}' } }

test('a connection is created with typed options, its secret from standard input', async () => {
  const words = [
    'connection',
    'create',
    ...sales,
    '--set',
    'host=10',
    '--set',
    'port=1',
    '--secret',
    'password',
  ]
  const { exitCode, err, out, requests } = await sluice(words, missing, 'hunter2\n')
  assert.deepEqual([exitCode, err, out], [0, '', 'connection sales created\n'])
  assert.deepEqual(requests, [
    `PUT ${path} {"driver":"mysql","options":{"host":"10","port":1,"password":"hunter2"}}`,
  ])
})

test('creating does not overwrite an own connection, but may hide one of the settings', async () => {
  const words = ['connection', 'create', ...sales, '--set', 'host=b']
  const own = await sluice(words, { [`GET ${path}`]: `${stored},"from":"account"}` })
  assert.deepEqual([own.exitCode, own.requests], [2, []])
  const shared = await sluice(words, { [`GET ${path}`]: `${stored},"from":"settings"}` })
  assert.equal(shared.exitCode, 0)
})

test('an update sends what is not given back as it came, secrets masked', async () => {
  const words = ['connection', 'update', ...sales, '--set', 'host=b']
  const { requests } = await sluice(words, { [`GET ${path}`]: `${stored},"from":"account"}` })
  assert.deepEqual(requests, [`PUT ${path} {"driver":"mysql","options":{"host":"b","password":"******"}}`])
})

test('a secret does not go through --set, and the refusal does not repeat it', async () => {
  const { exitCode, err, requests } = await sluice(
    ['connection', 'create', ...sales, '--set', 'host=b', '--set', 'password=hunter2'],
    missing,
  )
  assert.deepEqual([exitCode, requests], [2, []])
  assert.match(err, /password is a secret.*\n.*--secret password/)
  assert.ok(!err.includes('hunter2'))
})

test('at a terminal a secret that is needed is asked for, once', async () => {
  const words = ['connection', 'create', ...sales, '--set', 'host=b']
  const { err, requests } = await sluice(words, missing, 'hunter2\r', true)
  assert.equal(err, 'password: \n')
  assert.deepEqual(requests, [`PUT ${path} {"driver":"mysql","options":{"host":"b","password":"hunter2"}}`])
  const named = await sluice([...words, '--secret', 'password'], missing, 'hunter2\r', true)
  assert.deepEqual([named.err, named.requests], [err, requests])
  const update = ['connection', 'update', ...sales, '--set', 'host=b']
  const kept = await sluice(update, { [`GET ${path}`]: `${stored},"from":"account"}` }, '', true)
  assert.equal(kept.err, '')
})

test('a wrong type or driver is answered with those there are', async () => {
  const create = async (...words: string[]) => (await sluice(['connection', 'create', ...words])).err
  assert.match(await create('--type', 'reprot'), /did you mean report\?/)
  assert.match(await create('--type', 'http'), /take no connection/)
  assert.match(await create('--type', 'report', '--driver', 'oracle'), /one of: mysql/)
  assert.match(await create(), /--type is missing/)
})

test('a check that finds something ends with exit code 1 and says what', async () => {
  const check = (answer: string) =>
    sluice(['connection', 'check', ...sales], { [`POST ${path}/check`]: answer })
  const good = await check('{"ok":true,"message":""}')
  assert.deepEqual([good.exitCode, good.out], [0, 'connection sales is right\n'])
  const bad = await check('{"ok":false,"message":"refused: give another password"}')
  assert.equal(bad.exitCode, 1)
  assert.match(bad.err, /refused: give another password/)
  const named = await sluice(['connection', 'check', ...sales, '--destination', 'a b'])
  assert.deepEqual(named.requests, [`POST ${path}/check?destination=a%20b`])
})

test('export types are listed with their drivers, and one of them with its options', async () => {
  const all = await sluice(['export', 'types'])
  assert.match(all.out, /^report +Tables +mysql +sluice query --destination report$/m)
  const one = await sluice(['export', 'types', 'report'])
  assert.match(one.out, /^Connection: named as the spec's dbName, else default. Without one: Kept here.$/m)
  assert.match(one.out, /^tableName +string +yes +the table$/m)
  assert.match(one.out, /^note +string +"" +free text$/m)
  assert.match(one.out, /^password {2}secret/m)
  assert.match((await sluice(['export', 'types', 'nope'])).err, /it has http, report/)
})

test('a destination is asked in its own words; rows are a table or NDJSON, longs exact', async () => {
  const answer = {
    'POST /v2/destinations/report/query':
      '{"columns":[{"name":"n"},{"name":"s"}],"rows":[{"n":9223372036854775807,"s":"a"},{"n":1}],"truncated":true}',
  }
  const words = ['query', '--destination', 'report', 'select 1', '--limit', '2', '--set', 'zone=8']
  const table = await sluice(words, answer)
  assert.deepEqual(table.requests, [
    'POST /v2/destinations/report/query {"sql":"select 1","limit":2,"zone":"8"}',
  ])
  assert.equal(table.out, '                  n  s\n9223372036854775807  a\n                  1\n')
  assert.match(table.err, /only the first 2 rows/)
  const lines = await sluice([...words, '--json'], answer)
  assert.equal(lines.out, '{"n":9223372036854775807,"s":"a"}\n{"n":1}\n')
})

test('a search answers with documents; what is not shown is counted', async () => {
  const answer = {
    'POST /v2/destinations/report/query': '{"total":7,"data":[{"a":{"b":[1]}},{"c":"中文"}]}',
  }
  const { out, err } = await sluice(['query', '--destination', 'report', 'x'], answer)
  assert.equal(out, 'a          c\n{"b":[1]}\n           中文\n')
  assert.equal(err, '2 of 7: see --limit\n')
})

test('a destination is asked without words where its options say enough', async () => {
  const words = ['query', '--destination', 'report', '--set', 'zone=8', '--set', 'limit=3']
  const { requests } = await sluice(words)
  assert.deepEqual(requests, ['POST /v2/destinations/report/query {"zone":"8","limit":3}'])
  assert.equal((await sluice(['query'])).exitCode, 2)
})

test('a destination that keeps nothing on the server cannot be asked', async () => {
  const { exitCode, err } = await sluice(['query', '--destination', 'http', 'x'])
  assert.deepEqual(
    [exitCode, err.split('\n')[0]],
    [2, 'sluice: exports of type http keep nothing on the server'],
  )
})

test('an option that the type of the export does not have is refused by name', async () => {
  const words = ['export', 'create', 'web', 'e', '--type', 'report', '--set', 'tabelName=t']
  const { exitCode, err, requests } = await sluice(words)
  assert.deepEqual([exitCode, requests], [2, []])
  assert.equal(
    err,
    "sluice: exports of type report have no option 'tabelName'\n  they have note, tableName\n",
  )
})
