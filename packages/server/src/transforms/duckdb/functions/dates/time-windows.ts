import { quoteIdentifier } from '@sluice/model'
import { partsOfInterval } from '../../syntax/interval-text.ts'
import { type StructType, stringType, structType, timestampType } from '../../types/sql-type.ts'
import { once } from '../arguments.ts'
import type { Call, FunctionRow, Parameter } from '../function.ts'
import { clockUnits } from './clock-units.ts'

const duration: Parameter = { type: stringType, optional: true }

const timeWindowType: StructType = structType([
  { name: 'start', type: timestampType },
  { name: 'end', type: timestampType },
])

/** Microseconds of a duration such as '5 minutes'; days have 24 hours here. */
function microsecondsOf(call: Call, i: number): bigint | undefined {
  const text = call.constantText(i)
  if (text === null || text === undefined) return undefined
  const parts =
    partsOfInterval(text) ?? call.refuse(`'${text}' is no duration: write one like '5 minutes'`, i)
  return parts.reduce((sum, { number, unit }) => {
    const known = clockUnits[unit]
    if (!known || 'months' in known || !/^-?\d+$/.test(number))
      return call.refuse(`a window is so many weeks, days, hours, minutes or seconds long, not '${text}'`, i)
    const length = 'days' in known ? BigInt(known.days) * 86_400_000_000n : known.microseconds
    return sum + BigInt(number) * length
  }, 0n)
}

function windowSql(instant: string, call: Call): string {
  const length = microsecondsOf(call, 1) ?? 0n
  if (length <= 0n) return call.refuse('the length of a window must be positive', 1)
  const slide = microsecondsOf(call, 2) ?? length
  if (slide !== length)
    return call.refuse(
      'windows that overlap or leave gaps are not supported: leave the third argument out, or give the length again',
      2,
    )
  const offset = (microsecondsOf(call, 3) ?? 0n) % length
  const [start, end] = timeWindowType.members.map(({ column }) => quoteIdentifier(column))
  // The remainder of a time before 1970 is negative in DuckDB.
  return once(`epoch_us(${instant}) - ${offset}`, (x) => {
    const begin = `(${x} - ((${x}) % ${length} + ${length}) % ${length} + ${offset})`
    return `case when ${instant} is not null then struct_pack(${start} := make_timestamptz(${begin}), ${end} := make_timestamptz(${begin} + ${length})) end`
  })
}

export const timeWindowFunctions: readonly FunctionRow[] = [
  {
    name: 'window',
    kind: 'scalar',
    usage: "window(timestamp, 'length'[, 'length'[, 'offset']])",
    about:
      "the window of time that the timestamp is in, a map of start and end: windows of that length ('5 minutes') follow each other from 1970-01-01 00:00 UTC, moved by the offset",
    parameters: [{ type: timestampType }, { type: stringType }, duration, duration],
    returns: timeWindowType,
    sql: ([instant = ''], call) => windowSql(instant, call),
  },
]
