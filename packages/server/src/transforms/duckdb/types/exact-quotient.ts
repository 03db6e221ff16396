import { asDecimal } from './coercion.ts'
import { duckdbTypeOf } from './duckdb-type.ts'
import { type DecimalType, decimalPrecisionMax, isInteger, narrowDigits } from './sql-type.ts'
import type { Typed } from './typed.ts'

/** Division of exact numbers: of decimals DuckDB makes doubles, which keep 15 digits. */

type Exact = Pick<Typed, 'sql' | 'type'>

/** Whole numbers of so many digits come through a double, also when that is divided by a power of 10 meanwhile. */
const doubleDigits = 14

/**
 * The quotient of decimals and whole numbers, rounded half up to the places of `type`; NULL for a division by 0 and for more
 * digits than the type has. Where the divisor and the places to come do not go into 128 bits, a double takes their place.
 */
export function exactQuotient(a: Exact, b: Exact, type: DecimalType): string {
  const [n, d] = [named('exact.n', a), named('exact.d', b)]
  const places = type.scale - scaleOf(a) + scaleOf(b)
  const about = `try_cast(exact.n::double / exact.d::double as ${duckdbTypeOf(type)})`
  const wide = ofUnits(roundedInParts(unscaled(n), unscaled(d), places), decimalPrecisionMax, type)
  const any = places < decimalPrecisionMax ? `coalesce(${wide}, ${about})` : about
  // 128 bits are divided by a loop that takes a microsecond.
  const digits = Math.min(doubleDigits, narrowDigits - 1 - places)
  const sql =
    digits > 0
      ? `case when ${hasDigits(n, digits)} and ${hasDigits(d, doubleDigits)}
          then ${ofUnits(rounded(narrow(n), narrow(d), places), narrowDigits, type)} else ${any} end`
      : any
  return `list_transform([struct_pack(n := ${typed(a)}, d := nullif(${typed(b)}, 0))], lambda exact: ${sql})[1]`
}

/** Both as whole numbers of the same unit, which divide as the sides do. */
export function inCommonUnits(a: Exact, b: Exact): readonly [string, string] {
  const places = Math.max(scaleOf(a), scaleOf(b))
  return [unscaled(a, places), unscaled(b, places)]
}

const scaleOf = ({ type }: Exact): number => asDecimal(type).scale
const power = (places: number): string => `1${'0'.repeat(places)}`
const named = (sql: string, { type }: Exact): Exact => ({ sql, type })

/** DuckDB's own type for it may be another one. */
const typed = ({ sql, type }: Exact): string =>
  `${sql}::${isInteger(type) ? 'bigint' : duckdbTypeOf(asDecimal(type))}`

/** n / d in units of the last place of `type`, rounded half up: half a divisor is added before dividing. */
function rounded(n: string, d: string, places: number): string {
  return `sign(exact.n) * sign(exact.d) * ((abs(${n}) * ${power(places)} * 2 + abs(${d})) // (abs(${d}) * 2))`
}

/** The same, with room for the places of the rest only. */
function roundedInParts(n: string, d: string, places: number): string {
  return `(${n} // ${d}) * ${power(places)} + ${rounded(`(${n} % ${d})`, d, places)}`
}

/** Units of the last place of `type` as a number of that type; NULL for more than fit. */
function ofUnits(units: string, digits: number, type: DecimalType): string {
  return `try_cast(try((${units})::decimal(${digits}, 0)) * ${lastPlace(type)} as ${duckdbTypeOf(type)})`
}

/** Times this a whole number keeps its digits: it moves them behind the point. */
const lastPlace = ({ scale }: DecimalType): string =>
  `0.${'1'.padStart(scale, '0')}::decimal(${scale}, ${scale})`

/** Whether the number has so many digits, those behind the point counted; or is 1 more than that. */
function hasDigits({ sql, type }: Exact, digits: number): string {
  const most = `1e${digits - asDecimal(type).scale}`
  return `${sql}::double between -${most} and ${most}`
}

/** A number in units of its last place, as bigint. */
const narrow = ({ sql, type }: Exact): string =>
  isInteger(type) ? sql : `round(${sql}::double * 1e${asDecimal(type).scale})::bigint`

/** A number times 10 to the power of `places` (those it has, by default), as hugeint. */
function unscaled({ sql, type }: Exact, places?: number): string {
  const { precision, scale } = asDecimal(type)
  const by = places ?? scale
  if (by === 0) return `${sql}::hugeint`
  const number = `${sql}::decimal(${decimalPrecisionMax}, ${scale})`
  if (precision + by < decimalPrecisionMax)
    return `(${number} * ${power(by)}::decimal(${by + 1}, 0))::hugeint`
  // No decimal has room for the product.
  return `(replace(${number}::varchar, '.', '')::hugeint * ${power(by - scale)}::hugeint)`
}
