import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { formatTime } from '../variables/format-time.ts'
import { dateFromText } from './date-forms.ts'

const context = { timeZone: 'Asia/Shanghai', nowMs: Date.parse('2017-01-12T15:30:00+08:00') }

describe('dateFromText', () => {
  it('reads the forms of logs; what names no zone is in the session time zone', () => {
    const samples: readonly (readonly [string, string])[] = [
      ['2017-01-02T15:00:00.123+08:00', '2017-01-02T07:00:00.123Z'],
      ['2017-01-02T15:00:00.123456789Z', '2017-01-02T15:00:00.123456Z'],
      ['2017-01-02T15:00:00+0800', '2017-01-02T07:00:00Z'],
      ['2017-01-02 15:00:00,5', '2017-01-02T07:00:00.500Z'],
      ['2017-01-02 15:00:00', '2017-01-02T07:00:00Z'],
      ['2017-01-02 15:00', '2017-01-02T07:00:00Z'],
      ['2017/1/2 15:00:00', '2017-01-02T07:00:00Z'],
      ['2017-01-02', '2017-01-01T16:00:00Z'],
      ['1988-07-04 15:13:20', '1988-07-04T06:13:20Z'],
      ['20170102', '2017-01-01T16:00:00Z'],
      ['20170102150000', '2017-01-02T07:00:00Z'],
      ['20170102T150000Z', '2017-01-02T15:00:00Z'],
      ['10/Oct/2000:13:55:36 -0700', '2000-10-10T20:55:36Z'],
      ['[10/Oct/2000:13:55:36.250 -0700]', '2000-10-10T20:55:36.250Z'],
      ['Jan  2 15:00:00', '2017-01-02T07:00:00Z'],
      ['Dec 31 23:59:59', '2016-12-31T15:59:59Z'],
      ['Feb 29 00:00:00', '2016-02-28T16:00:00Z'],
      ['Jan 2 2015 15:00:00', '2015-01-02T07:00:00Z'],
      ['Mon Jan  2 15:00:00.000001 2017', '2017-01-02T07:00:00.000001Z'],
      ['Mon Jan  2 15:00:00 UTC 2017', '2017-01-02T15:00:00Z'],
      ['Mon, 02 Jan 2017 15:00:00 GMT', '2017-01-02T15:00:00Z'],
      ['1483340400', '2017-01-02T07:00:00Z'],
      ['1483340400.123', '2017-01-02T07:00:00.123Z'],
      ['1483340400123', '2017-01-02T07:00:00.123Z'],
      ['1483340400123456', '2017-01-02T07:00:00.123456Z'],
      ['1483340400123456789', '2017-01-02T07:00:00.123456Z'],
      ['-0.5', '1969-12-31T23:59:59.500Z'],
      ['0', '1970-01-01T00:00:00Z'],
    ]
    for (const [text, date] of samples) assert.equal(dateFromText(text, context), date, text)
  })

  it('places a date without a year at most a day ahead', () => {
    const at = (now: string) => dateFromText('Jan 1 00:30:00', { timeZone: 'UTC', nowMs: Date.parse(now) })
    assert.equal(at('2016-12-31T23:00:00Z'), '2017-01-01T00:30:00Z')
    assert.equal(at('2016-12-30T23:00:00Z'), '2016-01-01T00:30:00Z')
  })

  it('refuses what is no date', () => {
    const samples = [
      '',
      'yesterday',
      '2017-02-30',
      '2017-13-01',
      '2017-01-02 25:00:00',
      '2017-01-02T15:60:00Z',
      '02/Foo/2017:15:00:00 +0800',
      '2017-01-02 15:00:00 CST',
      '0000-01-01',
      '12345678901234567890',
      '1'.repeat(100),
    ]
    for (const text of samples) assert.equal(dateFromText(text, context), undefined, text)
  })

  it('reads back what formatTime writes, in every form', () => {
    const patterns = [
      "yyyy-MM-dd'T'HH:mm:ssXXX",
      'dd/MMM/yyyy:HH:mm:ss Z',
      'EEE, dd MMM yyyy HH:mm:ss Z',
      'yyyyMMddHHmmssZ',
    ]
    const instant = fc.integer({ min: Date.UTC(1950, 0, 1) / 1000, max: Date.UTC(2100, 0, 1) / 1000 })
    const zone = fc.constantFrom('UTC', 'Asia/Shanghai', 'America/New_York')
    fc.assert(
      fc.property(instant, fc.constantFrom(...patterns), zone, (seconds, pattern, timeZone) => {
        const text = formatTime(pattern, seconds * 1000, timeZone)
        assert.equal(
          dateFromText(text, context),
          new Date(seconds * 1000).toISOString().replace('.000', ''),
          text,
        )
      }),
      { numRuns: 1000 },
    )
  })
})
