import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openAsk } from '../macros/testing/ask-duckdb.ts'
import { formatSql } from './format.ts'

const zone = 'Asia/Shanghai'
const refuse = (message: string): never => {
  throw new Error(message)
}
let duckdb: Awaited<ReturnType<typeof openAsk>>
before(async () => {
  duckdb = await openAsk(zone)
})
after(() => duckdb.close())

async function written(wall: string, patterns: readonly string[], inZone = zone): Promise<(string | null)[]> {
  const instant = `timezone('${inZone}', timestamp '${wall}')`
  const [row = []] = await duckdb.ask(
    `select ${patterns.map((pattern) => formatSql(instant, pattern, inZone, refuse)).join(', ')}`,
  )
  return row
}

/** What Spark 3.5 writes with its legacy formatter. */
const samples: readonly [wall: string, pattern: string, text: string][] = [
  ['2017-01-02 15:00:00.123', 'yyyy yy y yyy yyyyy', '2017 17 2017 2017 02017'],
  [
    '2017-01-02 15:00:00.123',
    'M MM MMM MMMM MMMMM L LL LLL LLLL',
    '1 01 Jan January January 1 01 Jan January',
  ],
  ['2017-01-02 15:00:00.123', 'd dd ddd H HH HHH h hh k kk K KK', '2 02 002 15 15 015 3 03 15 15 3 03'],
  ['2017-01-02 00:00:00.123', 'H HH h hh k kk K KK', '0 00 12 12 24 24 0 00'],
  ['2017-01-02 12:00:00.123', 'H HH h hh k kk K KK a aa', '12 12 12 12 12 12 0 00 PM PM'],
  ['2017-01-02 15:00:00.123456', 'S SS SSS SSSS SSSSSS', '123 123 123 0123 000123'],
  ['2017-01-02 15:00:01.005', 'S SS SSS', '5 05 005'],
  ['2017-01-02 15:00:00', 'E EE EEE EEEE u uu F FF', 'Mon Mon Mon Monday 1 01 1 01'],
  ['2017-01-01 15:00:00', 'E u F w ww W WW D DD DDD YYYY YY', 'Sun 7 1 1 01 1 01 1 01 001 2017 17'],
  ['2016-12-31 15:00:00', 'w W D YYYY YY Y', '53 5 366 2016 16 2016'],
  ['2016-01-01 15:00:00', 'w W D YYYY', '1 1 1 2016'],
  ['2014-12-29 15:00:00', 'w W YYYY', '1 5 2015'],
  [
    '2017-01-02 15:00:00',
    'z zzz zzzz Z ZZZZ X XX XXX',
    'CST CST China Standard Time +0800 +0800 +08 +0800 +08:00',
  ],
  ['2017-01-02 15:00:00', "G GG 'T' '' 'it''s'", "AD AD T ' it's"],
  ['2017-01-02 15:00:00', "yyyy-MM-dd'T'HH:mm:ss.SSSXXX", '2017-01-02T15:00:00.000+08:00'],
  ['2017-01-02 15:00:00', '', ''],
  ['2017-01-02 15:00:00', 'MMDDSS{}%d', '010200{}%2'],
  ['1988-07-01 00:00:00', 'yyyy-MM-dd HH:mm:ss z Z X', '1988-07-01 00:00:00 CDT +0900 +09'],
  ['1900-01-01 00:00:00', 'yyyy-MM-dd HH:mm:ss z', '1900-01-01 00:00:00 CST'],
  ['2017-01-02 15:00:00.9', 'yyyy-MM-dd HH:mm:ss', '2017-01-02 15:00:00'],
  ['1969-12-31 15:00:00.9', 'yyyy-MM-dd HH:mm:ss', '1969-12-31 15:00:00'],
  ['2017-01-02 15:00:00', 'yyyy-MM-dd', '2017-01-02'],
  ['2017-01-02 15:00:00', 'yyyy年MM月dd日', '2017年01月02日'],
  ['12017-01-02 15:00:00', 'yyyy yy', '12017 17'],
  ['2017-01-02 15:00:00', "'written.wall' yyyy", 'written.wall 2017'],
]

test('every letter writes what Java’s SimpleDateFormat writes', async () => {
  for (const [wall, pattern, text] of samples)
    assert.deepEqual(await written(wall, [pattern]), [text], pattern)
})

test('zones are named in summer and in winter, and UTC is Z', async () => {
  const pattern = 'z zzzz Z XXX'
  assert.deepEqual(
    [
      await written('2017-07-02 15:00:00', [pattern], 'America/New_York'),
      await written('2017-01-02 15:00:00', [pattern], 'America/New_York'),
      await written('2017-01-02 15:00:00', [pattern], 'UTC'),
      await written('2017-01-02 15:00:00', ['Z X'], 'America/St_Johns'),
    ].flat(),
    [
      'EDT Eastern Daylight Time -0400 -04:00',
      'EST Eastern Standard Time -0500 -05:00',
      'UTC Coordinated Universal Time +0000 Z',
      '-0330 -03',
    ],
  )
})

test('nothing is written of NULL', async () => {
  const patterns = ['yyyy', 'G', "'x'", '', 'z', 'X', 'yyyy-MM-dd HH:mm:ss', 'w']
  const [row] = await duckdb.ask(
    `select ${patterns.map((pattern) => formatSql('null::timestamptz', pattern, zone, refuse)).join(', ')}`,
  )
  assert.deepEqual(
    row,
    patterns.map(() => null),
  )
})

test('a pattern that means nothing is refused with a sentence', () => {
  const message = (pattern: string, inZone = zone) => {
    try {
      return formatSql('x', pattern, inZone, refuse)
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
  }
  assert.match(message('yyyyb'), /^the pattern 'yyyyb' has the letter b, which means nothing: put text into/)
  assert.match(message("yyyy'T"), /has a single quote that is not closed/)
  assert.match(message('XXXX'), /zones are X, XX or XXX/)
  assert.match(message('z', 'Africa/Juba'), /cannot name the zone Africa\/Juba: write its offset with Z/)
})
