import { arithmeticType } from '../../types/coercion.ts'
import { duckdbTypeOf } from '../../types/duckdb-type.ts'
import { bigintType, doubleType, intType, type SqlType } from '../../types/sql-type.ts'
import { argumentAs, once } from '../arguments.ts'
import type { Call, FunctionRow } from '../function.ts'

const bigint = { type: bigintType } as const
const int = { type: intType } as const

const remainderType = ([a = doubleType, b = doubleType]: readonly SqlType[]): SqlType =>
  arithmeticType('%', a, b)

/** Remainders take both sides as one type, and have none by 0. */
function remainder(call: Call, how: (x: string, y: string) => string): string {
  const type = remainderType(call.arguments.map((argument) => argument.type))
  if (type.kind !== 'decimal') {
    const y = argumentAs(call, 1, type)
    // By -1 nothing is left over, which DuckDB finds too large for the smallest bigint.
    const by =
      type.kind === 'bigint' ? `case ${y} when 0 then null when -1 then 1 else ${y} end` : `nullif(${y}, 0)`
    return how(argumentAs(call, 0, type), by)
  }
  const [x, y] = call.arguments
  return `try_cast(try(${how(x?.sql ?? '', `nullif(${y?.sql}, 0)`)}) as ${duckdbTypeOf(type)})`
}

const shiftedType = ([type]: readonly SqlType[]): SqlType => (type?.kind === 'bigint' ? bigintType : intType)

/** Java's shifts: the distance counts modulo the width, and what is moved out at the top is lost. */
function shift(
  name: string,
  about: string,
  sql: (x: string, by: string, mask: string) => string,
): FunctionRow {
  return {
    name,
    kind: 'scalar',
    usage: `${name}(x, places)`,
    about: `${about}; x is an int (32 bits) or a bigint (64), the places count modulo its bits`,
    parameters: [{ type: 'any' }, int],
    returns: shiftedType,
    sql: ([, places], call) => {
      const type = shiftedType(call.arguments.map((argument) => argument.type))
      const wide = type.kind === 'bigint'
      const by = `(${places} & ${wide ? 63 : 31})`
      const shifted = sql(
        `${argumentAs(call, 0, type)}::hugeint`,
        by,
        wide ? '18446744073709551615' : '4294967295',
      )
      return `spark_wrap_${type.kind}(${shifted})`
    },
  }
}

export const integerFunctions: readonly FunctionRow[] = [
  {
    name: 'mod',
    kind: 'scalar',
    usage: 'mod(x, y)',
    about: 'remainder of x / y with the sign of x, as x % y; NULL when y is 0',
    parameters: [{ type: 'number' }, { type: 'number' }],
    returns: remainderType,
    sql: (_, call) => remainder(call, (x, y) => `(${x} % ${y})`),
  },
  {
    name: 'pmod',
    kind: 'scalar',
    usage: 'pmod(x, y)',
    about: 'remainder of x / y that is not negative (when y is not); NULL when y is 0',
    parameters: [{ type: 'number' }, { type: 'number' }],
    returns: remainderType,
    sql: (_, call) =>
      remainder(call, (x, y) =>
        once(
          `(${x} % ${y})`,
          (rest) => `case when ${rest} < 0 and ${y} > 0 then ${rest} + ${y} else ${rest} end`,
        ),
      ),
  },
  {
    name: 'factorial',
    kind: 'scalar',
    usage: 'factorial(n)',
    about: '1 × 2 × … × n; NULL unless 0 ≤ n ≤ 20',
    parameters: [int],
    returns: bigintType,
    sql: ([n]) => `case when ${n} between 0 and 20 then factorial(${n})::bigint end`,
  },
  shift('shiftleft', 'the bits of x moved to the left', (x, by) => `${x} * (1::hugeint << ${by})`),
  shift('shiftright', 'the bits of x moved to the right, its sign kept', (x, by) => `${x} >> ${by}`),
  shift(
    'shiftrightunsigned',
    'the bits of x moved to the right, zeros coming in',
    (x, by, mask) => `(${x} & ${mask}) >> ${by}`,
  ),
  {
    name: 'bit_count',
    kind: 'scalar',
    usage: 'bit_count(x)',
    about: 'how many of the 64 bits of x are set',
    parameters: [{ type: 'any' }],
    returns: intType,
    sql: (_, call) => `bit_count(${argumentAs(call, 0, bigintType)})::integer`,
  },
  {
    name: 'bit_get',
    aliases: ['getbit'],
    kind: 'scalar',
    usage: 'bit_get(x, position)',
    about: 'the bit of x (0 or 1) at that position, 0 being the lowest; NULL when x has no such bit',
    parameters: [bigint, int],
    returns: { kind: 'tinyint' },
    sql: ([x, position]) =>
      `case when ${position} between 0 and 63 then ((${x} >> ${position}) & 1)::tinyint end`,
  },
  {
    name: 'width_bucket',
    kind: 'scalar',
    usage: 'width_bucket(x, low, high, buckets)',
    about: 'which of so many equal parts of low to high x is in, from 1; 0 below, buckets + 1 from high on',
    parameters: [{ type: doubleType }, { type: doubleType }, { type: doubleType }, bigint],
    returns: bigintType,
    sql: (args) => `spark_width_bucket(${args.join(', ')})`,
  },
  {
    name: 'conv',
    kind: 'scalar',
    usage: 'conv(digits, from, to)',
    about:
      'the number written in base `from` as written in base `to` (2 to 36, capitals), in 64 bits without sign, the largest when there are more; reading ends at the first character that is no digit; negative `to`: with sign',
    parameters: [{ type: { kind: 'string' } }, int, int],
    returns: { kind: 'string' },
    sql: ([text = '', from = '', to = ''], call) =>
      `spark_conv(${text}, ${fastDigits(call, text) ?? `spark_digits_value(${text}, ${from})`}, ${from}, ${to})`,
  },
]

/** Bases that DuckDB reads itself. */
function fastDigits(call: Call, text: string): string | undefined {
  const base = call.arguments[1]?.constant
  if (!base || !('digits' in base)) return undefined
  const known = new Map([
    ['2', ['0b0', '[01]*']],
    ['10', ['0', '[0-9]*']],
    ['16', ['0x0', '[0-9a-fA-F]*']],
  ]).get(base.digits)
  if (!known) return undefined
  const [prefix, digits] = known
  return `try_cast('${prefix}' || regexp_extract(${text}, '^[ ]*-?(${digits})', 1) as ubigint)`
}
