import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openAsk } from './testing/ask-duckdb.ts'
import { steadyZones } from './zones.ts'

let duckdb: Awaited<ReturnType<typeof openAsk>>
before(async () => {
  duckdb = await openAsk('UTC')
})
after(() => duckdb.close())

test('every zone of the list keeps its offset from the instant that the list says, by DuckDB’s rules', async () => {
  for (const { names, since, offsetSeconds } of steadyZones)
    for (const name of names) {
      const offset = `epoch_us(timezone('${name}', instant)) - epoch_us(instant)`
      const [[steady, before] = []] = await duckdb.ask(`
        select bool_and(${offset} = ${offsetSeconds}000000), timezone('${name}', timestamptz '${since}' - interval 1 second)::varchar
        from (
          select unnest(generate_series(timestamptz '${since}', timestamptz '2150-01-01 00:00:00Z', interval 61 hour)) as instant
          union all select unnest(generate_series(timestamptz '${since}', timestamptz '${since}' + interval 60 day, interval 1 hour))
        )`)
      assert.equal(steady, 'true', `${name} (the second before: ${before})`)
    }
})

test('the short cut and the rules give the same times on both sides of the last change', async () => {
  const instants = `select unnest(generate_series(timestamptz '1985-01-01', timestamptz '1995-01-01', interval 97 minute)) as instant`
  assert.deepEqual(
    await duckdb.ask(`
      select count(*) from (${instants})
      where spark_timestamp_to_local(instant, 'Asia/Shanghai') is distinct from timezone('Asia/Shanghai', instant)`),
    [['0']],
  )
  assert.deepEqual(
    await duckdb.ask(`
      select count(*) from (select instant::timestamp as wall from (${instants}))
      where spark_local_to_timestamp(wall, 'Asia/Shanghai') is distinct from spark_local_to_timestamp_by_rules(wall, 'Asia/Shanghai')
        or spark_local_to_timestamp_later(wall, 'Asia/Shanghai') is distinct from timezone('Asia/Shanghai', wall)`),
    [['0']],
  )
})

test('a wall-clock time that occurs twice is the earlier one, a skipped one is moved on', async () => {
  const seconds = (wall: string, zone: string): string =>
    `epoch_us(spark_local_to_timestamp(timestamp '${wall}', '${zone}')) // 1000000`
  const [row] = await duckdb.ask(
    `select ${[
      seconds('1991-09-15 01:30:00', 'Asia/Shanghai'),
      seconds('1900-12-31 23:56:00', 'Asia/Shanghai'),
      seconds('2021-11-07 01:30:00', 'America/New_York'),
      seconds('2021-03-14 02:30:00', 'America/New_York'),
      seconds('2021-04-04 01:45:00', 'Australia/Lord_Howe'),
    ].join(', ')}`,
  )
  assert.deepEqual(row, ['684865800', '-2177482183', '1636263000', '1615707000', '1617461100'])
})
