import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openAsk } from './testing/ask-duckdb.ts'

const zone = 'Asia/Shanghai'
let duckdb: Awaited<ReturnType<typeof openAsk>>
before(async () => {
  duckdb = await openAsk(zone)
})
after(() => duckdb.close())

/** What `sql` gives for each text, once from a column and once from a constant: DuckDB computes constants on its own. */
async function answers(sql: (text: string) => string, texts: readonly string[]) {
  const values = texts.map((text) => `e'${text}'`)
  const fromColumn = await duckdb.ask(
    `select ${sql('x')} from (values ${values.map((v, i) => `(${i}, ${v})`)}) t(i, x) order by i`,
  )
  const fromConstants = await duckdb.ask(`select ${values.map(sql).join(', ')}`)
  assert.deepEqual(fromConstants[0], fromColumn.flat())
  return Object.fromEntries(texts.map((text, i) => [text, fromColumn[i]?.[0]]))
}

test('text becomes a timestamp as in Spark, or NULL', async () => {
  const expected: { readonly [text: string]: string | null } = {
    '2017': '2017-01-01 00:00:00',
    '2017-1': '2017-01-01 00:00:00',
    '2017-1-2': '2017-01-02 00:00:00',
    '2017-01-02': '2017-01-02 00:00:00',
    '2017-01-02 ': '2017-01-02 00:00:00',
    '\\t2017-01-02\\n': '2017-01-02 00:00:00',
    '2017-01-02T': null,
    '2017-01-02 15': '2017-01-02 15:00:00',
    '2017-01-02 15:4': '2017-01-02 15:04:00',
    '2017-01-02 15:04:05': '2017-01-02 15:04:05',
    '2017-01-02T15:04:05Z': '2017-01-02 23:04:05',
    '2017-01-02T15:04Z': null,
    '2017-01-02 15:04:05.': '2017-01-02 15:04:05',
    '2017-01-02 15:04:05.1': '2017-01-02 15:04:05.1',
    '2017-01-02 15:04:05.1234567': '2017-01-02 15:04:05.123456',
    '2017-01-02 15:04:05.123456789Z': '2017-01-02 23:04:05.123456',
    '2017-01-02T15:04:05+08:00': '2017-01-02 15:04:05',
    '2017-01-02T15:04:05.25-03:30': '2017-01-03 02:34:05.25',
    '2017-01-02 15:04:05+8': '2017-01-02 15:04:05',
    '2017-01-02 15:04:05+0800': '2017-01-02 15:04:05',
    '2017-01-02 15:04:05+8:30': '2017-01-02 14:34:05',
    '2017-01-02 15:04:05 +08:30': '2017-01-02 14:34:05',
    '2017-01-02 15:04:05 UTC': '2017-01-02 23:04:05',
    '2017-01-02 15:04:05UTC+3': '2017-01-02 20:04:05',
    '2017-01-02 15:04:05 GMT+03:00': '2017-01-02 20:04:05',
    '2017-01-02 15:04:05 America/New_York': '2017-01-03 04:04:05',
    '2017-01-02 15:04:05 CST': '2017-01-03 05:04:05',
    '2017-01-02 15:04:05 utc': null,
    '2017-01-02 15:04:05z': null,
    '2017-01-02 15:04:05 Foo/Bar': null,
    '2017-01-02 15:04:05-18:01': null,
    '2017-01-02 15:04:60': null,
    '2017-01-02 24:00:00': null,
    '2017-02-30': null,
    '2017-02-30 00:00:00': null,
    '2017/01/02': null,
    '2017/01/02 00:00:00': null,
    '20170102': null,
    '+2017-01-02': '2017-01-02 00:00:00',
    '217-01-02': null,
    ' 217-01-02 00:00:00': null,
    '-217-01-02 00:00:00': null,
    '2017-01-02  15:04:05': null,
    '': null,
    epoch: null,
    infinity: null,
    '12345-01-02 00:00:00': '+12345-01-02 00:00:00',
    '-2017-01-02': '-2017-01-02 00:00:00',
    '0000-01-02 00:00:00': '0000-01-02 00:00:00',
    '1988-04-17 00:30:00': '1988-04-17 00:30:00',
  }
  assert.deepEqual(
    await answers(
      (text) => `spark_timestamp_to_text(spark_text_to_timestamp(${text}, '${zone}'), '${zone}')`,
      Object.keys(expected),
    ),
    expected,
  )
})

test('text becomes a date as in Spark: what follows a day is passed over', async () => {
  const expected: { readonly [text: string]: string | null } = {
    '2017': '2017-01-01',
    '2017-1': '2017-01-01',
    '2017-1-2': '2017-01-02',
    ' 2017-01-02 ': '2017-01-02',
    '2017-01-02 abc': '2017-01-02',
    '2017-01-02Tabc': '2017-01-02',
    '2017-01-02abc': null,
    '2017-02-30': null,
    '20170102': null,
    '217-01-002': null,
    '': null,
  }
  assert.deepEqual(
    await answers((text) => `spark_text_to_date(${text})::varchar`, Object.keys(expected)),
    expected,
  )
})

test('seconds become timestamps and back, rounding down', async () => {
  const [row] = await duckdb.ask(`select
    spark_timestamp_to_text(spark_seconds_to_timestamp(1483340400), '${zone}'),
    spark_timestamp_to_text(spark_seconds_to_timestamp(1.9999999::double), '${zone}'),
    spark_timestamp_to_text(spark_seconds_to_timestamp(1.5::decimal(10, 2)), '${zone}'),
    spark_timestamp_to_seconds(spark_seconds_to_timestamp(-0.5::double)),
    spark_timestamp_to_seconds(spark_seconds_to_timestamp(-2)),
    spark_seconds_to_timestamp(9223372036854775807),
    spark_seconds_to_timestamp('nan'::double)`)
  assert.deepEqual(row, [
    '2017-01-02 15:00:00',
    '1970-01-01 08:00:01.999999',
    '1970-01-01 08:00:01.5',
    '-1',
    '-2',
    null,
    null,
  ])
})

test('a date is the start of its day in the zone', async () => {
  const [row] = await duckdb.ask(`select
    spark_timestamp_to_seconds(spark_date_to_timestamp(date '2017-01-02', '${zone}')),
    spark_timestamp_to_date(spark_seconds_to_timestamp(1483286399), '${zone}')::varchar,
    spark_timestamp_to_date(spark_seconds_to_timestamp(1483286400), '${zone}')::varchar`)
  assert.deepEqual(row, ['1483286400', '2017-01-01', '2017-01-02'])
})
