import { instantOfLocalMs } from '../variables/time-zone.ts'

/** What a date without a zone, or without a year, is completed with. */
export interface DateContext {
  /** IANA name: the zone of times that do not name theirs. */
  readonly timeZone: string
  /** Now: syslog writes no year. */
  readonly nowMs: number
}

interface DateParts {
  readonly year: number | undefined
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  /** Digits behind the point. */
  readonly fraction: string
  /** Z, +08:00, +0800, +08, UTC, GMT; '' when the text names none. */
  readonly zone: string
}

const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
const time = '(?<hour>\\d{1,2}):(?<minute>\\d\\d)(?::(?<second>\\d\\d)(?:[.,](?<fraction>\\d{1,9}))?)?'
const zone = '(?<zone>Z|UTC|GMT|[+-]\\d\\d(?::?\\d\\d)?)'
const monthName = '(?<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}'

const forms: readonly RegExp[] = [
  // 2017-01-02T15:00:00.123+08:00, 2017-01-02 15:00:00, 2017/01/02 15:00, 2017-01-02
  `(?<year>\\d{4})[-/](?<month>\\d{1,2})[-/](?<day>\\d{1,2})(?:[T ]${time} ?${zone}?)?`,
  // 20170102, 20170102150000, 20170102T150000Z
  `(?<year>\\d{4})(?<month>\\d\\d)(?<day>\\d\\d)(?:T?(?<hour>\\d\\d)(?<minute>\\d\\d)(?<second>\\d\\d)${zone}?)?`,
  // Access logs: 02/Jan/2017:15:00:00 +0800, also in brackets
  `\\[?(?<day>\\d{1,2})/${monthName}/(?<year>\\d{4})[: ]${time}(?: ${zone})?\\]?`,
  // Syslog: Jan  2 15:00:00, Jan 2 2017 15:00:00
  `${monthName} {1,2}(?<day>\\d{1,2})(?: (?<year>\\d{4}))? ${time}(?: ${zone})?`,
  // asctime, Apache's error log: Mon Jan  2 15:00:00 2017; date(1): Mon Jan  2 15:00:00 UTC 2017
  `[A-Z][a-z]{2} ${monthName} {1,2}(?<day>\\d{1,2}) ${time}(?: ${zone})? (?<year>\\d{4})`,
  // Mail and HTTP: Mon, 02 Jan 2017 15:00:00 GMT, 02-Jan-2017 15:00:00
  `(?:[A-Z][a-z]{2,8}, ?)?(?<day>\\d{1,2})[ -]${monthName}[ -](?<year>\\d{4}) ${time}(?: ${zone})?`,
].map((form) => new RegExp(`^${form}$`, 'i'))

/** Characters of the longest text that is tried. */
const dateCharsMax = 64

/**
 * Reads a date in one of the forms of logs and writes it as RFC 3339 in UTC (docs/formats/canonical-record.md), microseconds
 * kept. Digits are an epoch time, in seconds, ms, µs or ns by their size, unless they read as yyyyMMdd or yyyyMMddHHmmss.
 * A date without a year is the last one that is not more than a day ahead. undefined: no date.
 */
export function dateFromText(text: string, context: DateContext): string | undefined {
  const trimmed = text.trim()
  if (trimmed.length > dateCharsMax) return undefined
  for (const form of forms) {
    const match = form.exec(trimmed)
    const date = match === null ? undefined : fromParts(toParts(match.groups ?? {}), context)
    if (date !== undefined) return date
  }
  return fromEpoch(trimmed)
}

function toParts(groups: Readonly<Record<string, string | undefined>>): DateParts {
  const month = groups.month ?? ''
  return {
    year: groups.year === undefined ? undefined : Number(groups.year),
    month: /\d/.test(month) ? Number(month) : months.indexOf(month.toLowerCase()) + 1,
    day: Number(groups.day),
    hour: Number(groups.hour ?? 0),
    minute: Number(groups.minute ?? 0),
    second: Number(groups.second ?? 0),
    fraction: groups.fraction ?? '',
    zone: groups.zone ?? '',
  }
}

function fromParts(parts: DateParts, context: DateContext): string | undefined {
  const micros = BigInt(parts.fraction.padEnd(6, '0').slice(0, 6))
  if (parts.year !== undefined) return print(instantMs(parts, parts.year, context), micros)
  const thisYear = new Date(context.nowMs).getUTCFullYear()
  const ahead = context.nowMs + 86_400_000
  for (const year of [thisYear + 1, thisYear, thisYear - 1, thisYear - 2, thisYear - 3, thisYear - 4]) {
    const ms = instantMs(parts, year, context)
    // February 29 is the last leap year's.
    if (ms !== undefined && ms <= ahead) return print(ms, micros)
  }
  return undefined
}

/** Whole seconds of the instant in ms; undefined when there is no such day or time. */
function instantMs(parts: DateParts, year: number, { timeZone }: DateContext): number | undefined {
  const { month, day, hour, minute, second } = parts
  if (hour > 23 || minute > 59 || second > 59) return undefined
  const local = new Date(0)
  local.setUTCFullYear(year, month - 1, day)
  if (local.getUTCMonth() !== month - 1 || local.getUTCDate() !== day) return undefined
  local.setUTCHours(hour, minute, second)
  const offsetMs = zoneMs(parts.zone)
  return offsetMs === undefined ? instantOfLocalMs(local.getTime(), timeZone) : local.getTime() - offsetMs
}

/** undefined: the text names no zone. */
function zoneMs(text: string): number | undefined {
  if (text === '') return undefined
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)?$/.exec(text) ?? []
  const ms = Number(hours ?? 0) * 3_600_000 + Number(minutes ?? 0) * 60_000
  return sign === '-' ? -ms : ms
}

function fromEpoch(text: string): string | undefined {
  const match = /^(-?)(\d{1,19})(?:\.(\d{1,9}))?$/.exec(text)
  if (match === null) return undefined
  const [, sign, digits = '', fraction = ''] = match
  const whole = BigInt(digits)
  const size = microsPerUnit(whole)
  const micros = size >= 1n ? whole * size + fractionMicros(fraction, size) : whole / 1000n
  const signed = sign === '-' ? -micros : micros
  const rest = ((signed % 1_000_000n) + 1_000_000n) % 1_000_000n
  return print(Number((signed - rest) / 1000n), rest)
}

/** Seconds until the year 5138, then ms, µs; 0 stands for ns. */
function microsPerUnit(whole: bigint): bigint {
  if (whole < 100_000_000_000n) return 1_000_000n
  if (whole < 100_000_000_000_000n) return 1000n
  return whole < 100_000_000_000_000_000n ? 1n : 0n
}

function fractionMicros(fraction: string, size: bigint): bigint {
  return (BigInt(fraction.padEnd(9, '0')) * size) / 1_000_000_000n
}

function print(ms: number | undefined, micros: bigint): string | undefined {
  if (ms === undefined || ms < firstMs || ms > lastMs) return undefined
  const seconds = new Date(ms).toISOString().slice(0, 19)
  if (micros === 0n) return `${seconds}Z`
  const digits = String(micros).padStart(6, '0')
  return `${seconds}.${digits.endsWith('000') ? digits.slice(0, 3) : digits}Z`
}

const firstMs = Date.parse('0001-01-01T00:00:00Z')
const lastMs = Date.parse('9999-12-31T23:59:59Z')
