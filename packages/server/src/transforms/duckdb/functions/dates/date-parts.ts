import { quoteText } from '@sluice/model'
import {
  dateType,
  decimalType,
  intType,
  type SqlType,
  stringType,
  timestampType,
} from '../../types/sql-type.ts'
import { argumentAs } from '../arguments.ts'
import type { Call, FunctionRow } from '../function.ts'

/** A part of a date, or of the time on the zone's clocks. */
interface Part {
  readonly about: string
  readonly of: 'day' | 'time'
  readonly sql: (value: string) => string
  readonly type: SqlType
}

const part = (of: 'day' | 'time', about: string, sql: (value: string) => string): Part => ({
  about,
  of,
  sql: (value) => `(${sql(value)})::integer`,
  type: intType,
})

const parts = {
  year: part('day', 'the year', (x) => `year(${x})`),
  quarter: part('day', 'the quarter, 1 to 4', (x) => `quarter(${x})`),
  month: part('day', 'the month, 1 to 12', (x) => `month(${x})`),
  day: part('day', 'the day of the month', (x) => `day(${x})`),
  dayofweek: part('day', 'the weekday: 1 is Sunday, 7 is Saturday', (x) => `dayofweek(${x}) + 1`),
  weekday: part('day', 'the weekday: 0 is Monday, 6 is Sunday', (x) => `isodow(${x}) - 1`),
  dayofyear: part('day', 'the day of the year', (x) => `dayofyear(${x})`),
  weekofyear: part(
    'day',
    'the week of the year by ISO 8601: weeks begin on Monday, the first one has 4 days of the year',
    (x) => `weekofyear(${x})`,
  ),
  hour: part('time', "the hour on the clocks of the session's zone", (x) => `hour(${x})`),
  minute: part('time', 'the minute', (x) => `minute(${x})`),
  second: part('time', 'the second, without its fraction', (x) => `second(${x})`),
  isoWeekday: part('day', 'the weekday: 1 is Monday, 7 is Sunday', (x) => `isodow(${x})`),
  yearOfWeek: part('day', 'the year that the ISO week belongs to', (x) => `isoyear(${x})`),
  secondWithFraction: {
    about: 'the second with its fraction',
    of: 'time',
    sql: (x) => `(microsecond(${x}) / 1000000.0::double)::decimal(8, 6)`,
    type: decimalType(8, 6),
  },
} as const satisfies { readonly [name: string]: Part }

/** What extract calls them, by Spark's list. */
const extracted: { readonly [name: string]: Part } = Object.fromEntries(
  (
    [
      ['year y years yr yrs', parts.year],
      ['yearofweek', parts.yearOfWeek],
      ['quarter qtr', parts.quarter],
      ['month mon mons months', parts.month],
      ['week w weeks', parts.weekofyear],
      ['day d days', parts.day],
      ['dayofweek dow', parts.dayofweek],
      ['dayofweek_iso dow_iso', parts.isoWeekday],
      ['doy', parts.dayofyear],
      ['hour h hours hr hrs', parts.hour],
      ['minute m min mins minutes', parts.minute],
      ['second s sec seconds secs', parts.secondWithFraction],
    ] as const
  ).flatMap(([names, known]) => names.split(' ').map((name) => [name, known])),
)

const ofTime = (sql: string, call: Call): string =>
  `spark_timestamp_to_local(${sql}, ${quoteText(call.timeZone)})`

function row(name: string, { about, of, sql, type }: Part, ...aliases: readonly string[]): FunctionRow {
  return {
    name,
    aliases,
    kind: 'scalar',
    usage: `${name}(${of === 'day' ? 'date' : 'timestamp'})`,
    about,
    parameters: [{ type: of === 'day' ? dateType : timestampType }],
    returns: type,
    sql: ([value = ''], call) => sql(of === 'day' ? value : ofTime(value, call)),
  }
}

function extractedPart(call: Call): Part | null {
  const name = call.constantText(0)
  if (name === null || name === undefined) return null
  return (
    extracted[name.toLowerCase()] ??
    call.refuse(
      `'${name}' is no part of a date or timestamp: use year, quarter, month, week, day, dayofweek, doy, hour, minute or second`,
      0,
    )
  )
}

export const datePartFunctions: readonly FunctionRow[] = [
  row('year', parts.year),
  row('quarter', parts.quarter),
  row('month', parts.month),
  row('day', parts.day, 'dayofmonth'),
  row('dayofweek', parts.dayofweek),
  row('weekday', parts.weekday),
  row('dayofyear', parts.dayofyear),
  row('weekofyear', parts.weekofyear),
  row('hour', parts.hour),
  row('minute', parts.minute),
  row('second', parts.second),
  {
    name: 'extract',
    aliases: ['date_part', 'datepart'],
    kind: 'scalar',
    usage: "extract(part FROM x), date_part('part', x)",
    about:
      'the part of a date or timestamp: year, quarter, month, week, day, dayofweek, doy, hour, minute, second (with its fraction) and their short names',
    parameters: [{ type: stringType }, { type: 'any' }],
    returns: (_, call) => extractedPart(call)?.type ?? intType,
    sql: (_, call) => {
      const found = extractedPart(call)
      if (!found) return 'null::integer'
      if (found.of === 'day') return found.sql(argumentAs(call, 1, dateType))
      return found.sql(ofTime(argumentAs(call, 1, timestampType), call))
    },
  },
]
