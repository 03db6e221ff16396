import assert from 'node:assert/strict'
import { after, type TestContext, test } from 'node:test'
import { exporterConformance } from '../../packages/server/src/exporters/exporter.conformance.ts'
import { ConfigurationError } from '../../packages/server/src/exporters/exporter.ts'
import { logdbType } from '../../packages/server/src/exporters/logdb/index.ts'
import { testDeps } from '../../packages/server/src/exporters/testing/exporter-deps.ts'
import { batchOf, everyField, range } from '../../packages/server/src/exporters/testing/records.ts'
import { until } from '../../packages/server/src/exporters/testing/until.ts'
import { startElasticsearch } from './servers/elasticsearch.ts'
import { type OpenSearchServer, startOpenSearch } from './servers/opensearch.ts'
import { freePort } from './servers/run-program.ts'

const never = new AbortController().signal
const doc = Object.fromEntries(everyField.map(({ key }) => [key, `#${key}`]))
const defaults = { indexPrefix: '', target: 'index', gzip: false, timeoutMs: 30_000 }

/** A kind of server. It takes long to start: one for all tests, which have indices of their own. */
class Tested {
  readonly driver: string
  readonly #start: typeof startOpenSearch
  #starting: ReturnType<typeof startOpenSearch> | undefined

  constructor(driver: string, start: typeof startOpenSearch) {
    this.driver = driver
    this.#start = start
  }

  async server(t: TestContext): Promise<OpenSearchServer> {
    this.#starting ??= this.#start({
      skip: (message) => t.skip(message),
      // The server registers functions without parameters.
      after: (cleanUp) => cleanUps.push(cleanUp as () => Promise<void>),
    })
    const server = await this.#starting
    assert.ok(server)
    return server
  }
}

const cleanUps: (() => Promise<void>)[] = []
after(async () => {
  for (const cleanUp of cleanUps) await cleanUp()
})
let indices = 0
const opensearch = new Tested('opensearch', startOpenSearch)
const elasticsearch = new Tested('elasticsearch', startElasticsearch)

/** One test for each kind of server. */
function onEach(
  title: string,
  run: (set: (options?: object, spec?: object) => ReturnType<typeof setUp>) => Promise<void>,
): void {
  for (const tested of [opensearch, elasticsearch])
    test(`${tested.driver}: ${title}`, (t) => run((options, spec) => setUp(tested, t, options, spec)))
}

async function setUp(tested: Tested, t: TestContext, options: object = {}, spec: object = {}) {
  const server = await tested.server(t)
  const indexPrefix = `t${++indices}-`
  const connection = {
    name: 'default',
    driver: tested.driver,
    options: { ...defaults, url: server.url, indexPrefix, ...options },
  }
  const deps = { ...(await testDeps(t)), connection }
  const parsed = logdbType.parseSpec({ destRepoName: 'Logs', doc, ...spec }, everyField)
  const index = `${indexPrefix}logs`
  const request = async (method: string, path: string, body?: string) => {
    const headers = body === undefined ? {} : { 'content-type': 'application/json' }
    const answer = await fetch(`${server.url}/${index}${path}`, {
      method,
      headers,
      ...(body !== undefined && { body }),
    })
    return await answer.text()
  }
  const stored = async () => {
    await request('POST', '/_refresh')
    const found = JSON.parse(await request('GET', '/_search?size=10000'))
    const hits: { _id: string; _source: Record<string, unknown> }[] = found.hits?.hits ?? []
    return hits.sort((a, b) => Number(a._source['id']) - Number(b._source['id']))
  }
  const open = async (more: object = {}) => {
    const exporter = logdbType.create(parsed, { ...deps, ...more })
    t.after(() => exporter.close())
    await exporter.open(undefined, never)
    return exporter
  }
  return { server, deps, parsed, request, stored, open }
}

for (const [tested, target] of [
  [opensearch, 'index'],
  [opensearch, 'dataStream'],
  [elasticsearch, 'index'],
] as const)
  exporterConformance({ ...logdbType, kind: `logdb ${tested.driver} ${target}` }, async (t) => {
    const { deps, stored } = await setUp(tested, t, { target })
    return {
      spec: { destRepoName: 'Logs', doc: { id: '#id', name: '#name' } },
      checks: true,
      deps,
      ids: async () => (await stored()).map(({ _source }) => Number(_source['id'])),
    }
  })

onEach('every type arrives as it is, longs whole, and is mapped for searching', async (setUp) => {
  const { open, request } = await setUp({ gzip: true })
  const exporter = await open()
  const line =
    '{"id":9223372036854775807,"name":"北京 a\\"b","score":1.5,"ok":true,"at":"2017-01-02T07:00:00.123456Z","tags":["x","y"],' +
    '"place":{"city":"上海"},"raw":"{\\"a.b\\":{\\"c.d\\":9007199254740993}}"}'
  const progress = await exporter.write(
    batchOf(7, 8, () => line),
    never,
  )
  assert.deepEqual([progress.delivered, progress.rejected], [8n, []])
  await request('POST', '/_refresh')
  const found = await request('GET', '/_search')
  assert.ok(found.includes('"_id":"0123456789abcdef-7"'), found)
  assert.ok(found.includes('"id":9223372036854775807'), found)
  assert.ok(found.includes('"raw":{"a_b":{"c_d":9007199254740993}}'), found)
  const [mapping] = Object.values<{ mappings: { properties: object } }>(
    JSON.parse(await request('GET', '/_mapping')),
  )
  assert.partialDeepStrictEqual(mapping?.mappings.properties, {
    id: { type: 'long' },
    name: { type: 'text' },
    score: { type: 'double' },
    ok: { type: 'boolean' },
    at: { type: 'date' },
    tags: { type: 'text' },
    place: { properties: { city: { type: 'text' } } },
  })
  const byDate = await request('GET', '/_count?q=at:2017-01-02')
  assert.equal(JSON.parse(byDate).count, 1)
})

