import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { exporterConformance } from '../exporter.conformance.ts'
import { ConfigurationError, type ExporterDeps } from '../exporter.ts'
import { testDeps } from '../testing/exporter-deps.ts'
import { batchOf, everyField, range } from '../testing/records.ts'
import { reportType } from './index.ts'
import { reportStore } from './report-store.ts'

const never = new AbortController().signal
const spec = {
  dbName: 'shop',
  tableName: 'orders',
  columns: { id: '#id', name: '#name', score: '#score', day: '#at', again: '#id' },
}

async function rowsOf(deps: ExporterDeps, sql: string) {
  return JSON.parse(await reportStore.read({ sql, limit: 10_000 }, deps, never)).rows
}

async function open(context: TestContext, deps: ExporterDeps, more: object = {}) {
  const exporter = reportType.create(reportType.parseSpec({ ...spec, ...more }, everyField), deps)
  context.after(() => exporter.close())
  await exporter.open(undefined, never)
  return exporter
}

exporterConformance(reportType, async (context) => {
  const deps = await testDeps(context)
  return {
    spec,
    checks: true,
    deps,
    ids: async () => {
      const rows = await rowsOf(deps, 'select id from shop.orders order by _sluice_offset').catch(() => [])
      return rows.map(({ id }: { id: number }) => id)
    },
  }
})

test('a record is a row: every type comes through, and what it lacks is null', async (context) => {
  const deps = await testDeps(context)
  const exporter = await open(context, deps)
  const line = (id: number) =>
    id === 0
      ? '{"id":9223372036854775807,"name":"汉字 😀\\u0000\\n","score":1e-7,"at":"2017-01-12T15:30:00.123456Z"}'
      : '{}'
  assert.deepEqual(await exporter.write(batchOf(0, 2, line), never), { delivered: 2n })
  const answer = await reportStore.read({ sql: 'select * from orders', database: 'shop' }, deps, never)
  assert.match(
    answer,
    /"rows":\[\{"id":9223372036854775807,"name":"汉字 😀\\u0000\\n","score":1e-7,"day":"2017-01-12T15:30:00\.123456Z","again":9223372036854775807,"_sluice_export":"0123456789abcdef","_sluice_offset":0\},\{"_sluice_export":"0123456789abcdef","_sluice_offset":1\}\]/,
  )
})

test('a constant is in every row', async (context) => {
  const deps = await testDeps(context)
  const columns = { id: '#id', source: "'web'", n: 1, share: 0.5 }
  const exporter = await open(context, deps, { columns })
  await exporter.write(batchOf(0, 2), never)
  const constants = { source: 'web', n: 1, share: 0.5 }
  assert.deepEqual(await rowsOf(deps, 'select id, source, n, share from shop.orders order by id'), [
    { id: 0, ...constants },
    { id: 1, ...constants },
  ])
})

test('a replay replaces rows, and dead letters that are sent again find their place', async (context) => {
  const deps = await testDeps(context)
  const live = await open(context, deps)
  await live.write(batchOf(0, 20), never)
  const replay = await open(context, { ...deps, run: 'replay' })
  await replay.write(
    batchOf(10, 20, (id) => `{"id":${id + 100}}`),
    never,
  )
  const redrive = await open(context, { ...deps, run: 'redrive' })
  const letters = { ...batchOf(0, 2, (id) => `{"id":${id + 200}}`), offsets: [3n, 15n], nextOffset: 5n }
  assert.deepEqual(await redrive.write(letters, never), { delivered: 5n })
  await redrive.write(letters, never)
  const rows = await rowsOf(deps, 'select id from shop.orders order by _sluice_offset')
  const expected = range(0, 20).map((id) => (id < 10 ? id : id + 100))
  expected.splice(3, 1, 200)
  expected.splice(15, 1, 201)
  assert.deepEqual(
    rows.map(({ id }: { id: number }) => id),
    expected,
  )
})

test('a column that another export made of another type is a matter of configuration', async (context) => {
  const deps = await testDeps(context)
  await open(context, deps)
  const other = reportType.create(
    reportType.parseSpec({ ...spec, columns: { ID: '#name' } }, everyField),
    deps,
  )
  context.after(() => other.close())
  assert.match((await other.check(never)) ?? '', /shop\.orders has a column 'ID' of type BIGINT/)
  await assert.rejects(other.open(undefined, never), ConfigurationError)
})

test('queries that are wrong are the caller’s fault', async (context) => {
  const deps = await testDeps(context)
  await assert.rejects(reportStore.read({ sql: 'drop table x' }, deps, never), { code: 'E18209' })
  await assert.rejects(reportStore.read({ sql: 'select * from nowhere' }, deps, never), { code: 'E18209' })
})
