import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { type Client, createClient } from '@sluice/sdk'
import { send } from './signed-request.ts'
import { startServer, type TestServer } from './start-server.ts'

/** What surrounds the SQL of a transform: variables, containers, pools, the clock. */
let server: TestServer
let client: Client

before(async () => {
  server = await startServer({ settings: { 'time-zone': 'Asia/Shanghai' } })
  client = createClient({ server: server.url, accessKey: server.accessKey, secretKey: server.secretKey })
})
after(() => server[Symbol.asyncDispose]())

const call = async (method: 'POST' | 'PUT' | 'DELETE', path: string, body?: object): Promise<string> => {
  const answer = await send(server.url, server, { method, path, ...(body ? { body } : {}) })
  return answer.status === 200 ? 'ok' : `${answer.status} ${JSON.parse(answer.body).error}`
}

const long = { key: 'id', valtype: 'long' } as const
const sql = (code: string, more: object = {}) => ({ mode: 'sql' as const, code, interval: '5s', ...more })

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + 60_000
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    if (Date.now() > deadline) throw new Error('it has not happened within a minute')
    await pause(100)
  }
}

const records = (repo: string, count: number) =>
  until(async () => {
    const page = await client.page(repo)
    return page.records.length >= count ? page.records : undefined
  })

test('variables are filled in before every run, in the time zone of the server, as plain text', async () => {
  await client.repos.create('vars', { schema: [long] })
  assert.equal(await call('POST', '/v2/variables/who', { type: 'string', value: 'me and $(year)' }), 'ok')
  const ago = { type: 'time', value: '$(now)-5h', format: 'yyyy-MM-dd HH' }
  assert.equal(await call('POST', '/v2/variables/ago', ago), 'ok')
  assert.equal(await call('POST', '/v2/variables/least', { type: 'string', value: '2' }), 'ok')
  const code = `select id, '$(now)' as now, '$(year)-$(mon)-$(day)' as day, '$(date)' as date, '$(who)' as who,
    '$(ago)' as ago, '$(hour):$(min):$(sec)' as time from stream where id >= $(least)`
  await client.transforms.create('vars', 't', 'vars_out', sql(code))
  const beforeMs = Date.now()
  await client.push({ repo: 'vars', records: [{ id: 1 }, { id: 2 }] })
  const [record] = await records('vars_out', 1)
  const shanghai = (text: unknown) => Date.parse(`${String(text).replace(' ', 'T')}+08:00`)
  const now = shanghai(record?.['now'])
  assert.ok(now >= beforeMs - 1000 && now <= Date.now(), `${record?.['now']}`)
  const [day, time] = String(record?.['now']).split(' ')
  assert.deepEqual([record?.['id'], record?.['day'], record?.['date'], record?.['time']], [2, day, day, time])
  assert.equal(record?.['who'], `me and ${day?.slice(0, 4)}`)
  const hourAgo = new Date(now + 3 * 3_600_000).toISOString().slice(0, 13).replace('T', ' ')
  assert.equal(record?.['ago'], hourAgo)

  assert.equal(await call('PUT', '/v2/variables/least', { type: 'string', value: '3' }), 'ok')
  await client.push({ repo: 'vars', records: [{ id: 2 }, { id: 3 }] })
  assert.deepEqual(
    (await records('vars_out', 2)).map(({ id }) => id),
    [2, 3],
  )
  assert.match(await call('DELETE', '/v2/variables/least'), /^409 E9004: .*transform 't'/)
})

test('SQL with a variable that does not exist, or that does not fit, is refused', async () => {
  await client.repos.create('vars2', { schema: [long] })
  const create = (code: string) => client.transforms.create('vars2', 't', 'vars2_out', sql(code))
  await assert.rejects(create('select $(nope) as x from stream'), { code: 'E18657', message: /nope/ })
  // Plain text: who wants a text writes the quotes.
  await assert.rejects(create('select $(now) as x from stream'), { code: 'E18209' })
})

test('a container of any size is taken, and the status says when the machine is smaller', async () => {
  await client.repos.create('sized', { schema: [long] })
  const container = { type: '8U16G', count: 1000 }
  await client.transforms.create('sized', 't', 'sized_out', sql('select id from stream', { container }))
  await client.push({ repo: 'sized', records: [{ id: 1 }] })
  assert.deepEqual(await records('sized_out', 1), [{ id: 1 }])
  const { notes, state } = await client.transforms.status('sized', 't')
  assert.equal(state, 'running')
  assert.match(notes.join(), /container \(8000 cores, 16000 GB\) is larger than this machine/)
  await client.transforms.update('sized', 't', { container: { type: '1U2G' } })
  assert.deepEqual((await client.transforms.status('sized', 't')).notes, [])
  for (const [type, count, code] of [
    ['3U5G', 1, 'E18213'],
    ['1U2G', 0, 'E18214'],
  ] as const)
    await assert.rejects(client.transforms.update('sized', 't', { container: { type, count } }), { code })
})

test('the transforms of a pool run in its container, stop and start with it', async () => {
  const container = { type: '4U16G', count: 500 }
  assert.equal(await call('POST', '/v2/groups/pool', { region: 'nb', container }), 'ok')
  await client.repos.create('pooled', { schema: [long], group: 'pool' })
  for (const name of ['a', 'b'])
    await client.transforms.create('pooled', name, `pooled_${name}`, sql('select id from stream'))
  await client.push({ repo: 'pooled', records: [{ id: 1 }] })
  for (const name of ['a', 'b']) {
    assert.deepEqual(await records(`pooled_${name}`, 1), [{ id: 1 }])
    assert.match((await client.transforms.status('pooled', name)).notes.join(), /2000 cores, 8000 GB/)
  }
  assert.equal(await call('PUT', '/v2/groups/pool', { container: { type: '1U2G', count: 1 } }), 'ok')
  assert.deepEqual((await client.transforms.status('pooled', 'a')).notes, [])
  assert.equal(await call('POST', '/v2/groups/pool/actions/stop'), 'ok')
  assert.equal((await client.transforms.status('pooled', 'a')).state, 'stopped')
  await client.push({ repo: 'pooled', records: [{ id: 2 }] })
  assert.equal(await call('POST', '/v2/groups/pool/actions/start'), 'ok')
  assert.deepEqual(await records('pooled_a', 2), [{ id: 1 }, { id: 2 }])
})

test('status and metrics tell how late a transform is', async () => {
  const tasks = await client.status()
  const transforms = tasks.filter(({ kind }) => kind === 'transform')
  assert.ok(transforms.length >= 4)
  for (const { name, lateSeconds } of transforms)
    assert.ok(lateSeconds !== undefined && lateSeconds >= 0 && lateSeconds < 60, `${name}: ${lateSeconds}`)
  const metrics = await (await fetch(`${server.url}/metrics`)).text()
  assert.match(metrics, /sluice_task_late_seconds\{[^}]*task="t",kind="transform"\} \d/)
  assert.match(metrics, /sluice_task_intervals_missed_total\{[^}]*\} \d/)
})
