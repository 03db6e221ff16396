import { doubleType, intType, nullType, type SqlType } from '../../types/sql-type.ts'
import { argumentAs } from '../arguments.ts'
import type { Call, FunctionRow } from '../function.ts'

const any = { type: 'any' } as const
const firstType = ([type]: readonly SqlType[]): SqlType => type ?? nullType

/** Without an order these would say something else in every run. */
function ordered(call: Call): Call {
  if (!call.ordered)
    call.refuse(`${call.name} needs an order: ${call.name}(…) OVER (PARTITION BY … ORDER BY …)`)
  return call
}

function rank(name: string, about: string): FunctionRow {
  return {
    name,
    kind: 'window',
    usage: `${name}() over (… order by …)`,
    about,
    parameters: [],
    returns: intType,
    sql: (_, call) => `(${ordered(call).aggregate(name)})::integer`,
  }
}

function share(name: string, about: string): FunctionRow {
  return {
    name,
    kind: 'window',
    usage: `${name}() over (… order by …)`,
    about,
    parameters: [],
    returns: doubleType,
    sql: (_, call) => ordered(call).aggregate(name),
  }
}

function neighbour(name: 'lag' | 'lead', where: string): FunctionRow {
  return {
    name,
    kind: 'window',
    usage: `${name}(x[, offset[, instead]]) over (… order by …)`,
    about: `the x of the row that stands offset rows (1 when left out) ${where} this one; where there is none: instead, or NULL`,
    parameters: [any, { ...any, optional: true }, { ...any, optional: true }],
    returns: firstType,
    sql: ([x = ''], call) => {
      const type = call.arguments[0]?.type ?? nullType
      const offset = call.constantNumber(1)
      if (offset === null) call.refuse(`${name}, argument 2, must be a whole number, not NULL`, 1)
      const instead = call.arguments.length > 2 ? [argumentAs(call, 2, type)] : []
      return ordered(call).aggregate(name, ...nullsPassedOver([x, String(offset ?? 1), ...instead], call))
    },
  }
}

/** IGNORE NULLS stands after the last argument, inside the brackets. */
const nullsPassedOver = (args: readonly string[], call: Call): readonly string[] =>
  call.ignoreNulls ? [...args.slice(0, -1), `${args.at(-1)} ignore nulls`] : args

/** A constant from 1 on, which DuckDB demands only when it runs. */
function countingFrom1(call: Call, i: number): number {
  const number = call.constantNumber(i)
  if (typeof number !== 'number' || number < 1)
    return call.refuse(`${call.name}, argument ${i + 1}, must be a whole number from 1 on`, i)
  return number
}

export const windowFunctions: readonly FunctionRow[] = [
  rank('row_number', 'the number of the row in its window, from 1'),
  rank(
    'rank',
    'the rank of the row, from 1; equal rows have one rank, and as many ranks are left out after them',
  ),
  rank('dense_rank', 'the rank of the row, from 1; equal rows have one rank, and none is left out'),
  share('percent_rank', '(rank - 1) / (rows - 1), 0.0 for a single row'),
  share('cume_dist', 'the share of rows that come before this one or equal it'),
  {
    name: 'ntile',
    kind: 'window',
    usage: 'ntile(n) over (… order by …)',
    about: 'which of n parts of equal size the row is in, from 1',
    parameters: [any],
    returns: intType,
    sql: (_, call) => `(${ordered(call).aggregate('ntile', String(countingFrom1(call, 0)))})::integer`,
  },
  neighbour('lag', 'before'),
  neighbour('lead', 'after'),
  {
    name: 'nth_value',
    kind: 'window',
    usage: 'nth_value(x, n) over (… order by …)',
    about: 'the x of the n-th row of the frame, NULL when there are fewer',
    parameters: [any, any],
    returns: firstType,
    sql: ([x = ''], call) =>
      ordered(call).aggregate('nth_value', ...nullsPassedOver([x, String(countingFrom1(call, 1))], call)),
  },
]
