import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { exporterConformance } from '../exporter.conformance.ts'
import type { ExporterDeps } from '../exporter.ts'
import { testDeps } from '../testing/exporter-deps.ts'
import { batchOf, everyField } from '../testing/records.ts'
import { tsdbType } from './index.ts'
import { tsdbStore } from './tsdb-store.ts'

const never = new AbortController().signal
const spec = { destRepoName: 'web', series: 'requests', fields: { id: '#id' }, tags: { name: '#name' } }

async function rowsOf(deps: ExporterDeps, sql: string) {
  return JSON.parse(await tsdbStore.read({ sql, limit: 10_000 }, deps, never)).rows
}

async function open(context: TestContext, deps: ExporterDeps, more: object = {}) {
  const exporter = tsdbType.create(tsdbType.parseSpec({ ...spec, ...more }, everyField), deps)
  context.after(() => exporter.close())
  await exporter.open(undefined, never)
  return exporter
}

exporterConformance(tsdbType, async (context) => {
  const deps = await testDeps(context)
  return {
    spec,
    checks: true,
    deps,
    ids: async () => {
      const rows = await rowsOf(deps, 'select id from web.requests order by time').catch(() => [])
      return rows.map(({ id }: { id: number }) => id)
    },
  }
})

test('points have every kind of field, exact times, and names that differ in their case only', async (context) => {
  const deps = await testDeps(context)
  const exporter = await open(context, deps, {
    tags: { Time: '#name', count: '#id' },
    fields: { long: '#id', LONG: '#score', ok: '#ok', at: '#at', raw: '#raw' },
    timestamp: '#name',
  })
  const line = () =>
    '{"id":9007199254740993,"name":"2017-01-12T15:30:00.123456789+08:00","score":0.1,"ok":false,"at":"2017-01-12T15:30:00Z","raw":"{\\"a\\":1}"}'
  assert.deepEqual(await exporter.write(batchOf(0, 1, line), never), {
    delivered: 1n,
    rejected: [],
    omitted: 0,
  })
  assert.match(
    await tsdbStore.read({ sql: 'select * from web.requests' }, deps, never),
    /"rows":\[\{"time":"2017-01-12T07:30:00\.123456789Z","Time__2":"2017-01-12T15:30:00\.123456789\+08:00","count":"9007199254740993","long":9007199254740993,"LONG__2":0\.1,"ok":false,"at":"2017-01-12T15:30:00Z","raw":"\{\\"a\\":1\}"\}\]/,
  )
})

test('a point with the same tags and time as an earlier one replaces it', async (context) => {
  const deps = await testDeps(context)
  const exporter = await open(context, deps, { timestamp: '#at' })
  const line = (id: number) => `{"id":${id},${id % 3 === 0 ? '' : '"name":"a",'}"at":"2017-01-12T15:30:00Z"}`
  await exporter.write(batchOf(0, 4, line), never)
  await exporter.write(batchOf(4, 6, line), never)
  assert.deepEqual(await rowsOf(deps, 'select id, name from web.requests order by id'), [
    { id: 3 },
    { id: 5, name: 'a' },
  ])
})

test('what is no point is rejected with its reason, or left out when the spec says so', async (context) => {
  const deps = await testDeps(context)
  const lines = [
    '{"id":1,"score":1,"name":"x"}',
    '{"ok":true}',
    '{"name":"x"}',
    '{"id":1,"name":"2017-01-12T15:30:00Z"}',
  ]
  const batch = batchOf(0, 4, (id) => lines[id] ?? '')
  const write = async (run: string, more: object) => {
    const exporter = await open(context, { ...deps, run }, { timestamp: '#name', ...more })
    return await exporter.write(batch, never)
  }
  const time = { index: 0, reason: "field 'name': 'x' is no time of a point" }
  const empty = { index: 1, reason: 'every value that spec.tags and spec.fields name is null' }
  const noField = { index: 2, reason: 'every value that spec.fields names is null: a point needs one' }
  assert.deepEqual(await write('a', {}), { delivered: 4n, rejected: [time, empty, noField], omitted: 0 })
  assert.deepEqual(await write('b', { omitEmpty: true }), {
    delivered: 4n,
    rejected: [time, noField],
    omitted: 1,
  })
  assert.deepEqual(await write('c', { omitInvalid: true }), { delivered: 4n, rejected: [], omitted: 3 })
  assert.deepEqual(await rowsOf(deps, 'select count(*) n from web.requests'), [{ n: 1 }])
})

test('constants are tags and fields of every point, and a record is empty all the same', async (context) => {
  const deps = await testDeps(context)
  const lines = ['{"name":"x"}', '{"ok":true}']
  const batch = batchOf(0, 2, (id) => lines[id] ?? '')
  const write = async (run: string, more: object) => {
    const exporter = await open(context, { ...deps, run }, { series: run, ...more })
    return await exporter.write(batch, never)
  }
  const tags = { env: "'prod'", name: '#name' }
  const fields = { hits: 1, share: 0.5, up: true, note: "'n'" }
  assert.deepEqual(await write('a', { tags, fields }), { delivered: 2n, rejected: [], omitted: 0 })
  const point = { env: 'prod', hits: 1, share: 0.5, up: true, note: 'n' }
  const sql = 'select env, name, hits, share, up, note from web.a order by name'
  assert.deepEqual(await rowsOf(deps, sql), [{ ...point, name: 'x' }, point])
  assert.deepEqual(await write('b', { tags, fields, omitEmpty: true }), {
    delivered: 2n,
    rejected: [],
    omitted: 1,
  })
  const counted = await write('c', { tags: {}, fields: { hits: 1 }, omitEmpty: true })
  assert.deepEqual(counted, { delivered: 2n, rejected: [], omitted: 0 })
})

test('records that arrived together get times of their own, the same in a replay', async (context) => {
  const deps = await testDeps(context)
  const batch = {
    ...batchOf(0, 2_000),
    arrivals: [0, 1_000].map((index) => ({ index, arrivedAtMs: 5 + index })),
  }
  const live = await open(context, deps, { tags: {} })
  await live.write(batch, never)
  const replay = await open(context, { ...deps, run: 'replay' }, { tags: {} })
  await replay.write(batch, never)
  assert.deepEqual(await rowsOf(deps, 'select count(*) n, min(time) a, max(time) z from web.requests'), [
    { n: 2_000, a: '1970-01-01T00:00:00.005Z', z: '1970-01-01T00:00:01.005001999Z' },
  ])
})

test('a series is read without SQL by time and tags, newest points first', async (context) => {
  const deps = await testDeps(context)
  const exporter = await open(context, deps, { timestamp: '#at' })
  const line = (id: number) => `{"id":${id},"name":"it's ${id % 2}","at":"2017-01-12T15:30:0${id}Z"}`
  await exporter.write(batchOf(0, 10, line), never)
  const read = async (more: object) => {
    const text = await tsdbStore.read({ repo: 'web', series: 'requests', ...more }, deps, never)
    const { rows, truncated } = JSON.parse(text)
    return { ids: rows.map(({ id }: { id: number }) => id), truncated }
  }
  const bounds = { from: '2017-01-12T15:30:02Z', to: '2017-01-12T23:30:08+08:00' }
  assert.deepEqual(await read({ ...bounds, tags: { name: "it's 0" } }), { ids: [6, 4, 2], truncated: false })
  assert.deepEqual(await read({ limit: 2 }), { ids: [9, 8], truncated: true })
  for (const wrong of [{ from: 'now' }, { series: '' }, { series: 'none' }, { tags: { none: 'x' } }])
    await assert.rejects(read(wrong), { code: 'E18209' })
})
