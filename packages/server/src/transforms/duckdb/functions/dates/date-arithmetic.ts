import { quoteText } from '@sluice/model'
import {
  bigintType,
  booleanType,
  dateType,
  doubleType,
  intType,
  stringType,
  timestampType,
} from '../../types/sql-type.ts'
import { once } from '../arguments.ts'
import type { Call, FunctionRow, Parameter } from '../function.ts'
import { type ClockUnit, clockUnitOf } from './clock-units.ts'

const date: Parameter = { type: dateType }
const timestamp: Parameter = { type: timestampType }
const number: Parameter = { type: intType }
const text: Parameter = { type: stringType }

const weekdays = [
  ['MO', 'MON', 'MONDAY'],
  ['TU', 'TUE', 'TUESDAY'],
  ['WE', 'WED', 'WEDNESDAY'],
  ['TH', 'THU', 'THURSDAY'],
  ['FR', 'FRI', 'FRIDAY'],
  ['SA', 'SAT', 'SATURDAY'],
  ['SU', 'SUN', 'SUNDAY'],
]

/** 1 is Monday; NULL when the text names no weekday. */
const weekdayNumber = (name: string): string =>
  `case upper(${name}) ${weekdays
    .flatMap((names, i) => names.map((known) => `when '${known}' then ${i + 1}`))
    .join(' ')} end`

const local = (instant: string, call: Call): string =>
  `spark_timestamp_to_local(${instant}, ${quoteText(call.timeZone)})`

/** So many units after an instant. */
function addUnits(instant: string, count: string, unit: ClockUnit, timeZone: string): string {
  if ('microseconds' in unit)
    return `spark_add_microseconds(${instant}, try((${count})::bigint * ${unit.microseconds}))`
  const [months, days] = 'months' in unit ? [unit.months, 0] : [0, unit.days]
  return `spark_add_on_clock(${instant}, try(${count} * ${months}), try(${count} * ${days}), ${quoteText(timeZone)})`
}

function unitsBetween(earlier: string, later: string, unit: ClockUnit): string {
  if ('months' in unit) return `(spark_full_months(${earlier}, ${later}) // ${unit.months})`
  const microseconds = 'days' in unit ? BigInt(unit.days) * 86_400_000_000n : unit.microseconds
  return `((epoch_us(${later}) - epoch_us(${earlier})) // ${microseconds})`
}

export const dateArithmeticFunctions: readonly FunctionRow[] = [
  {
    name: 'datediff',
    aliases: ['date_diff'],
    kind: 'scalar',
    usage: 'datediff(later, earlier)',
    about: 'how many days lie between two dates; times of the day do not count',
    parameters: [date, date],
    returns: intType,
    sql: ([later, earlier]) => `(${later} - ${earlier})::integer`,
  },
  {
    name: 'date_add',
    aliases: ['dateadd'],
    kind: 'scalar',
    usage: 'date_add(date, days)',
    about: 'the date so many days later',
    parameters: [date, number],
    returns: dateType,
    sql: ([day, days]) => `try(${day} + ${days})`,
  },
  {
    name: 'date_sub',
    kind: 'scalar',
    usage: 'date_sub(date, days)',
    about: 'the date so many days earlier',
    parameters: [date, number],
    returns: dateType,
    sql: ([day, days]) => `try(${day} - ${days})`,
  },
  {
    name: 'add_months',
    kind: 'scalar',
    usage: 'add_months(date, months)',
    about: 'the same day so many months later, or the last one of a shorter month',
    parameters: [date, number],
    returns: dateType,
    sql: ([day, months]) => `spark_add_months(${day}, ${months})`,
  },
  {
    name: 'months_between',
    kind: 'scalar',
    usage: 'months_between(later, earlier[, rounded])',
    about:
      'months between two timestamps: whole ones between the same days or the last days of months, else with parts of 31; rounded to 8 places unless `rounded` is false',
    parameters: [timestamp, timestamp, { type: booleanType, optional: true }],
    returns: doubleType,
    sql: ([later = '', earlier = '', rounded], call) => {
      const months = `spark_months_between(${local(later, call)}, ${local(earlier, call)})`
      const eightPlaces = once(months, (x) => `floor(${x} * 1e8 + 0.5) / 1e8`)
      if (rounded === undefined || rounded === 'true') return `(${eightPlaces})`
      return `(case when ${rounded} then ${eightPlaces} when not ${rounded} then ${months} end)`
    },
  },
  {
    name: 'last_day',
    kind: 'scalar',
    usage: 'last_day(date)',
    about: "the last day of the date's month",
    parameters: [date],
    returns: dateType,
    sql: ([day]) => `last_day(${day})`,
  },
  {
    name: 'next_day',
    kind: 'scalar',
    usage: 'next_day(date, weekday)',
    about: 'the first such weekday (MO, MON or Monday) after the date; NULL when it is none',
    parameters: [date, text],
    returns: dateType,
    sql: ([day = '', name = '']) =>
      once(day, (x) => `(${x} + ((${weekdayNumber(name)} - isodow(${x}) + 6) % 7 + 1)::integer)`),
  },
  {
    name: 'timestampadd',
    kind: 'scalar',
    usage: 'timestampadd(unit, count, timestamp)',
    about:
      'the timestamp so many units later: microsecond, millisecond, second, minute, hour, day, week, month, quarter or year',
    parameters: [text, number, timestamp],
    returns: timestampType,
    sql: ([, count = '', instant = ''], call) =>
      addUnits(instant, count, clockUnitOf(call, 0), call.timeZone),
  },
  {
    name: 'timestampdiff',
    kind: 'scalar',
    usage: 'timestampdiff(unit, earlier, later)',
    about: 'how many full units lie between two timestamps',
    parameters: [text, timestamp, timestamp],
    returns: bigintType,
    sql: ([, earlier = '', later = ''], call) =>
      unitsBetween(local(earlier, call), local(later, call), clockUnitOf(call, 0)),
  },
]
