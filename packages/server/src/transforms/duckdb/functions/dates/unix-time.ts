import { quoteText } from '@sluice/model'
import { formatSql } from '../../date-patterns/format.ts'
import { parseSql } from '../../date-patterns/parse.ts'
import { castSql } from '../../types/cast.ts'
import {
  bigintType,
  dateType,
  intType,
  isDatetime,
  stringType,
  timestampType,
  typeName,
} from '../../types/sql-type.ts'
import { once } from '../arguments.ts'
import type { Call, FunctionRow, Parameter } from '../function.ts'

const timestamp: Parameter = { type: timestampType }
const pattern: Parameter = { type: stringType, optional: true }
const usualPattern = 'yyyy-MM-dd HH:mm:ss'

/** Text by the pattern of argument i as an instant. */
export function readBy(text: string, call: Call, i: number, otherwise = usualPattern): string {
  const given = call.constantText(i)
  if (given === null) return 'null::timestamptz'
  const refuse = (message: string) => call.refuse(message, i)
  return once(text, (x) => parseSql(x, given ?? otherwise, call.timeZone, refuse))
}

/** Seconds of text by a pattern, of a date or of a timestamp; their pattern says nothing. */
function secondsOf(value: string, call: Call): string {
  const type = call.arguments[0]?.type
  if (!type) return 'spark_timestamp_to_seconds(now())'
  if (type.kind === 'null') return 'null::bigint'
  if (type.kind === 'string') return `spark_timestamp_to_seconds(${readBy(value, call, 1)})`
  if (!isDatetime(type))
    return call.refuse(`${call.name} takes text, a date or a timestamp, and this is ${typeName(type)}`, 0)
  // Parts of a second are cut off towards 1970, unlike in a cast.
  return `(epoch_us(${castSql(value, type, timestampType, call.timeZone)}) // 1000000)`
}

export const unixTimeFunctions: readonly FunctionRow[] = [
  {
    name: 'unix_timestamp',
    kind: 'scalar',
    usage: 'unix_timestamp([x[, pattern]])',
    about: `seconds since 1970 of a date, a timestamp or text by a pattern (${usualPattern}); now without an argument. Text that does not begin as the pattern says gives NULL, parts out of range roll over`,
    parameters: [{ type: 'any', optional: true }, pattern],
    returns: bigintType,
    sql: ([value = ''], call) => secondsOf(value, call),
  },
  {
    name: 'to_unix_timestamp',
    kind: 'scalar',
    usage: 'to_unix_timestamp(x[, pattern])',
    about: 'as unix_timestamp',
    parameters: [{ type: 'any' }, pattern],
    returns: bigintType,
    sql: ([value = ''], call) => secondsOf(value, call),
  },
  {
    name: 'from_unixtime',
    kind: 'scalar',
    usage: 'from_unixtime(seconds[, pattern])',
    about: `seconds since 1970 as text by a pattern (${usualPattern}), on the clocks of the session's zone. NULL beyond the year 290000`,
    parameters: [{ type: bigintType }, pattern],
    returns: stringType,
    sql: ([seconds], call) => {
      const given = call.constantText(1)
      if (given === null) return 'null::varchar'
      const refuse = (message: string) => call.refuse(message, 1)
      return formatSql(`spark_seconds_to_timestamp(${seconds})`, given ?? usualPattern, call.timeZone, refuse)
    },
  },
  {
    name: 'unix_seconds',
    kind: 'scalar',
    usage: 'unix_seconds(timestamp)',
    about: 'whole seconds since 1970, rounded down',
    parameters: [timestamp],
    returns: bigintType,
    sql: ([value]) => `spark_timestamp_to_seconds(${value})`,
  },
  {
    name: 'unix_millis',
    kind: 'scalar',
    usage: 'unix_millis(timestamp)',
    about: 'whole milliseconds since 1970, rounded down',
    parameters: [timestamp],
    returns: bigintType,
    sql: ([value]) => `spark_timestamp_to_milliseconds(${value})`,
  },
  {
    name: 'unix_micros',
    kind: 'scalar',
    usage: 'unix_micros(timestamp)',
    about: 'microseconds since 1970',
    parameters: [timestamp],
    returns: bigintType,
    sql: ([value]) => `epoch_us(${value})`,
  },
  {
    name: 'unix_date',
    kind: 'scalar',
    usage: 'unix_date(date)',
    about: 'days since 1970-01-01',
    parameters: [{ type: dateType }],
    returns: intType,
    sql: ([day]) => `(${day} - date '1970-01-01')::integer`,
  },
  {
    name: 'date_from_unix_date',
    kind: 'scalar',
    usage: 'date_from_unix_date(days)',
    about: 'the date so many days after 1970-01-01',
    parameters: [{ type: intType }],
    returns: dateType,
    sql: ([days]) => `try(date '1970-01-01' + ${days})`,
  },
  {
    name: 'timestamp_seconds',
    kind: 'scalar',
    usage: 'timestamp_seconds(number)',
    about: 'the timestamp so many seconds after 1970; they may have a fraction',
    parameters: [{ type: 'number' }],
    returns: timestampType,
    sql: ([seconds]) => `spark_seconds_to_timestamp(${seconds})`,
  },
  {
    name: 'timestamp_millis',
    kind: 'scalar',
    usage: 'timestamp_millis(number)',
    about: 'the timestamp so many milliseconds after 1970',
    parameters: [{ type: bigintType }],
    returns: timestampType,
    sql: ([milliseconds]) => `try(make_timestamptz(${milliseconds} * 1000::bigint))`,
  },
  {
    name: 'timestamp_micros',
    kind: 'scalar',
    usage: 'timestamp_micros(number)',
    about: 'the timestamp so many microseconds after 1970',
    parameters: [{ type: bigintType }],
    returns: timestampType,
    sql: ([microseconds]) => `try(make_timestamptz(${microseconds}))`,
  },
  {
    name: 'current_timezone',
    kind: 'scalar',
    usage: 'current_timezone()',
    about: 'the name of the zone on whose clocks times are read and written',
    parameters: [],
    returns: stringType,
    sql: (_, { timeZone }) => quoteText(timeZone),
  },
]