onEach('an index that is there gains the fields it lacks and keeps its own', async (setUp) => {
  const { open, request } = await setUp()
  await request(
    'PUT',
    '',
    '{"mappings":{"properties":{"name":{"type":"keyword"},"place":{"properties":{"zip":{"type":"long"}}}}}}',
  )
  const exporter = await open()
  await exporter.write(batchOf(0, 3), never)
  const [mapping] = Object.values<{ mappings: { properties: object } }>(
    JSON.parse(await request('GET', '/_mapping')),
  )
  assert.partialDeepStrictEqual(mapping?.mappings.properties, {
    name: { type: 'keyword' },
    place: { properties: { zip: { type: 'long' }, city: { type: 'text' } } },
    id: { type: 'long' },
  })
})

onEach(
  'a document that the index does not take is rejected alone, or left out with omitInvalid',
  async (setUp) => {
    const line = (id: number) => (id === 2 ? '{"id":2,"name":"no number"}' : `{"id":${id},"name":"5"}`)
    for (const omitInvalid of [false, true]) {
      const { open, request, stored } = await setUp({}, { omitInvalid })
      await request('PUT', '', '{"mappings":{"properties":{"name":{"type":"long"}}}}')
      const exporter = await open()
      const { rejected, omitted } = await exporter.write(batchOf(0, 5, line), never)
      assert.deepEqual(
        (await stored()).map(({ _source }) => _source['id']),
        [0, 1, 3, 4],
      )
      if (omitInvalid) assert.deepEqual([rejected, omitted], [[], 1])
      else {
        assert.deepEqual(
          rejected?.map(({ index }) => index),
          [2],
        )
        assert.match(
          rejected?.[0]?.reason ?? '',
          /(mapper|document)_parsing_exception: .*failed to parse field \[name\]/,
        )
      }
    }
  },
)

onEach('an index that fits no document at all asks for a person', async (setUp) => {
  const { open, request } = await setUp()
  await request('PUT', '', '{"mappings":{"properties":{"name":{"type":"long"}}}}')
  const exporter = await open()
  await assert.rejects(exporter.write(batchOf(0, 100), never), (error) => {
    assert.ok(error instanceof ConfigurationError)
    assert.match(error.message, /takes none of 100 documents.*mend its mapping/)
    return true
  })
})

onEach('an index that was deleted behind our back is made again', async (setUp) => {
  const { open, request, stored } = await setUp()
  const exporter = await open()
  await exporter.write(batchOf(0, 3), never)
  await request('DELETE', '')
  await exporter.open(undefined, never)
  await exporter.write(batchOf(0, 3), never)
  assert.equal((await stored()).length, 3)
})

onEach('a read-only index is waited for', async (setUp) => {
  const { open, request, stored } = await setUp()
  const exporter = await open()
  await request('PUT', '/_settings', '{"index.blocks.write":true}')
  await assert.rejects(exporter.write(batchOf(0, 3), never), (error) => {
    assert.ok(!(error instanceof ConfigurationError), String(error))
    assert.match(String(error), /cluster_block_exception/)
    return true
  })
  await request('PUT', '/_settings', '{"index.blocks.write":false}')
  await exporter.write(batchOf(0, 3), never)
  assert.equal((await stored()).length, 3)
})

onEach('a server that is killed takes the records again when it is back: one copy of each', async (setUp) => {
  const { server, open, stored } = await setUp()
  const exporter = await open()
  await exporter.write(batchOf(0, 500), never)
  await server.kill()
  await assert.rejects(exporter.write(batchOf(400, 1000), never))
  await server.restart()
  await until(async () => {
    try {
      await exporter.open(undefined, never)
      return true
    } catch {
      return false
    }
  })
  await exporter.write(batchOf(400, 1000), never)
  assert.deepEqual(
    (await stored()).map(({ _source }) => _source['id']),
    range(0, 1000),
  )
})

onEach('nobody listens: the check says so', async (setUp) => {
  const { deps, parsed } = await setUp({ url: `http://127.0.0.1:${await freePort()}` })
  assert.match((await logdbType.create(parsed, deps).check(never)) ?? '', /ECONNREFUSED/)
})

onEach(
  'a jsonstring written over several lines arrives, and one that repeats a name is rejected',
  async (setUp) => {
    const { open, stored } = await setUp()
    const exporter = await open()
    const raws = ['{\n  "a":\r\n 1\n}', '{"a":1,"a":2}']
    const { rejected } = await exporter.write(
      batchOf(0, 2, (id) => `{"id":${id},"raw":${JSON.stringify(raws[id])}}`),
      never,
    )
    assert.deepEqual(
      rejected?.map(({ index }) => index),
      [1],
    )
    assert.deepEqual(
      (await stored()).map(({ _source }) => _source),
      [{ id: 0, raw: { a: 1 } }],
    )
  },
)
