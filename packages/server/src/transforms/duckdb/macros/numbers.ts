import type { Macro } from './macro.ts'

/** 10 times it, plus 5, is still a whole double, and so are the middles below. */
const exactMax = '900000000000000'

/**
 * Rounding by the decimal digits that a double is written with, as Spark does it, not by its binary value: 1.005 lies below
 * the middle between 1.00 and 1.01, but is written like it. No text is needed: `middle` is the double nearest to the middle,
 * so a number that is written like the middle equals it. p is 10 to the power of the places, an exact double. Numbers of more
 * than 15 digits are rounded by their binary value, and what has no digits that far stays as it is.
 */
const halfUp = (_: string, middle: string) => `(abs(x) >= ${middle})::integer`
const halfEven = (k: string, middle: string) =>
  `(abs(x) > ${middle} or (abs(x) = ${middle} and ${k} % 2 = 1))::integer`

function places(up: typeof halfUp): string {
  const k = 'trunc(abs(x) * p)'
  return `case when abs(x) * p < ${exactMax}
    then sign(x) * (${k} + ${up(k, `((${k} * 10 + 5) / (p * 10))`)}) / p + 0.0::double
    when abs(x) * p < 1e16 then round(x * p) / p else x end`
}

function tens(up: typeof halfUp): string {
  const k = 'trunc(abs(x) / p)'
  return `case when abs(x) / p < ${exactMax}
    then sign(x) * (${k} + ${up(k, `((${k} * 10 + 5) * (p / 10))`)}) * p + 0.0::double else x end`
}

const wholeUp = `(abs(x) // p + ((abs(x) % p) * 2 >= p)::integer)`
const wholeEven = `(abs(x) // p + ((abs(x) % p) * 2 > p or ((abs(x) % p) * 2 = p and (abs(x) // p) % 2 = 1))::integer)`

export const numberMacros: readonly Macro[] = [
  { name: 'spark_round', parameters: ['x', 'p'], body: places(halfUp) },
  { name: 'spark_round_tens', parameters: ['x', 'p'], body: tens(halfUp) },
  { name: 'spark_bround', parameters: ['x', 'p'], body: places(halfEven) },
  { name: 'spark_bround_tens', parameters: ['x', 'p'], body: tens(halfEven) },
  { name: 'spark_round_whole', parameters: ['x', 'p'], body: `(sign(x) * ${wholeUp} * p)` },
  { name: 'spark_bround_whole', parameters: ['x', 'p'], body: `(sign(x) * ${wholeEven} * p)` },
  {
    // DuckDB's own says that the cube root of 27 is 3.0000000000000004: one step of Newton's method mends that.
    name: 'spark_cbrt',
    parameters: ['x'],
    body: `case when x = 0 or isinf(x) then x else cbrt(x) - (cbrt(x) * cbrt(x) * cbrt(x) - x) / (3 * cbrt(x) * cbrt(x)) end`,
  },
  {
    name: 'spark_expm1',
    parameters: ['x'],
    body: `case when abs(x) < 1 then 2 * sinh(x / 2) * exp(x / 2) else exp(x) - 1 end`,
  },
  {
    // 1 + x loses digits of a small x; the quotient gives them back (Kahan).
    name: 'spark_log1p',
    parameters: ['x'],
    body: `case when x > -1 then case when 1 + x = 1 or isinf(x) then x else ln(1 + x) * (x / ((1 + x) - 1)) end end`,
  },
  {
    name: 'spark_hypot',
    parameters: ['x', 'y'],
    body: `case when isinf(x) or isinf(y) then 'infinity'::double
      when abs(x) between 1e-150 and 1e150 and abs(y) <= 1e150 or x = 0 and y = 0 then sqrt(x * x + y * y)
      else greatest(abs(x), abs(y)) * sqrt(pow(x / greatest(abs(x), abs(y)), 2) + pow(y / greatest(abs(x), abs(y)), 2)) end`,
  },
]
