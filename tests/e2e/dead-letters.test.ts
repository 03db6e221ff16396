import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { ApiError, type Client, createClient } from '@sluice/sdk'
import { startServer, type TestServer } from './start-server.ts'

/** Records that a destination refuses, from outside: found, kept, sent again; and replays beside the live export. */
let server: TestServer
let client: Client

/** Ids of the records the receiver took, in order; it refuses bodies that hold one of `refused`. */
const taken: number[] = []
let refused = new Set<number>()
const receiver = createServer(async (request, response) => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const ids = Buffer.concat(chunks).toString().trimEnd().split('\n').map(idOf)
  const bad = ids.find((id) => refused.has(id))
  if (bad === undefined) for (const id of ids) taken.push(id)
  response.writeHead(bad === undefined ? 200 : 400).end(bad === undefined ? '' : `I do not like ${bad}`)
})

function connect(): void {
  client = createClient({ server: server.url, accessKey: server.accessKey, secretKey: server.secretKey })
}

before(async () => {
  server = await startServer()
  connect()
  receiver.listen(0, '127.0.0.1')
  await once(receiver, 'listening')
})
after(async () => {
  await server[Symbol.asyncDispose]()
  receiver.closeAllConnections()
  receiver.close()
})

async function setUp(repo: string, count: number): Promise<void> {
  taken.length = 0
  const schema = [
    { key: 'id', valtype: 'long' },
    { key: 'text', valtype: 'string' },
  ] as const
  await client.repos.create(repo, { schema: [...schema] })
  await push(repo, 0, count)
  // A listening TCP server has this form of address.
  const { port } = receiver.address() as AddressInfo
  const spec = { host: `127.0.0.1:${port}`, uri: '/in', format: 'json' }
  await client.exports.create(repo, 'out', { type: 'http', spec })
}

async function push(repo: string, from: number, to: number): Promise<void> {
  await client.push({ repo, jsonLines: lines(from, to) })
}

/** Quicker than parsing a million of them. */
const idOf = (line: string): number => Number(/^{"id":(\d+),/.exec(line)?.[1])

async function* lines(from: number, to: number): AsyncGenerator<string> {
  for (const first of range(0, Math.ceil((to - from) / 1000)).map((i) => from + i * 1000))
    yield range(first, Math.min(first + 1000, to))
      .map((id) => `{"id":${id},"text":"中\\"${id}\\"\\n"}\n`)
      .join('')
}

async function until<T>(look: () => Promise<T>, wanted: (found: T) => boolean): Promise<T> {
  for (;;) {
    const found = await look()
    if (wanted(found)) return found
    await pause(20)
  }
}

const delivered = (repo: string, position: number) =>
  until(
    () => client.exports.status(repo, 'out'),
    (status) => status.position === String(position),
  )
const done = (repo: string, id: string) =>
  until(
    () => client.exports.getReplay(repo, 'out', id),
    ({ state }) => state === 'done',
  )
const sorted = (ids: Iterable<number>) => [...ids].sort((a, b) => a - b)
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)

test('poisoned records end in the dead-letter repo and nowhere else; a redrive sends them again', async () => {
  refused = new Set([17, 4_999, 5_000, 29_999])
  await setUp('orders', 30_000)
  const status = await delivered('orders', 30_000)
  assert.deepEqual(
    sorted(taken),
    range(0, 30_000).filter((id) => !refused.has(id)),
  )
  assert.equal(status.counters['rejected'], 4)
  assert.match(status.notes.join(), /refused, the first at offset 17: .*I do not like 17/)
  const { records: letters } = await client.page('out__rejected')
  assert.deepEqual(
    letters.map(({ repo, export: name, offset }) => [repo, name, Number(offset)]),
    [17, 4_999, 5_000, 29_999].map((id) => ['orders', 'out', id]),
  )
  assert.equal(letters[0]?.['record'], '{"id":17,"text":"中\\"17\\"\\n"}')
  assert.match(String(letters[0]?.['reason']), /answered 400: I do not like 17/)

  refused = new Set([5_000])
  const first = await client.exports.redrive('orders', 'out')
  const outcome = await done('orders', first.id)
  assert.deepEqual([outcome.recordsOut, outcome.rejected], [3, 1])
  assert.deepEqual(
    sorted(taken),
    range(0, 30_000).filter((id) => id !== 5_000),
  )
  refused = new Set()
  const second = await client.exports.redrive('orders', 'out')
  assert.equal((await done('orders', second.id)).recordsOut, 1)
  assert.deepEqual(sorted(taken), range(0, 30_000))
  const third = await client.exports.redrive('orders', 'out')
  assert.deepEqual([third.state, third.from], ['done', third.until])
})

