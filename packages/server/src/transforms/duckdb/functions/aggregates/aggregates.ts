import { duckdbTypeOf } from '../../types/duckdb-type.ts'
import { exactQuotient } from '../../types/exact-quotient.ts'
import { sortKey } from '../../types/sort-key.ts'
import {
  arrayType,
  bigintType,
  booleanType,
  decimalPrecisionMax,
  decimalType,
  doubleType,
  isInteger,
  nullType,
  type SqlType,
} from '../../types/sql-type.ts'
import type { Call, FunctionRow } from '../function.ts'

const any = { type: 'any' } as const
const ordered = { type: 'ordered' } as const
const number = { type: 'number' } as const
const condition = { type: booleanType } as const

const firstType = ([type]: readonly SqlType[]): SqlType => type ?? nullType

/** An aggregate of one argument that DuckDB has under this name. */
function plain(
  name: string,
  about: string,
  parameter: FunctionRow['parameters'][number],
  returns: FunctionRow['returns'],
  { duckdb = name, aliases = [] }: { readonly duckdb?: string; readonly aliases?: readonly string[] } = {},
): FunctionRow {
  return {
    name,
    aliases,
    kind: 'aggregate',
    usage: `${name}(x)`,
    about,
    parameters: [parameter],
    returns,
    sql: ([x = ''], call) => call.aggregate(duckdb, x),
  }
}

export const aggregateFunctions: readonly FunctionRow[] = [
  {
    name: 'count',
    kind: 'aggregate',
    usage: 'count(*), count([distinct] a[, b, …])',
    about: 'how many rows there are; with arguments: rows in which none of them is NULL',
    parameters: [{ ...any, repeated: true }],
    returns: bigintType,
    sql: (args, call) => call.aggregate('count', ...(args.length > 1 ? [together(args)] : args)),
  },
  {
    name: 'count_if',
    kind: 'aggregate',
    usage: 'count_if(condition)',
    about: 'in how many rows the condition is true',
    parameters: [condition],
    returns: bigintType,
    sql: ([test], call) => call.aggregate('count', `case when ${test} then true end`),
  },
  {
    name: 'sum',
    kind: 'aggregate',
    usage: 'sum([distinct] x)',
    about:
      'the sum: bigint of whole numbers (of 64 bits, wrapping round), decimal of decimals, else double; NULL without values',
    parameters: [number],
    returns: sumType,
    sql: ([x = ''], call) => sumOf(x, call),
  },
  {
    name: 'avg',
    aliases: ['mean'],
    kind: 'aggregate',
    usage: 'avg([distinct] x)',
    about: 'the mean, as double (of decimals: a decimal with four more places); NULL without values',
    parameters: [number],
    returns: meanType,
    sql: ([x = ''], call) => {
      const types = call.arguments.map((argument) => argument.type)
      const type = meanType(types)
      if (type.kind !== 'decimal') return call.aggregate('avg', x)
      const [sum, count] = [sumOf(x, call), call.aggregate('count', x)]
      return exactQuotient({ sql: sum, type: sumType(types) }, { sql: count, type: bigintType }, type)
    },
  },
  extreme('max', 'arg_max', 'largest'),
  extreme('min', 'arg_min', 'smallest'),
  by('max_by', 'arg_max_null', 'largest'),
  by('min_by', 'arg_min_null', 'smallest'),
  plain('bool_and', 'whether the condition is true in every row that has one', condition, booleanType, {
    aliases: ['every'],
  }),
  plain('bool_or', 'whether the condition is true in some row', condition, booleanType, {
    aliases: ['some', 'any'],
  }),
  bits('bit_and', 'and'),
  bits('bit_or', 'or'),
  bits('bit_xor', 'exclusive or'),
  {
    name: 'collect_list',
    aliases: ['array_agg'],
    kind: 'aggregate',
    usage: 'collect_list(x)',
    about: 'an array of the values that are not NULL, in no certain order; empty without values',
    parameters: [any],
    returns: ([type = nullType]) => arrayType(type),
    sql: ([x = ''], call) => withoutNulls(call.aggregate('list', x), call),
  },
  {
    name: 'collect_set',
    kind: 'aggregate',
    usage: 'collect_set(x)',
    about: 'an array of the different values that are not NULL, in no certain order',
    parameters: [any],
    returns: ([type = nullType]) => arrayType(type),
    sql: ([x = ''], call) => withoutNulls(call.aggregate('list', call.distinct ? x : `distinct ${x}`), call),
  },
  grouping(
    'grouping',
    '1 where the row stands for all values of that GROUP BY key (ROLLUP, CUBE, GROUPING SETS), else 0',
    {
      kind: 'tinyint',
    },
  ),
  grouping(
    'grouping_id',
    'the grouping of these keys, or of all, as the bits of a number, the last key being the lowest',
    bigintType,
  ),
]

