import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { exporterConformance } from '../../exporter.conformance.ts'
import { type TestDeps, testDeps } from '../../testing/exporter-deps.ts'
import { batchOf, everyField, range } from '../../testing/records.ts'
import { logdbType } from '../index.ts'
import { logSearch } from '../search/search.ts'

const never = new AbortController().signal
const search = async (deps: TestDeps, query: object) =>
  JSON.parse(await logSearch.read({ repo: 'logs', size: 10_000, ...query }, deps, never))

exporterConformance(logdbType, async (context) => {
  const deps = await testDeps(context)
  return {
    spec: { destRepoName: 'logs', doc: { id: 'id', name: 'name' } },
    checks: false,
    deps,
    ids: async () => {
      const { data } = await search(deps, { sort: 'id:asc' }).catch(() => ({ data: [] }))
      return data.map(({ id }: { id: number }) => id)
    },
  }
})

async function written(context: TestContext, lines: readonly string[], spec: object = {}) {
  const deps = await testDeps(context)
  const doc = Object.fromEntries(everyField.map(({ key }) => [key, `#${key}`]))
  const parsed = logdbType.parseSpec({ destRepoName: 'logs', doc, ...spec }, everyField)
  const exporter = logdbType.create(parsed, deps)
  await exporter.open(undefined, never)
  const batch = batchOf(0, lines.length, (id) => lines[id] ?? '')
  const progress = await exporter.write({ ...batch, arrivals: [{ index: 0, arrivedAtMs: 1_000 }] }, never)
  context.after(() => exporter.close())
  return { deps, exporter, progress, parsed }
}

test('documents nest as the spec says, and longs stay exact', async (t) => {
  const { deps } = await written(t, ['{"id":9007199254740993,"name":"a\\"b","place":{"city":"上海"}}'], {
    doc: { key: '#id', inner: { who: '#name', none: '#score' }, place: '#place' },
  })
  const text = await logSearch.read({ repo: 'logs' }, deps, never)
  assert.ok(
    text.includes('"data":[{"key":9007199254740993,"inner":{"who":"a\\"b"},"place":{"city":"上海"}}]'),
    text,
  )
})

test('dots in the names of a jsonstring become underscores at every depth; values keep theirs', async (t) => {
  const raw = JSON.stringify(JSON.stringify({ 'a.b': { 'c.d.e': ['x.y', { 'f.g': 1 }] }, plain: 'k.l' }))
  const { deps } = await written(t, [`{"id":1,"raw":${raw}}`])
  const { data } = await search(deps, {})
  assert.deepEqual(data[0].raw, { a_b: { c_d_e: ['x.y', { f_g: 1 }] }, plain: 'k.l' })
})

test('empty documents are left out only if the spec says so', async (t) => {
  const lines = ['{"id":1}', '{"name":"x"}']
  const kept = await written(t, lines, { doc: { name: '#name' } })
  assert.equal((await search(kept.deps, {})).total, 2)
  const left = await written(t, lines, { doc: { name: '#name' }, omitEmpty: true })
  assert.equal((await search(left.deps, {})).total, 1)
  assert.equal(left.progress.omitted, 1)
})

test('constants are in every document, and a record is empty all the same', async (t) => {
  const lines = ['{"id":1}', '{"name":"x"}']
  const doc = { app: '\'a "b"\'', inner: { n: 1, ok: false }, name: '#name' }
  const constants = { app: 'a "b"', inner: { n: 1, ok: false } }
  const kept = await written(t, lines, { doc })
  const { data } = await search(kept.deps, { query: 'app:b AND inner.n:1' })
  assert.deepEqual(data, [{ ...constants, name: 'x' }, constants])
  const left = await written(t, lines, { doc, omitEmpty: true })
  assert.deepEqual((await search(left.deps, {})).data, [{ ...constants, name: 'x' }])
  const only = await written(t, lines, { doc: { app: "'a'" }, omitEmpty: true })
  assert.equal((await search(only.deps, {})).total, 2)
})

test('a jsonstring that is no JSON is rejected, or left out with omitInvalid', async (t) => {
  const lines = ['{"id":1,"raw":"{oops"}', '{"id":2}']
  const { progress, deps } = await written(t, lines)
  assert.deepEqual(
    progress.rejected?.map(({ index }) => index),
    [0],
  )
  assert.match(progress.rejected?.[0]?.reason ?? '', /field 'raw' does not hold valid JSON: \{oops/)
  assert.equal((await search(deps, {})).total, 1)
  const omitting = await written(t, lines, { omitInvalid: true })
  assert.deepEqual([omitting.progress.rejected, omitting.progress.omitted], [[], 1])
})

test('JSON that SQL made too deep is rejected, and searches of its neighbours go on', async (t) => {
  const nested = (levels: number) =>
    JSON.stringify(`${'[{"a":'.repeat(levels / 2)}1${'}]'.repeat(levels / 2)}`)
  const lines = [64, 66, 1_100, 200_000].map((levels, id) => `{"id":${id},"raw":${nested(levels)}}`)
  const { progress, deps } = await written(t, lines)
  assert.deepEqual(
    progress.rejected?.map(({ index }) => index),
    [1, 2, 3],
  )
  assert.match(progress.rejected?.[0]?.reason ?? '', /field 'raw' nests deeper than 64 levels: \[\{"a"/)
  assert.equal((await search(deps, { query: 'id:>=0' })).total, 1)
})

test('a record that comes again with another mapping replaces its document and its words', async (t) => {
  const { deps, parsed } = await written(t, ['{"id":1,"name":"before"}'])
  const again = logdbType.create(parsed, { ...deps, run: 'replay' })
  await again.open(undefined, never)
  await again.write(
    batchOf(0, 1, () => '{"id":1,"name":"after"}'),
    never,
  )
  await again.close()
  assert.equal((await search(deps, { query: 'before' })).total, 0)
  assert.equal((await search(deps, { query: 'after' })).total, 1)
})

test('several exports write into one repo side by side', async (t) => {
  const { deps, parsed } = await written(t, [])
  const exporters = ['a', 'b', 'c'].map((id) => logdbType.create(parsed, { ...deps, id }))
  await Promise.all(
    exporters.map(async (exporter) => {
      await exporter.open(undefined, never)
      for (const from of range(0, 10)) await exporter.write(batchOf(from * 10, from * 10 + 10), never)
      await exporter.close()
    }),
  )
  assert.equal((await search(deps, {})).total, 300)
})
