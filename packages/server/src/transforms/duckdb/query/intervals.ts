import { quoteText } from '@sluice/model'
import { clockUnits } from '../functions/dates/clock-units.ts'
import type { Expression, IntervalExpression, Span } from '../syntax/ast.ts'
import { TextError } from '../syntax/text-error.ts'
import { dateType, isDatetime, stringType, timestampType, typeName } from '../types/sql-type.ts'
import type { Typed } from '../types/typed.ts'
import { castTo } from './coerce.ts'

/** An interval's months and days, which go by the calendar and the zone's clocks, and the rest, which is a length of time. */
interface Length {
  readonly months: bigint
  readonly days: bigint
  readonly microseconds: bigint
}

/** DuckDB's interval, for frames. */
export function intervalSql(interval: IntervalExpression): string {
  const { months, days, microseconds } = lengthOf(interval)
  return `interval '${months} months ${days} days ${microseconds} microseconds'`
}

/**
 * `value` ± the interval. A date stays one unless hours or less are added; text is taken as a timestamp and gives text, as in
 * Spark.
 */
export function addInterval(
  value: Typed,
  interval: IntervalExpression,
  sign: '+' | '-',
  at: Span,
  timeZone: string,
): Typed {
  const length = signed(lengthOf(interval), sign)
  if (value.type.kind === 'date' && length.microseconds === 0n)
    return { sql: addToDay(value.sql, length), type: dateType, at }
  if (!isDatetime(value.type) && value.type.kind !== 'string' && value.type.kind !== 'null')
    throw new TextError(
      `an interval can only be added to or taken from a date or timestamp, not ${typeName(value.type)}`,
      at,
    )
  const sum: Typed = {
    sql: addToInstant(castTo(value, timestampType, timeZone).sql, length, timeZone),
    type: timestampType,
    at,
  }
  return value.type.kind === 'string' ? { ...castTo(sum, stringType, timeZone), at } : sum
}

const addToDay = (day: string, { months, days }: Length): string =>
  months === 0n
    ? `try(${day} + (${days})::integer)`
    : `try(spark_add_months(${day}, ${months}) + (${days})::integer)`

function addToInstant(instant: string, { months, days, microseconds }: Length, timeZone: string): string {
  const moved =
    months === 0n && days === 0n
      ? instant
      : `spark_add_on_clock(${instant}, ${months}, ${days}, ${quoteText(timeZone)})`
  return microseconds === 0n ? moved : `spark_add_microseconds(${moved}, ${microseconds})`
}

const signed = ({ months, days, microseconds }: Length, sign: '+' | '-'): Length =>
  sign === '+'
    ? { months, days, microseconds }
    : { months: -months, days: -days, microseconds: -microseconds }

function lengthOf({ parts }: IntervalExpression): Length {
  let [months, days, microseconds] = [0n, 0n, 0n]
  for (const { value, unit } of parts) {
    const known = clockUnits[unit]
    const number = numberOf(value)
    if (known && 'microseconds' in known) microseconds += microsecondsOf(number, known.microseconds, value)
    else if (known && 'days' in known) days += wholeOf(number, unit, value) * BigInt(known.days)
    else if (known) months += wholeOf(number, unit, value) * BigInt(known.months)
  }
  const longest = 2n ** 31n
  if ([months, days].some((count) => count >= longest || count <= -longest) || !fits(microseconds))
    throw new TextError(
      'this interval is longer than any time there is',
      parts[0]?.value ?? { start: 0, end: 0 },
    )
  return { months, days, microseconds }
}

const fits = (microseconds: bigint): boolean => BigInt.asIntN(63, microseconds) === microseconds

/** The digits of a part's number, with its sign. */
function numberOf(value: Expression): string {
  if (value.kind === 'unary' && value.operator === '-') {
    const number = numberOf(value.value)
    return number.startsWith('-') ? number.slice(1) : `-${number}`
  }
  const literal = value.kind === 'literal' ? value.literal : undefined
  const text =
    literal && 'digits' in literal
      ? literal.digits
      : literal && 'text' in literal
        ? literal.text
        : literal?.type === 'string'
          ? literal.value.trim()
          : ''
  if (!/^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(text))
    throw new TextError(
      "an interval's number must be written as a constant: use timestampadd for others",
      value,
    )
  return text
}

function wholeOf(number: string, unit: string, at: Span): bigint {
  if (/[.]/.test(number)) throw new TextError(`an interval has whole ${unit}s, not ${number}`, at)
  return BigInt(number.replace('+', ''))
}

/** A fraction is cut after the microseconds. */
function microsecondsOf(number: string, unit: bigint, at: Span): bigint {
  const [, sign = '', whole = '', fraction = ''] = /^([+-]?)(\d*)\.?(\d*)$/.exec(number) ?? []
  if (fraction !== '' && unit !== 1_000_000n) throw new TextError('only seconds can have a fraction', at)
  const amount = BigInt(whole || '0') * unit + BigInt(fraction.slice(0, 6).padEnd(6, '0') || '0')
  return sign === '-' ? -amount : amount
}
