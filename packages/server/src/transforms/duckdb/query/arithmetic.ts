import { withBound } from '../macros/bound.ts'
import type { Span } from '../syntax/ast.ts'
import { TextError } from '../syntax/text-error.ts'
import { narrowed } from '../types/cast.ts'
import { arithmeticType, asDecimal, quotientType } from '../types/coercion.ts'
import { duckdbTypeOf } from '../types/duckdb-type.ts'
import { exactQuotient, inCommonUnits } from '../types/exact-quotient.ts'
import {
  bigintType,
  type DecimalType,
  decimalPrecisionMax,
  decimalType,
  doubleType,
  isDatetime,
  isInteger,
  isNumeric,
  narrowDigits,
  type SqlType,
  typeName,
} from '../types/sql-type.ts'
import type { Typed } from '../types/typed.ts'
import { castTo, numeric } from './coerce.ts'

type Arithmetic = '+' | '-' | '*' | '/' | '%' | 'div'

export function arithmetic(
  operator: Arithmetic,
  left: Typed,
  right: Typed,
  at: Span,
  timeZone: string,
): Typed {
  if (isDatetime(left.type) || isDatetime(right.type))
    return dateArithmetic(operator, left, right, at, timeZone)
  const [x0, y0] = numbers(operator, left, right, timeZone)
  const [a, b] = [besideDecimal(x0, y0), besideDecimal(y0, x0)]
  if (operator === '/') return quotient(a, b, at)
  if (operator === 'div') {
    const isExact = quotientType(a.type, b.type).kind === 'decimal'
    const sides = isExact ? inCommonUnits(a, b) : [a, b].map((side) => castTo(side, bigintType, timeZone).sql)
    return {
      sql: withBound(sides, ([x, y]) => `try((${x} // nullif(${y}, 0))::bigint)`),
      type: bigintType,
      at,
    }
  }
  const type = arithmeticType(operator, a.type, b.type)
  if (isInteger(type)) return wholeArithmetic(operator, a, b, type, at)
  if (type.kind === 'decimal') return decimalArithmetic(operator, a, b, type, at)
  const [x, y] = [castTo(a, type, timeZone).sql, castTo(b, type, timeZone).sql]
  return { sql: operator === '%' ? `(${x} % nullif(${y}, 0))` : `(${x} ${operator} ${y})`, type, at }
}

/** NULL is a number of the other side's type. */
function numbers(operator: string, left: Typed, right: Typed, timeZone: string): readonly [Typed, Typed] {
  const side = (value: Typed, other: Typed) =>
    value.type.kind === 'null' && isNumeric(other.type)
      ? castTo(value, other.type, timeZone)
      : numeric(value, operator, timeZone)
  return [side(left, right), side(right, left)]
}

/** A whole number that is written out has no more digits than it needs, beside a decimal: `1.0 / 3` has six places. */
function besideDecimal(value: Typed, other: Typed): Typed {
  if (other.type.kind !== 'decimal' || !isInteger(value.type)) return value
  if (!value.constant || !('digits' in value.constant)) return value
  const type = decimalType(value.constant.digits.replace(/^-?0*(?=.)/, '').length, 0)
  return { ...value, sql: `${value.sql}::${duckdbTypeOf(type)}`, type }
}

/** 64 bits that overflow give NULL; 32 bits and fewer wrap round, as in Spark (docs/reference/sql.md). */
export function wholeArithmetic(
  operator: '+' | '-' | '*' | '%',
  a: Typed,
  b: Typed,
  type: SqlType,
  at: Span,
): Typed {
  const sides = [a, b].map(asBigint)
  if (type.kind === 'bigint')
    return { sql: withBound(sides, ([x, y]) => `try(${x} ${operator} ${y})`), type, at }
  if (operator === '%') return { sql: `(${a.sql} % ${b.sql})`, type, at }
  const [x, y] = sides
  return { sql: narrowed(`(${x} ${operator} ${y})`, type), type, at }
}

const asBigint = ({ sql, type }: Typed): string => (type.kind === 'bigint' ? sql : `${sql}::bigint`)

function decimalArithmetic(
  operator: '+' | '-' | '*' | '%',
  a: Typed,
  b: Typed,
  type: DecimalType,
  at: Span,
): Typed {
  if (operator === '*' && asDecimal(a.type).precision + asDecimal(b.type).precision > decimalPrecisionMax)
    return { sql: wideProduct(a, b, type), type, at }
  const isWide = operator !== '%' && type.precision > narrowDigits
  const sides = isWide ? [withRoom(a), withRoom(b)] : [a.sql, b.sql]
  const sql = withBound(sides, ([x, y]) => {
    const right = operator === '%' ? `nullif(${y}, 0)` : y
    return `try_cast(try(${x} ${operator} ${right}) as ${duckdbTypeOf(type)})`
  })
  return { sql, type, at }
}

/** DuckDB has 18 digits for what it makes of two decimals that have no more than that themselves. */
function withRoom({ sql, type }: Typed): string {
  const { precision, scale } = asDecimal(type)
  return `${sql}::${duckdbTypeOf(decimalType(Math.max(precision, narrowDigits + 1), scale))}`
}

/** DuckDB keeps all places of both sides: where these do not leave room for the rest in 38 digits, it is a double that does. */
function wideProduct(a: Typed, b: Typed, type: SqlType): string {
  const made = duckdbTypeOf(type)
  const places = asDecimal(a.type).scale + asDecimal(b.type).scale
  const about = (x: string, y: string) => `try_cast(${x}::double * ${y}::double as ${made})`
  if (places > decimalPrecisionMax) return about(a.sql, b.sql)
  // Bound to names: written twice, products of products would grow without end.
  return `list_transform([struct_pack(x := ${a.sql}, y := ${b.sql})], lambda wide: coalesce(try_cast(try(wide.x * wide.y) as ${made}), ${about('wide.x', 'wide.y')}))[1]`
}

/** Division by 0 gives NULL. */
function quotient(a: Typed, b: Typed, at: Span): Typed {
  const type = quotientType(a.type, b.type)
  if (type.kind === 'decimal') return { sql: exactQuotient(a, b, type), type, at }
  return { sql: `(${asDouble(a)} / nullif(${asDouble(b)}, 0))`, type: doubleType, at }
}

const asDouble = ({ sql, type }: Typed): string => (type.kind === 'double' ? sql : `${sql}::double`)

function dateArithmetic(operator: Arithmetic, left: Typed, right: Typed, at: Span, timeZone: string): Typed {
  if (operator === '+' || operator === '-') {
    if (left.type.kind === 'date' && isInteger(right.type)) {
      const sql = withBound(
        [left.sql, right.sql],
        ([day, days]) => `try(${day} ${operator} (${days})::integer)`,
      )
      return { sql, type: left.type, at }
    }
    if (operator === '+' && right.type.kind === 'date' && isInteger(left.type))
      return dateArithmetic(operator, right, left, at, timeZone)
  }
  const advice =
    operator === '-' && isDatetime(left.type) && isDatetime(right.type)
      ? 'use datediff(a, b) for days, unix_timestamp(a) - unix_timestamp(b) for seconds'
      : 'add days with date_add or an interval'
  throw new TextError(
    `${typeName(left.type)} ${operator} ${typeName(right.type)} is not possible: ${advice}`,
    at,
  )
}