/** One value that is NULL when one of them is; rows that differ in any differ. */
const together = (args: readonly string[]): string =>
  `case when ${args.map((arg) => `${arg} is not null`).join(' and ')} then struct_pack(${args.map((arg, i) => `c${i} := ${arg}`).join(', ')}) end`

function withoutNulls(list: string, call: Call): string {
  const element = duckdbTypeOf(call.arguments[0]?.type ?? nullType)
  return `coalesce(list_filter(${list}, lambda kept: kept is not null), []::${element}[])`
}

function sumType([type = doubleType]: readonly SqlType[]): SqlType {
  if (isInteger(type)) return bigintType
  if (type.kind !== 'decimal') return doubleType
  return decimalType(Math.min(type.precision + 10, decimalPrecisionMax), type.scale)
}

function sumOf(x: string, call: Call): string {
  const type = sumType(call.arguments.map((argument) => argument.type))
  if (type.kind === 'bigint') return `spark_wrap_bigint(${call.aggregate('sum', x)})`
  if (type.kind === 'double') return call.aggregate('sum', `${x}::double`)
  return `try_cast(${call.aggregate('sum', x)} as ${duckdbTypeOf(type)})`
}

function meanType([type = doubleType]: readonly SqlType[]): SqlType {
  if (type.kind !== 'decimal') return doubleType
  const scale = Math.min(type.scale + 4, decimalPrecisionMax)
  return decimalType(Math.min(type.precision + 4, decimalPrecisionMax), scale)
}

function extreme(name: 'max' | 'min', byKey: string, which: string): FunctionRow {
  const row = plain(name, `the ${which} value`, ordered, firstType)
  return {
    ...row,
    sql: ([x = ''], call) => {
      const key = keyOf(x, call, 0)
      return key === x ? call.aggregate(name, x) : call.aggregate(byKey, x, key)
    },
  }
}

const keyOf = (sql: string, call: Call, i: number): string =>
  sortKey(sql, call.arguments[i]?.type ?? nullType)

function by(name: string, duckdb: string, which: string): FunctionRow {
  return {
    name,
    kind: 'aggregate',
    usage: `${name}(x, y)`,
    about: `the x of the row with the ${which} y; rows without y do not count`,
    parameters: [any, any],
    returns: firstType,
    sql: ([x = '', y = ''], call) => call.aggregate(duckdb, x, keyOf(y, call, 1)),
  }
}

function bits(name: string, word: string): FunctionRow {
  return {
    name,
    kind: 'aggregate',
    usage: `${name}(x)`,
    about: `the bits of all values (whole numbers) joined by ${word}`,
    parameters: [number],
    returns: firstType,
    sql: ([x = ''], call) => {
      const type = call.arguments[0]?.type ?? nullType
      if (!isInteger(type)) call.refuse(`${name} needs whole numbers`, 0)
      return call.aggregate(name, x)
    },
  }
}

function grouping(name: 'grouping' | 'grouping_id', about: string, type: SqlType): FunctionRow {
  return {
    name,
    kind: 'aggregate',
    usage: name === 'grouping' ? 'grouping(key)' : 'grouping_id([key, …])',
    about,
    parameters: [name === 'grouping' ? any : { ...any, optional: true, repeated: true }],
    returns: type,
    sql: (args, call) => {
      const keys = args.length > 0 ? args : call.groupKeys
      const known = keys.every((key) => call.groupKeys.includes(key))
      if (keys.length === 0 || !known) call.refuse(`${name} is about what GROUP BY has: give it keys of it`)
      return `${call.aggregate('grouping', ...keys)}::${duckdbTypeOf(type)}`
    },
  }
}
