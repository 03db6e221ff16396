import { narrowed } from '../../types/cast.ts'
import { asDecimal } from '../../types/coercion.ts'
import { duckdbTypeOf } from '../../types/duckdb-type.ts'
import {
  bigintType,
  type DecimalType,
  decimalPrecisionMax,
  decimalType,
  doubleType,
  isFractional,
  isInteger,
  type SqlType,
} from '../../types/sql-type.ts'
import { argumentAs, once } from '../arguments.ts'
import type { Call, FunctionRow } from '../function.ts'

/** Powers of ten up to here are exact as doubles. */
const exactPlacesMax = 22
/** More than any number has before its point. */
const tensMax = 308

export const roundingFunctions: readonly FunctionRow[] = [
  wholeRow('ceil', ['ceiling'], 'the smallest whole number that is not below x'),
  wholeRow('floor', [], 'the largest whole number that is not above x'),
  roundRow(
    'round',
    'x rounded to that many places after the point (0 when left out, negative: before it); halves go away from 0: `round(1.005, 2)` is 1.01',
  ),
  roundRow(
    'bround',
    'x rounded to that many places after the point (0 when left out, negative: before it); halves go to the even neighbour',
  ),
  {
    name: 'rint',
    kind: 'scalar',
    usage: 'rint(x)',
    about: 'the nearest whole number, as a double; halves go to the even neighbour',
    parameters: [{ type: doubleType }],
    returns: doubleType,
    sql: ([x = '']) => once(x, (value) => `spark_bround(${value}, 1)`),
  },
]

function wholeRow(name: 'ceil' | 'floor', aliases: readonly string[], about: string): FunctionRow {
  return {
    name,
    aliases,
    kind: 'scalar',
    usage: `${name}(x[, places])`,
    about: `${about}, as bigint (of a decimal of more than 18 digits before its point: a decimal); what does not fit becomes the largest or smallest bigint. With places after the point: a decimal`,
    parameters: [{ type: 'number' }, { type: 'any', optional: true }],
    returns: ([type = doubleType], call) => {
      if (call.arguments.length > 1) return roundedDecimal(decimalOf(type), call.constantNumber(1) ?? 0)
      return type.kind === 'decimal' ? wholeType(type) : bigintType
    },
    sql: ([x = ''], call) => {
      const type = call.arguments[0]?.type ?? doubleType
      if (call.arguments.length > 1) return wholeAt(name, call)
      if (isInteger(type)) return `${x}::bigint`
      if (type.kind === 'decimal') return `${name}(${x})::${duckdbTypeOf(wholeType(type))}`
      return once(x, (value) => `spark_double_to_bigint(${name}(${value}::double))`)
    },
  }
}

/** Rounded first; what went the wrong way goes one step back. */
function wholeAt(name: 'ceil' | 'floor', call: Call): string {
  const type = decimalOf(call.arguments[0]?.type ?? doubleType)
  const places = call.constantNumber(1)
  const result = duckdbTypeOf(roundedDecimal(type, places ?? 0))
  if (places === null) return `null::${result}`
  const at = Math.min(Math.max(places ?? 0, -decimalPrecisionMax + 1), type.scale)
  const step = at >= 0 ? `0.${'0'.repeat(at)}`.replace(/0$/, '1') : `1${'0'.repeat(-at)}`
  return once(argumentAs(call, 0, type), (x) => {
    const rounded = at >= type.scale ? x : `round(${x}, ${at})`
    const wrong = name === 'ceil' ? `${rounded} < ${x}` : `${rounded} > ${x}`
    const back = `${rounded} ${name === 'ceil' ? '+' : '-'} '${at === 0 ? '1' : step}'::${result}`
    return `try_cast(case when ${wrong} then ${back} else ${rounded} end as ${result})`
  })
}

/** What Spark takes a number for that is to have decimal places. */
const decimalOf = (type: SqlType): DecimalType => (isFractional(type) ? decimalType(30, 15) : asDecimal(type))

/** Digits that any bigint has room for. */
const bigintDigits = 18

/** bigint, as documented (Spark has a decimal); what would not fit stays a decimal. */
function wholeType({ precision, scale }: DecimalType): SqlType {
  const digits = scale === 0 ? precision : precision - scale + 1
  return digits <= bigintDigits ? bigintType : decimalType(digits, 0)
}

function roundRow(name: 'round' | 'bround', about: string): FunctionRow {
  return {
    name,
    kind: 'scalar',
    usage: `${name}(x[, places])`,
    about: `${about}. The result has the type of x, and a decimal no more places than asked for`,
    parameters: [{ type: 'number' }, { type: 'any', optional: true }],
    returns: ([type = doubleType], call) =>
      type.kind === 'decimal' ? roundedDecimal(type, call.constantNumber(1) ?? 0) : type,
    sql: ([x = ''], call) => once(x, (value) => roundSql(name, value, call)),
  }
}

function roundSql(name: 'round' | 'bround', x: string, call: Call): string {
  const type = call.arguments[0]?.type ?? doubleType
  const places = call.constantNumber(1)
  if (places === null) return `null::${duckdbTypeOf(type)}`
  if (isInteger(type)) return roundWhole(name, x, type, places ?? 0)
  if (type.kind === 'decimal') return roundDecimal(name, x, type, places ?? 0)
  const rounded = roundDouble(name, type.kind === 'float' ? `${x}::double` : x, places ?? 0)
  return type.kind === 'float' ? `${rounded}::float` : rounded
}

function roundDouble(name: 'round' | 'bround', x: string, places: number): string {
  // So many places no double of ordinary size has.
  if (places > exactPlacesMax) return x
  if (places < -tensMax) return `(${x} * 0)`
  return places >= 0
    ? `spark_${name}(${x}, '1e${places}'::double)`
    : `spark_${name}_tens(${x}, '1e${-places}'::double)`
}

function roundWhole(name: 'round' | 'bround', x: string, type: SqlType, places: number): string {
  if (places >= 0) return x
  if (places < -19) return `(${x} * 0)`
  const rounded = `spark_${name}_whole(${x}::hugeint, 1${'0'.repeat(-places)}::hugeint)`
  return type.kind === 'bigint' ? `spark_wrap_bigint(${rounded})` : narrowed(`${rounded}`, type)
}

/** Spark's: one digit more before the point, for 99.9 becomes 100. */
function roundedDecimal({ precision, scale }: DecimalType, places: number): DecimalType {
  const whole = precision - scale + 1
  if (places < 0) return decimalType(Math.min(Math.max(whole, 1 - places), decimalPrecisionMax), 0)
  const kept = Math.min(scale, places)
  return decimalType(Math.min(whole + kept, decimalPrecisionMax), kept)
}

function roundDecimal(name: 'round' | 'bround', x: string, type: DecimalType, places: number): string {
  const result = duckdbTypeOf(roundedDecimal(type, places))
  if (places >= type.scale) return `${x}::${result}`
  if (places < -decimalPrecisionMax) return `(${x} * 0)::${result}`
  // Halves to even go through double: exact for numbers of up to 15 digits.
  const rounded = name === 'round' ? `round(${x}, ${places})` : roundDouble(name, `${x}::double`, places)
  return `try_cast(${rounded} as ${result})`
}
