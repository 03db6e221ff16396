import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { instantOfLocalMs, knownTimeZone, zoneOffsetMs } from './time-zone.ts'

const zones = [
  'Asia/Shanghai',
  'Europe/Berlin',
  'America/New_York',
  'Africa/Casablanca',
  'Australia/Lord_Howe',
  'UTC',
]
const anyInstant = fc.integer({ min: Date.UTC(1880, 0, 1), max: Date.UTC(2100, 0, 1) })

describe('zoneOffsetMs', () => {
  it('knows the offsets of Shanghai: local mean time, standard and summer time', () => {
    const offsets = [Date.UTC(1890, 0, 1), Date.UTC(2017, 0, 2), Date.UTC(1988, 6, 1)].map((ms) =>
      zoneOffsetMs(ms, 'Asia/Shanghai'),
    )
    assert.deepEqual(offsets, [29_143_000, 28_800_000, 32_400_000])
  })

  it('is the difference that Intl shows between wall time and UTC, whatever was asked before', () => {
    const wallTimes = new Map(zones.map((timeZone) => [timeZone, wallTimeFormat(timeZone)]))
    fc.assert(
      fc.property(fc.constantFrom(...zones), anyInstant, (timeZone, ms) => {
        const wallTime = wallTimes.get(timeZone)?.format(ms).replace(' ', 'T')
        const shown = new Date(ms + zoneOffsetMs(ms, timeZone)).toISOString().slice(0, 19)
        assert.equal(shown, wallTime)
      }),
      { numRuns: 2000 },
    )
  })

  it('refuses an unknown zone', () => {
    assert.throws(() => zoneOffsetMs(0, 'Mars/Olympus'), RangeError)
    assert.equal(knownTimeZone('Mars/Olympus'), false)
    assert.equal(knownTimeZone('Asia/Shanghai'), true)
  })
})

describe('instantOfLocalMs', () => {
  it('undoes zoneOffsetMs except for the earlier of two equal wall times', () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), anyInstant, (timeZone, ms) => {
        const local = ms + zoneOffsetMs(ms, timeZone)
        const back = instantOfLocalMs(local, timeZone)
        assert.equal(back + zoneOffsetMs(back, timeZone), local)
        assert.ok(back >= ms)
      }),
      { numRuns: 2000 },
    )
  })

  it('moves a skipped wall time forward and takes the later of two', () => {
    const berlin = (local: string) =>
      new Date(instantOfLocalMs(Date.parse(`${local}Z`), 'Europe/Berlin')).toISOString()
    assert.equal(berlin('2017-03-26T02:30:00'), '2017-03-26T01:30:00.000Z')
    assert.equal(berlin('2017-10-29T02:30:00'), '2017-10-29T01:30:00.000Z')
  })
})

function wallTimeFormat(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
}
