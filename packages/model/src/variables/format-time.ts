import { parseTimePattern, type TimeToken } from './time-pattern.ts'
import { zoneOffsetMs } from './time-zone.ts'
import { longZoneName, shortZoneName } from './time-zone-name.ts'

const months = 'January February March April May June July August September October November December'.split(
  ' ',
)
const weekdays = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ')
const dayMs = 86_400_000
/** Patterns kept compiled. A server sees few; a client that invents them cannot fill the memory. */
const compiledPatternsMax = 256
const compiledPatterns = new Map<string, readonly TimeToken[]>()

/** The instant that is written, and the wall time there as a Date whose UTC parts are the local ones. */
interface Moment {
  readonly ms: number
  readonly timeZone: string
  readonly local: Date
}

/**
 * Writes the instant `ms` (since 1970, UTC) as clocks in `timeZone` show it, by a SimpleDateFormat pattern in English
 * (sql.md §2.1): `formatTime('yyyy-MM-dd HH:mm:ss', 584000000000, 'Asia/Shanghai')` is `1988-07-04 15:13:20`.
 * Weeks are those of the US locale, as Java's default. Throws E18658 for a bad pattern, RangeError for an unknown zone.
 */
export function formatTime(pattern: string, ms: number, timeZone: string): string {
  const tokens = compiled(pattern)
  const moment = { ms, timeZone, local: new Date(ms + zoneOffsetMs(ms, timeZone)) }
  let text = ''
  for (const token of tokens)
    text += 'text' in token ? token.text : writeLetter(token.letter, token.count, moment)
  return text
}

function compiled(pattern: string): readonly TimeToken[] {
  const known = compiledPatterns.get(pattern)
  if (known !== undefined) return known
  const tokens = parseTimePattern(pattern)
  if (compiledPatterns.size >= compiledPatternsMax) compiledPatterns.clear()
  compiledPatterns.set(pattern, tokens)
  return tokens
}

function writeLetter(letter: string, count: number, moment: Moment): string {
  const value = numberOf(letter, moment.local)
  if (value === undefined) return writeName(letter, count, moment)
  if (letter === 'y' || letter === 'Y') return writeYear(value, count)
  if ((letter === 'M' || letter === 'L') && count > 2) return nameOf(months, value - 1, count)
  return String(value).padStart(count, '0')
}

/** The letters that stand for a number; undefined for the others. */
function numberOf(letter: string, local: Date): number | undefined {
  const hours = local.getUTCHours()
  switch (letter) {
    case 'y':
      return yearOfEra(local)
    case 'M':
    case 'L':
      return local.getUTCMonth() + 1
    case 'd':
      return local.getUTCDate()
    case 'H':
      return hours
    case 'k':
      return hours || 24
    case 'K':
      return hours % 12
    case 'h':
      return hours % 12 || 12
    case 'm':
      return local.getUTCMinutes()
    case 's':
      return local.getUTCSeconds()
    case 'S':
      return local.getUTCMilliseconds()
    case 'u':
      return local.getUTCDay() || 7
    default:
      return calendarNumberOf(letter, local)
  }
}

function calendarNumberOf(letter: string, local: Date): number | undefined {
  switch (letter) {
    case 'D':
      return dayOfYear(local)
    case 'F':
      return Math.ceil(local.getUTCDate() / 7)
    case 'W':
      return Math.floor((saturday(local).getTime() - firstOfMonth(local)) / dayMs / 7) + 1
    case 'w':
      return Math.ceil(dayOfYear(saturday(local)) / 7)
    case 'Y':
      return yearOfEra(saturday(local))
    default:
      return undefined
  }
}

function writeName(letter: string, count: number, { ms, timeZone, local }: Moment): string {
  switch (letter) {
    case 'E':
      return nameOf(weekdays, local.getUTCDay(), count)
    case 'a':
      return local.getUTCHours() < 12 ? 'AM' : 'PM'
    case 'G':
      return local.getUTCFullYear() > 0 ? 'AD' : 'BC'
    case 'z':
      return count > 3 ? longZoneName(ms, timeZone) : shortZoneName(ms, timeZone)
    default:
      return writeOffset(letter, count, local.getTime() - ms)
  }
}

/** Z: +0800. X, XX, XXX: +08, +0800, +08:00, and Z for no offset. Seconds of old offsets are cut, as in Java. */
function writeOffset(letter: string, count: number, offsetMs: number): string {
  if (letter === 'X' && offsetMs === 0) return 'Z'
  const minutes = Math.floor(Math.abs(offsetMs) / 60_000)
  const sign = offsetMs < 0 ? '-' : '+'
  const hh = String(Math.floor(minutes / 60)).padStart(2, '0')
  const mm = String(minutes % 60).padStart(2, '0')
  if (letter === 'X' && count === 1) return `${sign}${hh}`
  return letter === 'X' && count === 3 ? `${sign}${hh}:${mm}` : `${sign}${hh}${mm}`
}

function writeYear(year: number, count: number): string {
  return count === 2 ? String(year % 100).padStart(2, '0') : String(year).padStart(count, '0')
}

function nameOf(names: readonly string[], index: number, count: number): string {
  const name = names[index] ?? ''
  return count > 3 ? name : name.slice(0, 3)
}

function yearOfEra(local: Date): number {
  const year = local.getUTCFullYear()
  return year > 0 ? year : 1 - year
}

function dayOfYear(local: Date): number {
  const newYear = new Date(local)
  newYear.setUTCMonth(0, 1)
  return Math.round((local.getTime() - newYear.getTime()) / dayMs) + 1
}

/** The week runs from Sunday; the one that holds January 1 is the first of its year. */
function saturday(local: Date): Date {
  return new Date(local.getTime() + (6 - local.getUTCDay()) * dayMs)
}

function firstOfMonth(local: Date): number {
  return local.getTime() - (local.getUTCDate() - 1) * dayMs
}
