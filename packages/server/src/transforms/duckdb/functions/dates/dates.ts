import { quoteText } from '@sluice/model'
import { formatSql } from '../../date-patterns/format.ts'
import { dateType, decimalType, intType, stringType, timestampType } from '../../types/sql-type.ts'
import { argumentAs } from '../arguments.ts'
import type { Call, FunctionRow, Parameter } from '../function.ts'
import { readBy } from './unix-time.ts'
import { shiftedByZone, zoneOf } from './zone-argument.ts'

const timestamp: Parameter = { type: timestampType }
const number: Parameter = { type: intType }
const pattern: Parameter = { type: stringType, optional: true }

const hasPattern = (call: Call): boolean =>
  call.arguments.length > 1 && call.arguments[0]?.type.kind === 'string'

/** The parts of make_timestamp on the clocks of a zone. */
function madeTimestamp(parts: readonly string[], call: Call): string {
  const wall = `spark_make_time(${parts.slice(0, 6).join(', ')})`
  if (call.arguments.length < 7) return `spark_local_to_timestamp(${wall}, ${quoteText(call.timeZone)})`
  const zone = zoneOf(call, 6)
  if (zone === null) return 'null::timestamptz'
  return typeof zone === 'number'
    ? `make_timestamptz(epoch_us(${wall}) - ${zone * 60_000_000})`
    : `spark_local_to_timestamp(${wall}, ${quoteText(zone)})`
}

export const dateFunctions: readonly FunctionRow[] = [
  {
    name: 'to_date',
    kind: 'scalar',
    usage: 'to_date(x[, pattern])',
    about:
      'the date of a timestamp or of text, which is read as cast does or by a pattern; NULL when the text is no date',
    parameters: [{ type: 'any' }, pattern],
    returns: dateType,
    sql: ([value = ''], call) =>
      hasPattern(call)
        ? `spark_timestamp_to_date(${readBy(value, call, 1)}, ${quoteText(call.timeZone)})`
        : argumentAs(call, 0, dateType),
  },
  {
    name: 'to_timestamp',
    kind: 'scalar',
    usage: 'to_timestamp(x[, pattern])',
    about:
      'the timestamp of a date, of seconds since 1970 or of text, which is read as cast does or by a pattern; NULL when the text is none',
    parameters: [{ type: 'any' }, pattern],
    returns: timestampType,
    sql: ([value = ''], call) =>
      hasPattern(call) ? readBy(value, call, 1) : argumentAs(call, 0, timestampType),
  },
  {
    name: 'date_format',
    kind: 'scalar',
    usage: 'date_format(timestamp, pattern)',
    about: "the timestamp as text by a pattern, on the clocks of the session's zone",
    parameters: [timestamp, { type: stringType }],
    returns: stringType,
    sql: ([value = ''], call) => {
      const given = call.constantText(1)
      if (given === null || given === undefined) return 'null::varchar'
      return formatSql(value, given, call.timeZone, (message) => call.refuse(message, 1))
    },
  },
  {
    name: 'date',
    kind: 'scalar',
    usage: 'date(x)',
    about: 'x as a date, as cast does it',
    parameters: [{ type: 'any' }],
    returns: dateType,
    sql: (_, call) => argumentAs(call, 0, dateType),
  },
  {
    name: 'timestamp',
    kind: 'scalar',
    usage: 'timestamp(x)',
    about: 'x as a timestamp, as cast does it',
    parameters: [{ type: 'any' }],
    returns: timestampType,
    sql: (_, call) => argumentAs(call, 0, timestampType),
  },
  {
    name: 'current_timestamp',
    aliases: ['now', 'localtimestamp'],
    kind: 'scalar',
    usage: 'current_timestamp()',
    about: 'when this run of the query began: the same in every row',
    parameters: [],
    returns: timestampType,
    sql: () => 'now()',
  },
  {
    name: 'current_date',
    aliases: ['curdate'],
    kind: 'scalar',
    usage: 'current_date()',
    about: "the date when this run of the query began, in the session's zone",
    parameters: [],
    returns: dateType,
    sql: (_, { timeZone }) => `spark_timestamp_to_date(now(), ${quoteText(timeZone)})`,
  },
  {
    name: 'make_date',
    kind: 'scalar',
    usage: 'make_date(year, month, day)',
    about: 'the date of three numbers; NULL when there is none',
    parameters: [number, number, number],
    returns: dateType,
    sql: (parts) => `try(make_date(${parts.join(', ')}))`,
  },
  {
    name: 'make_timestamp',
    kind: 'scalar',
    usage: 'make_timestamp(year, month, day, hour, minute, second[, zone])',
    about: 'the timestamp of numbers, seconds with a fraction; NULL when there is none',
    parameters: [
      ...[number, number, number, number, number],
      { type: decimalType(16, 6) },
      { type: stringType, optional: true },
    ],
    returns: timestampType,
    sql: madeTimestamp,
  },
  {
    name: 'from_utc_timestamp',
    kind: 'scalar',
    usage: 'from_utc_timestamp(timestamp, zone)',
    about:
      'the timestamp moved on by what the zone is ahead of UTC; the zone is a name (Asia/Tokyo) or an offset (+09:00)',
    parameters: [timestamp, { type: stringType }],
    returns: timestampType,
    sql: ([value = ''], call) => shiftedByZone(value, call, 'from UTC'),
  },
  {
    name: 'to_utc_timestamp',
    kind: 'scalar',
    usage: 'to_utc_timestamp(timestamp, zone)',
    about:
      'the timestamp moved back by what the zone is ahead of UTC; the zone is a name (Asia/Tokyo) or an offset (+09:00)',
    parameters: [timestamp, { type: stringType }],
    returns: timestampType,
    sql: ([value = ''], call) => shiftedByZone(value, call, 'to UTC'),
  },
]