test('one poisoned record in a million ends in the dead-letter repo and nowhere else', async () => {
  refused = new Set([765_432])
  await setUp('million', 1_000_000)
  const status = await delivered('million', 1_000_000)
  assert.equal(status.counters['rejected'], 1)
  const seen = new Uint8Array(1_000_000)
  for (const id of taken) seen[id] = (seen[id] ?? 0) + 1
  assert.equal(seen[765_432], 0)
  assert.equal(
    seen.findIndex((times, id) => times !== 1 && id !== 765_432),
    -1,
  )
  const letters = await client.query('select `offset` from out__rejected where repo = "million"')
  assert.deepEqual(
    letters.records.map(({ offset }) => Number(offset)),
    [765_432],
  )
})

test('a replay sends a range again while the live export goes on from where it was', async () => {
  refused = new Set()
  await setUp('visits', 1_000)
  await delivered('visits', 1_000)
  taken.length = 0
  const {
    id,
    from,
    until: end,
  } = await client.exports.replay('visits', 'out', { fromOffset: '100', toOffset: '350' })
  assert.deepEqual([from, end], ['100', '350'])
  await push('visits', 1_000, 1_010)
  await done('visits', id)
  await delivered('visits', 1_010)
  assert.deepEqual(sorted(taken), [...range(100, 350), ...range(1_000, 1_010)])

  const time = new Date().toISOString()
  await pause(2)
  await push('visits', 1_010, 1_020)
  await delivered('visits', 1_020)
  taken.length = 0
  const later = await client.exports.replay('visits', 'out', { fromTime: time })
  assert.equal(later.from, '1010')
  await done('visits', later.id)
  assert.deepEqual(taken, range(1_010, 1_020))
  const list = await client.exports.replays('visits', 'out')
  assert.deepEqual(
    list.map((replay) => [replay.id, replay.state]),
    [
      [later.id, 'done'],
      [id, 'done'],
    ],
  )
})

test('a replay survives kill -9, and can be stopped', async () => {
  refused = new Set([5])
  await setUp('clicks', 20)
  await delivered('clicks', 20)
  receiver.removeAllListeners('request')
  let up = false
  const seen: number[] = []
  receiver.on('request', async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    if (up)
      seen.push(
        ...Buffer.concat(chunks)
          .toString()
          .trimEnd()
          .split('\n')
          .map((line): number => JSON.parse(line).id),
      )
    response.writeHead(up ? 200 : 500).end()
  })
  const { id } = await client.exports.replay('clicks', 'out')
  await until(
    () => client.exports.getReplay('clicks', 'out', id),
    ({ state }) => state === 'retrying',
  )
  await server.kill()
  server = await server.restart()
  connect()
  up = true
  await done('clicks', id)
  assert.deepEqual(sorted(seen), range(0, 20))

  up = false
  const stopped = await client.exports.replay('clicks', 'out')
  await client.exports.cancelReplay('clicks', 'out', stopped.id)
  await assert.rejects(
    client.exports.getReplay('clicks', 'out', stopped.id),
    (error) => error instanceof ApiError && error.code === 'E18302',
  )
  await client.exports.delete('clicks', 'out')
  await client.repos.delete('clicks')
})

test('a range that is none is refused in words', async () => {
  const wrong = [
    { fromOffset: '10', toOffset: '5' },
    { fromOffset: '1', fromTime: '2026-01-01T00:00:00Z' },
    { fromTime: 'yesterday' },
    { fromOffset: '-1' },
  ]
  for (const body of wrong)
    await assert.rejects(
      client.exports.replay('visits', 'out', body),
      (error) => error instanceof ApiError && error.code === 'E18303',
      JSON.stringify(body),
    )
})
