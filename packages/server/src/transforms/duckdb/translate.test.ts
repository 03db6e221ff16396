import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Schema } from '@sluice/model'
import { SqlError, type TableSchema } from '../sql-engine.ts'
import { columnsMax, expressionLengthMax } from './query/work.ts'
import { tablesReadBy, translate } from './translate.ts'

const schema: Schema = [
  { key: 'a', valtype: 'long', required: false },
  { key: 'b', valtype: 'long', required: false },
  { key: 'name', valtype: 'string', required: false },
  { key: 'at', valtype: 'date', required: false },
  { key: 'x', valtype: 'float', required: false },
  { key: 'tags', valtype: 'array', elemtype: 'string', required: false },
]
const tables: TableSchema[] = [{ names: ['stream'], schema }]
const select = (sql: string): string => translate(sql, tables, 'UTC').select

function refused(sql: string, message: RegExp): void {
  assert.throws(
    () => translate(sql, tables, 'UTC'),
    (error) => error instanceof SqlError && error.kind === 'diagnostics' && message.test(error.message),
    sql.slice(0, 80),
  )
}

test('filters read columns as they are, so that files can be skipped by their statistics', () => {
  const filters: readonly (readonly [spark: string, duckdb: string])[] = [
    ['b > 5', '(t0."b" > 5)'],
    ['b = 5L', '(t0."b" = (5)::BIGINT)'],
    ['b > 1.5', `(t0."b" > ('1.5')::DECIMAL(2,1))`],
    ['b in (1, 2, 3)', '(t0."b" in (1, 2, 3))'],
    ['x between 1 and 2', '((t0."x" >= 1) and (t0."x" <= 2))'],
    ["name = 'x'", `(t0."name" = 'x')`],
    ["name like 'x%'", `(t0."name" like 'x%')`],
    ['a is not null', '(t0."a" is not null)'],
    ['not a = b', '(not (t0."a" = t0."b"))'],
  ]
  for (const [spark, duckdb] of filters)
    assert.ok(select(`select a from stream where ${spark}`).includes(` where ${duckdb})`), spark)
  assert.match(select("select a from stream where at >= timestamp '2017-01-02'"), /where \(t0\."at" >= /)
})

test('a column that is selected is no more than the column', () => {
  assert.equal(
    select('select a, name, at, tags from stream'),
    'select cast(c0 as BIGINT) as "a", cast(c1 as VARCHAR) as "name", cast(c2 as TIMESTAMPTZ) as "at", ' +
      'cast(c3 as VARCHAR[]) as "tags" from (select t0."a" as c0, t0."name" as c1, t0."at" as c2, t0."tags" as c3 from "stream" as t0)',
  )
  assert.match(select('select cast(a as bigint) as y from stream'), /\(select t0\."a" as c0 from/)
  assert.deepEqual(translate('select * from stream where b > 5', tables, 'UTC').macros, [])
})

test('keys and aggregates are computed below everything that is made of them, equal ones once', () => {
  const sql = select(
    'select a + b as k, sum(b) / (a + b) as s from stream group by a + b having sum(b) > 1 order by a + b, sum(b)',
  )
  assert.equal(sql.split('sum(').length - 1, 1)
  assert.match(sql, /from \(select \S+ \+ .+ as k0, sum\(t0\."b"\) as a0 from "stream" as t0 group by /)
  assert.match(sql, /where \(g1\.a0|where \(spark_\w+\(g1\.a0\)/)
  assert.match(sql, /order by g1\.k0 asc nulls first, /)
})

test('what TRY cannot hold is bound to a name outside of it', () => {
  const sql = select('select (select max(a) from stream) + 1 as m from stream')
  assert.match(
    sql,
    /list_transform\(\[struct_pack\(a0 := .*\)\], lambda bound: try\(bound\.a0 \+ .*\)\)\[1\]/,
  )
  assert.doesNotMatch(sql, /try\([^)]*select/)
})

test('the mark of what is bound, and names of macros, are nothing in a user’s text', () => {
  const text = "'/*once*/ spark_add_months try('"
  const sql = select(`select ${text} as t, cast(concat(${text}, name) as bigint) + 1 as n from stream`)
  assert.ok(sql.includes(text))
})

test('parameters of lambdas are named by their depth, whatever the user calls them', () => {
  const sql = select(
    'select transform(tags, `t0."a"` -> exists(tags, bound -> bound = `t0."a"`)) as l from stream',
  )
  assert.match(sql, /lambda v0: .*lambda v1: \(v1 = v0\)/)
  assert.doesNotMatch(sql, /bound|""/)
})

test('whatever is in a text or a name, it stays inside of its quotes', () => {
  assert.match(select(`select "'; drop view stream; --" as t`), /'''; drop view stream; --' as c0/)
  assert.match(select(`select '\\'' as t`), /'''' as c0/)
  assert.match(select(String.raw`select '\\' as t, '\\\'' as u`), /'\\' as c0, '\\''' as c1/)
  assert.match(select(`select named_struct('a" := 1) --', 1).\`a" := 1) --\` as t`), /"a"" := 1\) --" := 1/)
  assert.match(select(`select 'a\\0b' as t`), /\('a' \|\| chr\(0\) \|\| 'b'\) as c0/)
  for (const sql of [
    "select name rlike 'a\\0' as t from stream",
    "select date_format(at, 'yyyy\\0') as t from stream",
    "select get_json_object(name, '$.a\\0') as t from stream",
    "select date '\\0' as t",
    "select map('k\\0', 1)['k\\0'] as t",
  ])
    assert.doesNotMatch(select(sql), /\0/, sql)
  refused('select `a\0` from stream', /NUL/)
  refused("select named_struct('a\\0', 1) as t", /NUL/)
  // Quotes of other scripts are none.
  refused('select ‘a’ as t', /write '/)
  assert.match(select("select '’ or ‘' as t"), /'’ or ‘' as c0/)
})

const names = (count: number, name: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => name(i)).join(', ')

test('a short text cannot stand for SQL that takes hours to write, or all memory', () => {
  const tooLarge = /becomes too large/
  const started = performance.now()
  refused(`select a + a as a0, ${names(60, (i) => `a${i} + a${i} as a${i + 1}`)} from stream`, tooLarge)
  refused(
    `select a as a0, ${names(60, (i) => `case when a${i} > 1 then a${i} end as a${i + 1}`)} from stream`,
    tooLarge,
  )
  refused(`select a${' + a'.repeat(100_000)} as x from stream`, tooLarge)
  refused(`select 1 as one from (select ${'*, '.repeat(columnsMax / schema.length)}* from stream)`, /columns/)
  const wide = 'select *, * from ('
  refused(`select 1 as one from (${wide.repeat(40)}stream${')'.repeat(40)})`, /columns/)
  // Each takes a second or two when nothing else runs.
  assert.ok(performance.now() - started < 120_000)
})

test('lambdas inside lambdas are compiled once each', () => {
  const nested = (levels: number) =>
    `select size(${'transform(tags, x -> '.repeat(levels)}1${')'.repeat(levels)}) as n from stream`
  // Twice each would take minutes.
  assert.ok(select(nested(30)).length < 4_000)
  const sums = 'transform(tags, x -> reduce(array(1), 0, (p, q) -> p + q + size('
  assert.ok(select(`select size(${sums.repeat(20)}tags${')))'.repeat(20)}) as n from stream`).length < 20_000)
})

test('what is long but plain is translated', () => {
  const values = `select a from stream where b in (0${', 1'.repeat(300_000)})`
  assert.ok(select(values).length < expressionLengthMax)
  assert.ok(select(`select a from stream where b = 1${' or b = 2'.repeat(20_000)}`).length > 200_000)
  assert.ok(select(`select a${' + a'.repeat(3_000)} as x from stream`).length > 12_000)
  assert.ok(select(`select ${names(columnsMax, (i) => `a as a${i}`)} from stream`).length > 100_000)
  assert.ok(select(`select struct(${'a, '.repeat(5_000)}a).a as x from stream`).length > 100_000)
})

test('numbers with exponents beyond any decimal are doubles', () => {
  for (const number of ['1e999999999BD', '1e-999999999BD', '0.001e400BD'])
    assert.match(select(`select ${number} as x`), /::DOUBLE as c0/, number)
  assert.match(
    select('select 1.5e2BD as x, 1e-3BD as y'),
    /\('150'\)::DECIMAL\(3,0\) as c0, \('0\.001'\)::DECIMAL\(3,3\) as c1/,
  )
})

test('a window that is defined by itself is refused', () => {
  refused('select sum(a) over w as x from stream window w as (w)', /'w' is defined by itself/)
  refused('select sum(a) over w as x from stream window w as (v), v as (w)', /is defined by itself/)
})

test('names as long as a query are not compared letter by letter', () => {
  const long = 'n'.repeat(200_000)
  refused(`select ${long}a from (select 1 as ${long}b)`, /^column 'n{1990,2000}…$/)
})

test('tables are found in queries as long as they may be', () => {
  assert.deepEqual(tablesReadBy(`select a${' + a'.repeat(200_000)} from stream`), ['stream'])
  const sql =
    'with t as (select * from t), u as (select * from t) select * from u, (with u as (select 1) select * from u), t, V'
  assert.deepEqual(tablesReadBy(sql), ['t', 'V'])
})
