import { doubleType } from '../../types/sql-type.ts'
import { once } from '../arguments.ts'
import type { FunctionRow, Parameter } from '../function.ts'

const double: Parameter = { type: doubleType }

/** DuckDB raises an error outside of a function's domain, Spark gives NaN: which all of DuckDB's functions hand on. */
const nanWhen = (x: string, outside: string): string =>
  `case when ${outside} then 'nan'::double else ${x} end`
const finite = (x: string): string => nanWhen(x, `isinf(${x})`)

function row(name: string, about: string, sql: (x: string) => string): FunctionRow {
  return {
    name,
    kind: 'scalar',
    usage: `${name}(x)`,
    about,
    parameters: [double],
    returns: doubleType,
    sql: ([x = '']) => once(x, sql),
  }
}

export const trigonometricFunctions: readonly FunctionRow[] = [
  row('sin', 'sine of x in radians', (x) => `sin(${finite(x)})`),
  row('cos', 'cosine of x in radians', (x) => `cos(${finite(x)})`),
  row('tan', 'tangent of x in radians', (x) => `tan(${finite(x)})`),
  row('cot', 'cotangent of x in radians', (x) => `(1 / tan(${finite(x)}))`),
  row('sec', 'secant of x in radians', (x) => `(1 / cos(${finite(x)}))`),
  row('csc', 'cosecant of x in radians', (x) => `(1 / sin(${finite(x)}))`),
  row(
    'asin',
    'the angle whose sine is x, in radians; NaN outside of -1 to 1',
    (x) => `asin(${nanWhen(x, `abs(${x}) > 1`)})`,
  ),
  row(
    'acos',
    'the angle whose cosine is x, in radians; NaN outside of -1 to 1',
    (x) => `acos(${nanWhen(x, `abs(${x}) > 1`)})`,
  ),
  row('atan', 'the angle whose tangent is x, in radians', (x) => `atan(${x})`),
  {
    name: 'atan2',
    kind: 'scalar',
    usage: 'atan2(y, x)',
    about: 'the angle of the point (x, y), in radians',
    parameters: [double, double],
    returns: doubleType,
    sql: ([y, x]) => `atan2(${y}, ${x})`,
  },
  row('sinh', 'hyperbolic sine', (x) => `sinh(${x})`),
  row('cosh', 'hyperbolic cosine', (x) => `cosh(${x})`),
  row('tanh', 'hyperbolic tangent', (x) => `tanh(${x})`),
  row('asinh', 'inverse hyperbolic sine', (x) => `asinh(${x})`),
  row('acosh', 'inverse hyperbolic cosine; NaN below 1', (x) => `acosh(${nanWhen(x, `${x} < 1`)})`),
  row(
    'atanh',
    'inverse hyperbolic tangent; NaN outside of -1 to 1',
    (x) => `atanh(${nanWhen(x, `abs(${x}) > 1`)})`,
  ),
  row('degrees', 'radians as degrees', (x) => `degrees(${x})`),
  row('radians', 'degrees as radians', (x) => `radians(${x})`),
]
