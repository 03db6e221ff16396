import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { openAnalyticStore, StoreRefusal, type StoreTable, type TableBatch } from './index.ts'

const never = new AbortController().signal
const table: StoreTable = {
  schema: 'flights',
  name: 'delays',
  columns: [
    { name: 'id', type: 'BIGINT' },
    { name: 'name', type: 'VARCHAR' },
    { name: 'at', type: 'TIMESTAMP WITH TIME ZONE' },
  ],
  key: ['id'],
}

async function store(context: TestContext) {
  const directory = await mkdtemp(join(tmpdir(), 'sluice-store-'))
  const open = () => openAnalyticStore(directory, 'Asia/Shanghai')
  const first = open()
  context.after(async () => {
    first.close()
    await rm(directory, { recursive: true, force: true })
  })
  const rows = async (sql: string, more = {}) =>
    await first.query({ sql, schema: '', rowsMax: 1_000, timeoutMs: 10_000, ...more }, never)
  return { open, first, rows, directory }
}

function batch(from: number, to: number, more: Partial<TableBatch> = {}): TableBatch {
  const ids = Array.from({ length: to - from }, (_, i) => BigInt(from + i))
  return {
    table,
    run: 'live',
    values: [ids, ids.map((id) => (id % 2n === 0n ? `n${id}` : null)), ids.map((id) => id * 1_000_000n)],
    offsets: BigInt64Array.from(ids),
    next: BigInt(to),
    ...more,
  }
}

test('rows are there once however often a batch is written, whoever writes it', async (context) => {
  const { open, first, rows } = await store(context)
  await first.write(batch(0, 5_000), never)
  const second = open()
  context.after(() => second.close())
  await Promise.all([first.write(batch(0, 5_000), never), second.write(batch(2_500, 7_500), never)])
  await second.write(batch(7_000, 9_000, { run: 'replay' }), never)
  const answer = JSON.parse(
    await rows('select count(*) n, count(distinct id) d, max("at") m from flights.delays'),
  )
  assert.deepEqual(answer.rows, [{ n: 9_000, d: 9_000, m: '1970-01-01T02:29:59Z' }])
})

test('who gives up while the process starts takes nothing from the others that wait for it', async (context) => {
  const { first } = await store(context)
  const impatient = new AbortController()
  const given = assert.rejects(first.check(table, impatient.signal), /no answer/)
  const prepared = first.prepare(table, never)
  impatient.abort(new Error('no answer'))
  await given
  await prepared
})

test('longs keep all their digits, text its characters, and null is left out', async (context) => {
  const { first, rows } = await store(context)
  const values = [[9_007_199_254_740_993n], ['汉字 😀 "\n'], [null]]
  await first.write({ ...batch(0, 1), values }, never)
  assert.match(
    await rows('select id, name, "at", id as id from delays', { schema: 'flights' }),
    /"rows":\[\{"id":9007199254740993,"name":"汉字 😀 \\"\\n","id:1":9007199254740993\}\]/,
  )
})

test('a store that is deleted and made again at once is another one, and stays reachable', async (context) => {
  const { open, first, rows, directory } = await store(context)
  await first.write(batch(0, 10), never)
  first.close()
  await rm(directory, { recursive: true, force: true })
  const second = open()
  context.after(() => second.close())
  await second.write(batch(0, 3), never)
  // The first one's process ends now, beside the second one's.
  await until(() => processesOf(directory).length < 2)
  assert.match(await rows('select count(*) n from flights.delays'), /"n":3/)
  for (const pid of processesOf(directory)) process.kill(pid, 'SIGKILL')
  await until(() => processesOf(directory).length === 0)
  await until(async () => /"n":3/.test(await rows('select count(*) n from flights.delays').catch(String)))
})

test('a column that has another type already is refused, a new one is added', async (context) => {
  const { first, rows } = await store(context)
  await first.prepare(table, never)
  const other: StoreTable = { ...table, columns: [{ name: 'ID', type: 'VARCHAR' }] }
  assert.match((await first.check(other, never)) ?? '', /flights\.delays has a column 'ID' of type BIGINT/)
  await assert.rejects(first.prepare(other, never), StoreRefusal)
  await first.prepare({ ...table, columns: [...table.columns, { name: 'ok', type: 'BOOLEAN' }] }, never)
  assert.match(await rows('select * from flights.delays'), /"name":"ok","type":"BOOLEAN"/)
  assert.match((await first.check({ ...table, schema: '_Sluice' }, never)) ?? '', /choose another one/)
})

test('a query reads and does nothing else', async (context) => {
  const { first, rows } = await store(context)
  await first.write(batch(0, 10), never)
  for (const sql of [
    'delete from flights.delays',
    'select 1; select 2',
    'pragma version',
    '',
    'selec 1',
    "select * from read_csv('/etc/passwd')",
    "copy flights.delays to '/tmp/x'",
    "attach '/tmp/x' as x",
    "set memory_limit = '10GB'",
    'select * from nowhere',
    'select nextval(1)',
    'select $1',
    'select * from enable_profiling()',
    'select * from enable_logging()',
    'select * from checkpoint()',
    'select * from duckdb_settings()',
    'select * from duckdb_databases',
    'select * from main.duckdb_tables',
    'select * from system.main.duckdb_tables',
    'select * from pg_catalog.pg_class',
    "select * from query('select 1')",
    "select * from json_execute_serialized_sql(json_serialize_sql('select 1'))",
    "select current_setting('temp_directory')",
    'select pg_sleep(1)',
    'with t as (select 1) select (select count(*) from pragma_database_list) from t',
    'select id from flights.delays order by pg_sleep(1)',
  ])
    await assert.rejects(rows(sql), StoreRefusal, sql)
  const tables = "select table_name from information_schema.tables where table_schema = 'flights'"
  assert.match(await rows(`with x as (${tables}) select * from x`), /"delays"/)
  assert.match(
    await rows('select unnest([id]) as n from "sluice-store".flights.delays limit 1').catch(String),
    /cannot be used/,
  )
  assert.match(await rows('select unnest([id]) as n from flights.delays order by 1 limit 1'), /"n":0/)
  assert.match(
    await rows('select id from flights.delays', { rowsMax: 3 }),
    /\{"id":2\}\],"truncated":true\}$/,
  )
})

test('a query that takes too much memory is ended with the process, and the store goes on', async (context) => {
  const { first, rows } = await store(context)
  await first.write(batch(0, 10), never)
  await assert.rejects(rows("select length(repeat('x', 4000000000::bigint))"), /took too much memory/)
  await assert.rejects(rows('select array_agg(i) from range(1000000000) t(i)'), /[Mm]emory/)
  assert.match(await rows('select count(*) n from flights.delays'), /"n":10/)
})

test('a query that runs too long is ended, and the store goes on', async (context) => {
  const { first, rows } = await store(context)
  const endless = 'select count(*) from range(1000000000000) a, range(1000000000000) b'
  await assert.rejects(rows(endless, { timeoutMs: 50 }), /longer than 0\.05 s/)
  await first.write(batch(0, 10), never)
  assert.match(await rows('select count(*) n from flights.delays'), /"n":10/)
})

/** The processes that have the directory in their command line; none where the system does not tell. */
function processesOf(directory: string): number[] {
  if (process.platform !== 'linux') return []
  const has = (name: string) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/cmdline`, 'latin1').includes(directory)
    } catch {
      return false
    }
  }
  return readdirSync('/proc').filter(has).map(Number)
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20))
}
