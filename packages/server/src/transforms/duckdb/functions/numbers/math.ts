import { narrowed } from '../../types/cast.ts'
import { doubleType, isInteger, type SqlType, stringType } from '../../types/sql-type.ts'
import { once } from '../arguments.ts'
import type { FunctionRow, Parameter } from '../function.ts'

const double: Parameter = { type: doubleType }
const number: Parameter = { type: 'number' }

/** DuckDB raises an error where a logarithm has no value: there NULL goes in instead, and comes out. */
const positive = (x: string): string => `case when ${x} > 0 then ${x} end`

const firstType = ([type]: readonly SqlType[]): SqlType => type ?? doubleType

function ofDouble(
  name: string,
  about: string,
  sql: (x: string) => string,
  aliases: readonly string[] = [],
): FunctionRow {
  return {
    name,
    aliases,
    kind: 'scalar',
    usage: `${name}(x)`,
    about,
    parameters: [double],
    returns: doubleType,
    sql: ([x = '']) => once(x, sql),
  }
}

const smallest: { readonly [kind in SqlType['kind']]?: string } = {
  tinyint: '-128',
  smallint: '-32768',
  int: '-2147483648',
  bigint: '-9223372036854775808',
}

/** DuckDB refuses the smallest whole number, which has no positive one. */
function absolute(x: string, { kind }: SqlType): string {
  const least = smallest[kind]
  return least ? `case when ${x} = (${least}) then ${x} else abs(${x}) end` : `abs(${x})`
}

/** `-x` with the type of x: the smallest whole number stays as it is. */
function negative(x: string, type: SqlType): string {
  if (!isInteger(type)) return `(-${x})`
  if (type.kind === 'bigint') return `spark_wrap_bigint(-(${x}::hugeint))`
  return narrowed(`(-(${x}::bigint))`, type)
}

export const mathFunctions: readonly FunctionRow[] = [
  {
    name: 'abs',
    kind: 'scalar',
    usage: 'abs(x)',
    about:
      'x without its sign, of the same type (text: double); the smallest whole number of a type stays as it is',
    parameters: [number],
    returns: firstType,
    sql: ([x = ''], { arguments: [argument] }) =>
      once(x, (value) => absolute(value, argument?.type ?? doubleType)),
  },
  {
    name: 'negative',
    kind: 'scalar',
    usage: 'negative(x)',
    about: 'x with the other sign',
    parameters: [number],
    returns: firstType,
    sql: ([x = ''], { arguments: [argument] }) => negative(x, argument?.type ?? doubleType),
  },
  {
    name: 'positive',
    kind: 'scalar',
    usage: 'positive(x)',
    about: 'x as it is',
    parameters: [number],
    returns: firstType,
    sql: ([x = '']) => x,
  },
  ofDouble('sign', '-1.0, 0.0 or 1.0', (x) => `case when isnan(${x}) then ${x} else sign(${x})::double end`, [
    'signum',
  ]),
  ofDouble(
    'sqrt',
    'square root; of a negative number NaN',
    (x) => `sqrt(case when ${x} < 0 then 'nan'::double else ${x} end)`,
  ),
  ofDouble('cbrt', 'cube root', (x) => `spark_cbrt(${x})`),
  ofDouble('exp', 'e to the power of x', (x) => `exp(${x})`),
  ofDouble('expm1', 'exp(x) - 1, exact near 0', (x) => `spark_expm1(${x})`),
  ofDouble('ln', 'natural logarithm; NULL unless x > 0', (x) => `ln(${positive(x)})`),
  ofDouble('log10', 'logarithm to base 10; NULL unless x > 0', (x) => `log10(${positive(x)})`),
  ofDouble('log2', 'logarithm to base 2; NULL unless x > 0', (x) => `log2(${positive(x)})`),
  ofDouble('log1p', 'ln(1 + x), exact near 0; NULL unless x > -1', (x) => `spark_log1p(${x})`),
  {
    name: 'log',
    kind: 'scalar',
    usage: 'log([base, ]x)',
    about:
      'logarithm of x to the base, without a base the natural one; NULL unless both are above 0; to base 1 Infinity or NaN',
    parameters: [double, { ...double, optional: true }],
    returns: doubleType,
    sql: ([first = '', second]) =>
      second === undefined ? `ln(${positive(first)})` : `(ln(${positive(second)}) / ln(${positive(first)}))`,
  },
  {
    name: 'pow',
    aliases: ['power'],
    kind: 'scalar',
    usage: 'pow(x, y)',
    about: 'x to the power of y, a double',
    parameters: [double, double],
    returns: doubleType,
    sql: ([x, y]) => `pow(${x}, ${y})`,
  },
  {
    name: 'hypot',
    kind: 'scalar',
    usage: 'hypot(x, y)',
    about: 'square root of x² + y²',
    parameters: [double, double],
    returns: doubleType,
    sql: ([x, y]) => `spark_hypot(${x}, ${y})`,
  },
  {
    name: 'pi',
    kind: 'scalar',
    usage: 'pi()',
    about: 'the circle number',
    parameters: [],
    returns: doubleType,
    sql: () => 'pi()',
  },
  {
    name: 'e',
    kind: 'scalar',
    usage: 'e()',
    about: "Euler's number",
    parameters: [],
    returns: doubleType,
    sql: () => `'2.718281828459045'::double`,
  },
  {
    name: 'rand',
    aliases: ['random'],
    kind: 'scalar',
    usage: 'rand([seed])',
    about:
      'a random double of [0, 1), another one in each row and each run; a seed is accepted and changes nothing',
    parameters: [{ type: 'any', optional: true }],
    returns: doubleType,
    sql: () => 'random()',
  },
  {
    name: 'randn',
    kind: 'scalar',
    usage: 'randn([seed])',
    about: 'a random double of the standard normal distribution; a seed is accepted and changes nothing',
    parameters: [{ type: 'any', optional: true }],
    returns: doubleType,
    sql: () => '(sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random()))',
  },
  {
    name: 'uuid',
    kind: 'scalar',
    usage: 'uuid()',
    about: 'a random identifier of 36 characters, another one in each row and each run',
    parameters: [],
    returns: stringType,
    sql: () => 'uuid()::varchar',
  },
  {
    name: 'isnan',
    kind: 'scalar',
    usage: 'isnan(x)',
    about: 'whether x is NaN (not a number); false for NULL',
    parameters: [double],
    returns: { kind: 'boolean' },
    sql: ([x]) => `coalesce(isnan(${x}), false)`,
  },
  {
    name: 'nanvl',
    kind: 'scalar',
    usage: 'nanvl(x, instead)',
    about: 'x, unless it is NaN: then the other',
    parameters: [double, double],
    returns: doubleType,
    sql: ([x = '', instead]) =>
      once(x, (value) => `case when isnan(${value}) then ${instead} else ${value} end`),
  },
]
