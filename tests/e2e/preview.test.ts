import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { type Client, createClient } from '@sluice/sdk'
import { send } from './signed-request.ts'
import { startServer, type TestServer } from './start-server.ts'

let server: TestServer
let client: Client
const longMax = 9223372036854775807n

const long = (key: string) => ({ key, valtype: 'long' as const })
const text = (key: string) => ({ key, valtype: 'string' as const })
const plain = (key: string, valtype: string) => ({ key, valtype, required: false })

before(async () => {
  server = await startServer({ settings: { 'segment-bytes-max': '64KiB' } })
  client = createClient({ server: server.url, accessKey: server.accessKey, secretKey: server.secretKey })
  await client.repos.create('web', { schema: [long('id'), text('url'), text('agent')] })
  for (let from = 0; from < 3000; from += 500) await push('web', from, from + 500)
})
after(() => server[Symbol.asyncDispose]())

async function push(repo: string, from: number, to: number): Promise<void> {
  const records = Array.from({ length: to - from }, (_, i) => ({
    id: longMax - BigInt(from + i),
    url: `/${(from + i) % 10}`,
    agent: 'x'.repeat(100),
  }))
  await client.push({ repo, records })
}

async function refusal(path: string, body: object): Promise<string> {
  const answer = await send(server.url, server, { method: 'POST', path, body })
  return `${answer.status} ${JSON.parse(answer.body).error}`
}

const preview = (body: object) => refusal('/v2/repos/web/preview', body)
const verify = async (body: object) => {
  const answer = await send(server.url, server, { method: 'POST', path: '/v2/verify/transforms', body })
  return JSON.parse(answer.body)
}

test('a preview runs on the newest records, also from the middle of a batch, and keeps longs exact', async () => {
  const given = await client.preview('web', { code: 'select id, url from stream', n: 3 })
  assert.deepEqual(given.records, [
    { id: longMax - 2997n, url: '/7' },
    { id: longMax - 2998n, url: '/8' },
    { id: longMax - 2999n, url: '/9' },
  ])
  assert.deepEqual(given.schema, [plain('id', 'long'), plain('url', 'string')])
  assert.deepEqual(given.read, { records: 3, from: '2997', to: '3000' })
  assert.equal(given.truncated, false)
  assert.equal(given.difference, undefined)
})

test('it runs on all records when there are fewer, on 100 when nothing is said, and cuts rows off', async () => {
  const count = 'select count(*) as n from web'
  assert.deepEqual((await client.preview('web', { code: count, n: 100_000 })).records, [{ n: 3000 }])
  assert.deepEqual((await client.preview('web', { code: count })).records, [{ n: 100 }])
  const cut = await client.preview('web', { code: 'select id from stream', limit: 2 })
  assert.deepEqual([cut.records.length, cut.truncated, cut.read.records], [2, true, 100])
  await client.repos.create('empty', { schema: [long('id')] })
  const none = await client.preview('empty', { code: 'select id from empty' })
  assert.deepEqual([none.records, none.read], [[], { records: 0, from: '0', to: '0' }])
})

test('variables are filled in', async () => {
  const given = await client.preview('web', { code: "select '$(year)' as year from stream", n: 1 })
  assert.match(String(given.records[0]?.['year']), /^20\d\d$/)
})

test('it says how the rows differ from what a transform gives on the same records', async () => {
  const code = 'select url, count(*) as n from stream group by url'
  await client.transforms.create('web', 'hits', 'hits', { mode: 'sql', code, interval: '10m' })
  const schema = [plain('url', 'string'), plain('n', 'long')]
  const same = await client.preview('web', { code, n: 1000, compareWith: 'hits' })
  assert.deepEqual(same.difference, {
    onlyBefore: { schema, count: 0, records: [] },
    onlyAfter: { schema, count: 0, records: [] },
  })
  const filtered = await client.preview('web', {
    code: `select url, count(*) as n from stream where url > '/1' group by url union all select '/9', 7`,
    n: 1000,
    limit: 1,
    compareWith: 'hits',
  })
  assert.deepEqual(filtered.difference, {
    onlyBefore: { schema, count: 2, records: [{ url: '/0', n: 100 }] },
    onlyAfter: { schema, count: 1, records: [{ url: '/9', n: 7 }] },
  })
})

test('a preview that cannot run says why', async () => {
  assert.match(await preview({ code: 'select nope from stream' }), /^400 E18228: .*line 1, column 8.*nope/)
  assert.match(await preview({ code: 'select 1 +' }), /^400 E18209/)
  assert.match(
    await preview({ code: 'select * from `/etc/passwd`' }),
    /^400 E18209: .*tables are stream, web/,
  )
  assert.match(await preview({ code: 'select $(nope) as x from stream' }), /^400 E18657/)
  assert.match(await preview({}), /^400 E18207: .*code/)
  assert.match(await preview({ code: 'select 1', n: 0 }), /^400 E18207: n 0 .*100000/)
  assert.match(await preview({ code: 'select 1', n: 100_001 }), /^400 E18207/)
  assert.match(await preview({ code: 'select 1', n: 'all' }), /^400 E18207: member 'n'/)
  assert.match(await preview({ code: 'select 1 as x', compareWith: 'nope' }), /^404 E18202/)
  assert.match(await preview({ plugin: { name: 'p', output: [] } }), /^501 E9001: plugin 'p'/)
  assert.match(await refusal('/v2/repos/nope/preview', { code: 'select 1' }), /^404 E18102/)
})

