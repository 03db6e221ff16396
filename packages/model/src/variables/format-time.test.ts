import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { formatTime } from './format-time.ts'

const shanghai = 'Asia/Shanghai'
const sample = Date.parse('2017-01-02T15:00:00.123+08:00')

/** Pattern → text of `sample` in Asia/Shanghai (sql.md §2.1). */
const samples: readonly (readonly [string, string])[] = [
  ['yyyy', '2017'],
  ['yy', '17'],
  ['y', '2017'],
  ['yyyyyy', '002017'],
  ['MM', '01'],
  ['M', '1'],
  ['MMM', 'Jan'],
  ['MMMM', 'January'],
  ['dd', '02'],
  ['d', '2'],
  ['HH', '15'],
  ['H', '15'],
  ['hh', '03'],
  ['h', '3'],
  ['kk', '15'],
  ['k', '15'],
  ['K', '3'],
  ['mm', '00'],
  ['m', '0'],
  ['ss', '00'],
  ['s', '0'],
  ['S', '123'],
  ['SSS', '123'],
  ['a', 'PM'],
  ['E', 'Mon'],
  ['EEEE', 'Monday'],
  ['u', '1'],
  ['D', '2'],
  ['DDD', '002'],
  ['F', '1'],
  ['w', '1'],
  ['W', '1'],
  ['Y', '2017'],
  ['z', 'CST'],
  ['zzzz', 'China Standard Time'],
  ['Z', '+0800'],
  ['X', '+08'],
  ['XX', '+0800'],
  ['XXX', '+08:00'],
  ['G', 'AD'],
  ["'T'", 'T'],
  ["''", "'"],
  ["'o''clock'", "o'clock"],
  ["yyyy-MM-dd'T'HH:mm:ss.SSSXXX", '2017-01-02T15:00:00.123+08:00'],
  ['yyyy年M月d日', '2017年1月2日'],
  ['yyyy-mm-dd', '2017-00-02'],
]

describe('formatTime', () => {
  it('writes each pattern letter as SimpleDateFormat does', () => {
    for (const [pattern, text] of samples) assert.equal(formatTime(pattern, sample, shanghai), text, pattern)
  })

  it('observes the summer time of Shanghai in 1988 and the last second before it ends', () => {
    const pattern = 'yyyy-MM-dd HH:mm:ss z Z'
    assert.equal(formatTime(pattern, 584000000_000, shanghai), '1988-07-04 15:13:20 CDT +0900')
    assert.equal(
      formatTime(pattern, Date.UTC(1988, 8, 10, 16, 59, 59), shanghai),
      '1988-09-11 01:59:59 CDT +0900',
    )
    assert.equal(formatTime(pattern, Date.UTC(1988, 8, 10, 17), shanghai), '1988-09-11 01:00:00 CST +0800')
    assert.equal(
      formatTime(pattern, Date.UTC(1988, 3, 16, 17, 59, 59), shanghai),
      '1988-04-17 01:59:59 CST +0800',
    )
    assert.equal(formatTime(pattern, Date.UTC(1988, 3, 16, 18), shanghai), '1988-04-17 03:00:00 CDT +0900')
  })

  it('gives the documented results of from_unixtime', () => {
    const pattern = 'yyyy-MM-dd HH:mm:ss'
    assert.equal(formatTime(pattern, 0, shanghai), '1970-01-01 08:00:00')
    assert.equal(formatTime(pattern, -1000, shanghai), '1970-01-01 07:59:59')
    assert.equal(formatTime(pattern, 123456789_000, shanghai), '1973-11-30 05:33:09')
    assert.equal(formatTime(pattern, 2147483648_000, shanghai), '2038-01-19 11:14:08')
  })

  it('keeps the seconds of local mean time before 1901', () => {
    const noon = Date.UTC(1890, 0, 1)
    assert.equal(formatTime('HH:mm:ss XXX', noon, shanghai), '08:05:43 +08:05')
  })

  it('writes midnight and noon in the four hour forms', () => {
    const midnight = Date.parse('2017-01-02T00:30:00+08:00')
    assert.equal(formatTime('H k h K a', midnight, shanghai), '0 24 12 0 AM')
    assert.equal(formatTime('H k h K a', midnight + 12 * 3_600_000, shanghai), '12 12 12 0 PM')
  })

  it('counts the last days of December to the first week of the next year, as the US locale does', () => {
    const sunday = Date.parse('2017-12-31T12:00:00Z')
    assert.equal(formatTime('Y w W F u', sunday, 'UTC'), '2018 1 6 5 7')
    assert.equal(formatTime('Y w W F u', sunday - 86_400_000, 'UTC'), '2017 52 5 5 6')
  })

  it('writes UTC, zones west of it and zones without a name', () => {
    assert.equal(formatTime('z Z X XXX', 0, 'UTC'), 'UTC +0000 Z Z')
    assert.equal(formatTime('z Z XXX', 0, 'America/Los_Angeles'), 'PST -0800 -08:00')
    assert.equal(formatTime('z', 0, 'Asia/Tokyo'), 'JST')
    assert.equal(formatTime('z', sample, 'Europe/Berlin'), 'CET')
    assert.equal(formatTime('HH:mm z XXX', 0, '+08:30'), '08:30 GMT+08:30 +08:30')
  })

  it('refuses a pattern that SimpleDateFormat refuses, naming what is wrong', () => {
    const refused: readonly (readonly [string, RegExp])[] = [
      ['', /empty/],
      ['yyyy-bb', /'b' is no pattern letter/],
      ["yyyy'T", /quote/],
      ['XXXX', /three times/],
      ['y'.repeat(201), /longer than 200/],
    ]
    for (const [pattern, message] of refused) {
      assert.throws(() => formatTime(pattern, 0, 'UTC'), { code: 'E18658', message })
    }
  })

  it('agrees with ISO 8601 in UTC for every instant of four-digit years', () => {
    fc.assert(
      fc.property(
        fc.date({
          min: new Date('0001-01-01T00:00:00Z'),
          max: new Date('9999-12-31T23:59:59Z'),
          noInvalidDate: true,
        }),
        (date) => formatTime("yyyy-MM-dd'T'HH:mm:ss.SSSX", date.getTime(), 'UTC') === date.toISOString(),
      ),
    )
  })
})
