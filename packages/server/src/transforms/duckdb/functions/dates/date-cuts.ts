import { quoteText } from '@sluice/model'
import { dateType, stringType, timestampType } from '../../types/sql-type.ts'
import type { FunctionRow } from '../function.ts'
import { knownText } from '../text/text-arguments.ts'

/** Spark's names of the units and DuckDB's. */
const dayUnits: { readonly [name: string]: string } = {
  year: 'year',
  yyyy: 'year',
  yy: 'year',
  quarter: 'quarter',
  month: 'month',
  mon: 'month',
  mm: 'month',
  week: 'week',
}
const midnightUnits: typeof dayUnits = { ...dayUnits, day: 'day', dd: 'day' }
const timeUnits: typeof dayUnits = {
  hour: 'hour',
  minute: 'minute',
  second: 'second',
  millisecond: 'milliseconds',
  microsecond: 'microseconds',
}

/** One branch for each unit, when only the records say which it is. */
function byUnit(unit: string, names: typeof dayUnits, cut: (duckdbUnit: string) => string): string {
  const branches = Object.entries(names).map(([name, duckdbUnit]) => `when '${name}' then ${cut(duckdbUnit)}`)
  return `(case lower(${unit}) ${branches.join(' ')} end)`
}

const cutDay = (unit: string, day: string): string =>
  `date_trunc('${unit}', try_cast(${day} as timestamp))::date`

function cutTime(unit: string, instant: string, timeZone: string): string {
  const zone = quoteText(timeZone)
  if (Object.values(timeUnits).includes(unit)) return `spark_cut_time('${unit}', ${instant}, ${zone})`
  return `spark_local_to_timestamp(date_trunc('${unit}', spark_timestamp_to_local(${instant}, ${zone})), ${zone})`
}

export const dateCutFunctions: readonly FunctionRow[] = [
  {
    name: 'trunc',
    kind: 'scalar',
    usage: 'trunc(date, unit)',
    about:
      'the first day of the year (year, yyyy, yy), quarter, month (month, mon, mm) or week that the date is in; NULL for other units',
    parameters: [{ type: dateType }, { type: stringType }],
    returns: dateType,
    sql: ([day = '', unit = ''], call) => {
      const known = knownText(call, 1)
      if (known === undefined) return byUnit(unit, dayUnits, (duckdbUnit) => cutDay(duckdbUnit, day))
      const duckdbUnit = dayUnits[known?.toLowerCase() ?? '']
      return duckdbUnit ? cutDay(duckdbUnit, day) : 'null::date'
    },
  },
  {
    name: 'date_trunc',
    kind: 'scalar',
    usage: 'date_trunc(unit, timestamp)',
    about:
      'the beginning of the year, quarter, month, week, day (dd), hour, minute, second, millisecond or microsecond that the timestamp is in; NULL for other units',
    parameters: [{ type: stringType }, { type: timestampType }],
    returns: timestampType,
    sql: ([unit = '', instant = ''], call) => {
      const names = { ...midnightUnits, ...timeUnits }
      const cut = (duckdbUnit: string) => cutTime(duckdbUnit, instant, call.timeZone)
      const known = knownText(call, 0)
      if (known === undefined) return byUnit(unit, names, cut)
      const duckdbUnit = names[known?.toLowerCase() ?? '']
      return duckdbUnit ? cut(duckdbUnit) : 'null::timestamptz'
    },
  },
]