test('a preview that takes all it can get ends with the name of the limit, and nobody else notices', async () => {
  const greedy = [
    [
      `select size(array_repeat(max(id), 400000000)) as n from stream`,
      /^400 E18209: .*memory than the 2 GiB/,
    ],
    [
      `select repeat(agent, 500) as x from web, range(100)`,
      /^400 E18209: the result is larger than the 32 MiB/,
    ],
  ] as const
  const ended = greedy.map(([code]) => preview({ code, n: 1000 }))
  assert.match((await client.health()).status, /ok/)
  await push('web', 3000, 3500)
  for (const [i, [, message]] of greedy.entries()) assert.match((await ended[i]) ?? '', message)
  assert.deepEqual((await client.preview('web', { code: 'select 1 as x from stream', n: 1 })).records, [
    { x: 1 },
  ])
})

test('a transform whose query takes all it can get fails with a message, and its neighbours go on', async () => {
  await client.repos.create('busy', { schema: [long('id')] })
  const bad = 'select size(array_repeat(id, int(400000000 + id))) as n from stream'
  const refused = client.transforms.create('busy', 'constant', 'c', {
    mode: 'sql',
    code: `select size(array_repeat(1, 400000000)) as n, id from stream`,
  })
  await assert.rejects(refused, { code: 'E18209', message: /memory|size|limit/i })
  await client.transforms.create('busy', 'bad', 'bad_out', { mode: 'sql', code: bad, interval: '5s' })
  await client.transforms.create('busy', 'good', 'good_out', {
    mode: 'sql',
    code: 'select id + 1 as id from stream',
    interval: '5s',
  })
  await client.push({ repo: 'busy', records: [{ id: 1 }] })
  await until(async () => (await client.page('good_out')).records.length === 1)
  await until(async () => (await client.transforms.status('busy', 'bad')).lastError !== undefined)
  const { lastError, state } = await client.transforms.status('busy', 'bad')
  assert.match(lastError?.message ?? '', /needs more memory than the 2 GiB it may use: .*larger container/)
  assert.match(state, /retrying|failed/)
  assert.equal((await client.transforms.status('busy', 'good')).state, 'running')
})

test('verifying a transform tells its columns, the fields that it needs and what its destination gets', async () => {
  const schema = [long('id'), text('url'), text('agent')]
  const spec = { mode: 'sql', code: 'select url, count(*) as n from stream where id > 0 group by url' }
  const output = [plain('url', 'string'), plain('n', 'long')]
  assert.deepEqual(await verify({ schema, spec }), { schema: output, output, fields: ['id', 'url'] })
  assert.deepEqual((await verify({ repo: 'web', spec })).fields, ['id', 'url'])

  const destrepo = [long('n'), text('url'), text('more')]
  const declared = await verify({ schema, spec: { ...spec, destrepo } })
  assert.deepEqual(
    declared.schema.map(({ key }: { key: string }) => key),
    ['n', 'url', 'more'],
  )

  const grown = await verify({ schema, spec, to: 'empty' })
  assert.deepEqual(grown.schema, [plain('id', 'long'), ...output])

  const faults: readonly (readonly [object, RegExp])[] = [
    [{ schema, spec: { ...spec, destrepo: [long('n')] } }, /^E18229: .*'url'/],
    [{ schema, spec: { ...spec, destrepo: [text('n'), text('url')] } }, /^E18229/],
    [
      { schema, spec: { ...spec, destrepo: Array.from({ length: 501 }, (_, i) => long(`f${i}`)) } },
      /^E18230/,
    ],
    [{ schema, spec: { ...spec, code: 'select url as id from stream' }, to: 'empty' }, /^E18128: .*'empty'/],
    [{ repo: 'web', transform: 'hits', spec: { ...spec, code: 'select url from stream' } }, /^E18660: .*'n'/],
    [
      { repo: 'web', transform: 'hits', spec: { ...spec, code: 'select id as url, 1 as n from stream' } },
      /^E18660/,
    ],
    [{ repo: 'web', transform: 'nope', spec }, /^E18202/],
    [{ repo: 'nope', spec }, /^E18102/],
    [{ schema, spec: { ...spec, code: 'select nope from stream' } }, /^E18228/],
    [{ spec }, /^E18/],
  ]
  for (const [body, message] of faults) {
    const answer = await verify(body)
    assert.match(String(answer.error), message, JSON.stringify(body))
  }
})

async function until(happened: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000
  while (!(await happened())) {
    if (Date.now() > deadline) throw new Error('it has not happened within a minute')
    await pause(100)
  }
}
