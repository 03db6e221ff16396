import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openAsk } from '../macros/testing/ask-duckdb.ts'
import { parseSql } from './parse.ts'

const zone = 'Asia/Shanghai'
const refuse = (message: string): never => {
  throw new Error(message)
}
let duckdb: Awaited<ReturnType<typeof openAsk>>
before(async () => {
  duckdb = await openAsk(zone)
})
after(() => duckdb.close())

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`

async function seconds(texts: readonly string[], pattern: string): Promise<(number | null)[]> {
  const rows = await duckdb.ask(
    `select epoch_us(${parseSql('x', pattern, zone, refuse)}) / 1000000 from (values ${texts.map((text, i) => `(${i}, ${quoted(text)})`)}) t(i, x) order by i`,
  )
  return rows.map(([value]) => (value === null || value === undefined ? null : Number(value)))
}

/** What Spark 3.5 reads with its legacy parser; null where it does. */
const samples: readonly [text: string, pattern: string, seconds: number | null][] = [
  ['2017-01-02 15:00:00', 'yyyy-MM-dd', 1483286400],
  ['2017-01-02', 'yyyy-MM-dd HH:mm:ss', null],
  ['17-01-02', 'yyyy-MM-dd', -61630617943],
  ['17-01-02', 'yy-MM-dd', 1483286400],
  ['2017-01-02', 'yy-MM-dd', 1483286400],
  ['99-01-02', 'yy-MM-dd', 915206400],
  ['20170102', 'yyyyMMdd', 1483286400],
  ['201712', 'yyyyMMdd', null],
  ['2017123', 'yyyyMMdd', 1512230400],
  ['20171', 'yyyyMMdd', null],
  ['20170102150405', 'yyyyMMddHHmmss', 1483340645],
  ['2017010215040', 'yyyyMMddHHmmss', 1483340640],
  ['20170102150405999', 'yyyyMMddHHmmssSSS', 1483340645.999],
  [' 2017-01-02 15:00:00', 'yyyy-MM-dd HH:mm:ss', 1483340400],
  ['2017- 1-02 15:00:00', 'yyyy-MM-dd HH:mm:ss', 1483340400],
  ['2017-01-02  15:00:00', 'yyyy-MM-dd HH:mm:ss', 1483340400],
  ['2017-01-02 15:00:00 xyz', 'yyyy-MM-dd HH:mm:ss', 1483340400],
  ['2017-01-02T15:00:00', "yyyy-MM-dd'T'HH:mm:ss", 1483340400],
  ['2017-01-02T15:00:00Z', "yyyy-MM-dd'T'HH:mm:ssX", 1483369200],
  ['2017-01-02T15:00:00+08', "yyyy-MM-dd'T'HH:mm:ssX", 1483340400],
  ['2017-01-02T15:00:00+0800', "yyyy-MM-dd'T'HH:mm:ssXX", 1483340400],
  ['2017-01-02T15:00:00+08:00', "yyyy-MM-dd'T'HH:mm:ssXXX", 1483340400],
  ['2017-01-02T15:00:00+0800', "yyyy-MM-dd'T'HH:mm:ssXXX", null],
  ['2017-01-02T15:00:00+0900', "yyyy-MM-dd'T'HH:mm:ssZ", 1483336800],
  ['2017-01-02T15:00:00+09:00', "yyyy-MM-dd'T'HH:mm:ssZ", null],
  ['2017-01-02T15:00:00Z', "yyyy-MM-dd'T'HH:mm:ssZ", null],
  ['2017-01-02T15:00:00GMT+9', "yyyy-MM-dd'T'HH:mm:ssZ", null],
  ['2017-01-02T15:00:00GMT+09:00', "yyyy-MM-dd'T'HH:mm:ssz", 1483336800],
  ['2017-01-02 15:00:00 CST', 'yyyy-MM-dd HH:mm:ss z', 1483340400],
  ['2017-01-02 15:00:00 PST', 'yyyy-MM-dd HH:mm:ss z', 1483398000],
  ['2017-01-02 15:00:00 UTC', 'yyyy-MM-dd HH:mm:ss z', 1483369200],
  ['2017-01-02 15:00:00 PDT', 'yyyy-MM-dd HH:mm:ss z', 1483394400],
  ['2017-01-02 15:00:00 China Standard Time', 'yyyy-MM-dd HH:mm:ss z', 1483340400],
  ['02/Jan/2017:15:00:00 +0800', 'dd/MMM/yyyy:HH:mm:ss Z', 1483340400],
  ['02/jan/2017:15:00:00', 'dd/MMM/yyyy:HH:mm:ss', 1483340400],
  ['02/January/2017:15:00:00', 'dd/MMM/yyyy:HH:mm:ss', 1483340400],
  ['02/Jan/2017:15:00:00', 'dd/MMMM/yyyy:HH:mm:ss', 1483340400],
  ['02/01/2017', 'dd/MMM/yyyy', null],
  ['Jan 2, 2017 3:00:00 PM', 'MMM d, yyyy h:mm:ss a', 1483340400],
  ['Jan 2, 2017 3:00:00 pm', 'MMM d, yyyy h:mm:ss a', 1483340400],
  ['Jan 2, 2017 12:00:00 AM', 'MMM d, yyyy h:mm:ss a', 1483286400],
  ['Jan 2, 2017 12:00:00 PM', 'MMM d, yyyy h:mm:ss a', 1483329600],
  ['Jan 2, 2017 3:00:00', 'MMM d, yyyy h:mm:ss', 1483297200],
  ['Mon, 02 Jan 2017 15:00:00 GMT', 'EEE, dd MMM yyyy HH:mm:ss z', 1483369200],
  ['Xxx, 02 Jan 2017', 'EEE, dd MMM yyyy', null],
  ['2017-033', 'yyyy-DDD', 1485964800],
  ['2017-01', 'yyyy-MM', 1483200000],
  ['2017', 'yyyy', 1483200000],
  ['15:04', 'HH:mm', 25440],
  ['2017-01-02 24', 'yyyy-MM-dd kk', 1483286400],
  ['2017-01-02 11 PM', 'yyyy-MM-dd KK a', 1483369200],
  ['2017-01-02 15:00:00.5', 'yyyy-MM-dd HH:mm:ss.SSS', 1483340400.005],
  ['+2017-01-02', 'yyyy-MM-dd', null],
  ['12017-01-02', 'yyyy-MM-dd', 317052806400],
  ['2017-01-02', 'yyyy-mm-dd', 1483286460],
  ['AD 2017', 'G yyyy', 1483200000],
  ['2017/01/02 00:00:00', 'yyyy-MM-dd HH:mm:ss', null],
  ['', 'yyyy', null],
  ['1960-01-01 00:00:00', 'yyyy-MM-dd HH:mm:ss', -315648000],
  ['1500-01-01', 'yyyy-MM-dd', -14831798743],
  ['2017年01月02日', 'yyyy年MM月dd日', 1483286400],
  ['99999999999', 'yyyy', null],
  ['2017-01-02 15', 'yyyy-MM-ddHH', 1483340400],
  ['2017 1 2', 'yyyyMMdd', 1483286400],
  ['201701023', 'yyyyMMddH', 1483297200],
  ['2/1/1', 'd/M/yy', -62135539543],
  ['2/1/017', 'd/M/yy', -61630617943],
  ['1701022', 'yyMMdd', 1485014400],
  ['17-01-02 15:00:00', 'y-M-d H:m:s', 1483340400],
  ['2017-01-02 3 PMx', 'yyyy-MM-dd h a', 1483340400],
  ['3PM 2017-01-02', 'ha yyyy-MM-dd', 1483340400],
  ['2017-01-02 Monday', 'yyyy-MM-dd E', 1483286400],
  // The clock showed 00:30 twice: Java’s calendar takes standard time.
  ['1991-09-15 01:30:00', 'yyyy-MM-dd HH:mm:ss', 684869400],
]

test('every letter reads what Java’s SimpleDateFormat reads', async () => {
  for (const [text, pattern, expected] of samples)
    assert.deepEqual(await seconds([text], pattern), [expected], `${text} by ${pattern}`)
})

test('parts out of range roll over', async () => {
  assert.deepEqual(
    [
      ...(await seconds(
        ['2017-13-45 25:61:61', '2017-01-02 24:00:00', '2017-00-00 00:00:00', '2017--1-02 00:00:00'],
        'yyyy-MM-dd HH:mm:ss',
      )),
      ...(await seconds(['2017-01-02'], 'yyyyMMdd')),
      ...(await seconds(['Tue, 02 Jan 2017'], 'EEE, dd MMM yyyy')),
      ...(await seconds(['2017-99999999-01', '2017-01-99999999999'], 'yyyy-MM-dd')),
    ],
    [1518631321, 1483372800, 1480435200, 1478016000, 1480521600, 1483286400, null, null].map((value, i) =>
      i === 3 ? Date.UTC(2016, 10, 1, 16) / 1000 : value,
    ),
  )
})

test('the fast form gives what the general form gives, or leaves the text to it', async () => {
  const patterns: readonly [string, string][] = [
    ['yyyy-MM-dd HH:mm:ss', '2017-11-12 15:14:13'],
    ['yyyy-MM-dd', '2017-11-12'],
    ['yyyyMMddHHmmss', '20171112151413'],
    ['dd/MMM/yyyy:HH:mm:ss Z', '12/Nov/2017:15:14:13 +0800'],
    ['hh:mm a dd.MM.yyyy', '03:14 PM 12.11.2017'],
    ['EEE, dd MMM yyyy', 'Sun, 12 Nov 2017'],
  ]
  for (const [pattern, text] of patterns) {
    const texts = [...mutations(text)]
    // A pattern with an era has no fast form; put before it, nothing else changes.
    const general = await seconds(
      texts.map((changed) => `AD${changed}`),
      `G${pattern}`,
    )
    const fast = await seconds(texts, pattern)
    for (const [i, changed] of texts.entries())
      assert.equal(fast[i], general[i], `'${changed}' by ${pattern}`)
  }
})

/** The text with one character replaced, put in or taken out, and with more behind it. */
function* mutations(text: string): Generator<string> {
  for (let i = 0; i <= text.length; i++) {
    if (i < text.length) yield text.slice(0, i) + text.slice(i + 1)
    for (const put of ['0', '3', '9', ' ', '-', 'x', '中']) {
      yield text.slice(0, i) + put + text.slice(i)
      if (i < text.length) yield text.slice(0, i) + put + text.slice(i + 1)
    }
  }
  yield `${text} rest`
  yield text.repeat(2)
}

test('a pattern by which nothing can be read is refused with a sentence', () => {
  const message = (pattern: string) => {
    try {
      return parseSql('x', pattern, zone, refuse)
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
  }
  assert.match(
    message('YYYY-ww'),
    /^text cannot be read by the letter Y of the pattern 'YYYY-ww': give the day by/,
  )
  assert.match(message(''), /says no part of a date or time/)
  assert.match(message('yyyy E'), /has a weekday but no day: add d/)
  assert.match(message('yyyyb'), /has the letter b, which means nothing/)
})
