import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createClient } from './client.ts'
import { type RecordedRequest, startRecordingServer, testKeys } from './recording-server.ts'

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = []
  for await (const item of items) collected.push(item)
  return collected
}

/** A repo that holds the records 0 … end - 1, of which the first ones may be gone. */
function stored(bounds: { first: number; end: number }) {
  return ({ url }: RecordedRequest): string => {
    const query = new URL(url, 'http://h').searchParams
    const given = query.get('from') ?? 'oldest'
    const asked = given === 'newest' ? bounds.end : given === 'oldest' ? bounds.first : Number(given)
    const from = Math.max(asked, bounds.first)
    const next = Math.max(from, Math.min(bounds.end, from + Number(query.get('count'))))
    const records = Array.from({ length: next - from }, (_, index) => `{"id":${from + index}}`)
    return `{"records":[${records}],"from":"${from}","next":"${next}"}`
  }
}

test('a tail that does not follow ends at the last record, in pages', async () => {
  await using net = await startRecordingServer(stored({ first: 2, end: 7 }))
  const client = createClient({ server: net.server, ...testKeys })
  const tailed = client.tail('web', { from: 'oldest', follow: false, pageRecordsMax: 2 })
  assert.deepEqual(
    await collect(tailed),
    [2, 3, 4, 5, 6].map((id) => ({ offset: BigInt(id), record: { id } })),
  )
})

test('a tail from the newest record misses nothing that arrives between two requests', async () => {
  const bounds = { first: 0, end: 5 }
  const answer = stored(bounds)
  await using net = await startRecordingServer((request) => {
    const page = answer(request)
    bounds.end++
    return page
  })
  const seen: bigint[] = []
  for await (const { offset } of createClient({ server: net.server, ...testKeys }).tail('web')) {
    seen.push(offset)
    if (seen.length === 3) break
  }
  assert.deepEqual(seen, [5n, 6n, 7n])
  assert.equal(net.requests[1]?.url, '/v2/repos/web/records?from=5&count=1000&wait=20')
})

test('a reader that retention has passed goes on at the oldest kept record', async () => {
  await using net = await startRecordingServer(stored({ first: 100, end: 101 }))
  const tailed = createClient({ server: net.server, ...testKeys }).tail('web', { from: 3n, follow: false })
  assert.deepEqual(await collect(tailed), [{ offset: 100n, record: { id: 100 } }])
})

test('offsets and values past 2^53 keep their digits', async () => {
  await using net = await startRecordingServer(
    () =>
      '{"records":[{"a":9223372036854775807}],"from":"9007199254740993","next":"9007199254740994","truncated":false,"schema":[]}',
  )
  const client = createClient({ server: net.server, ...testKeys })
  assert.deepEqual(await client.page('web', { from: 9007199254740993n, count: 1 }), {
    records: [{ a: 9223372036854775807n }],
    from: 9007199254740993n,
    next: 9007199254740994n,
  })
  assert.deepEqual((await client.query('select 1')).records, [{ a: 9223372036854775807n }])
})
