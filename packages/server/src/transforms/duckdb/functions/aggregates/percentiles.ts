import {
  arrayType,
  doubleType,
  isDatetime,
  isNumeric,
  nullType,
  type SqlType,
  typeName,
} from '../../types/sql-type.ts'
import { argumentAs } from '../arguments.ts'
import type { Call, FunctionRow } from '../function.ts'

const any = { type: 'any' } as const

/** One share, or an array of them. */
function shares(call: Call, i: number): string {
  call.refuseColumns(i, 'the share')
  return argumentAs(call, i, severalShares(call, i) ? arrayType(doubleType) : doubleType)
}

const severalShares = (call: Call, i: number): boolean => call.arguments[i]?.type.kind === 'array'

const answer = (call: Call, type: SqlType): SqlType => (severalShares(call, 1) ? arrayType(type) : type)

/** Text becomes double; numbers, dates and timestamps stay. */
function rankedType(call: Call): SqlType {
  const type = call.arguments[0]?.type ?? nullType
  if (isNumeric(type) || isDatetime(type)) return type
  if (type.kind === 'string' || type.kind === 'null') return doubleType
  return call.refuse(`${call.name} needs numbers, dates or timestamps, and these are ${typeName(type)}`, 0)
}

export const percentileFunctions: readonly FunctionRow[] = [
  {
    name: 'percentile',
    kind: 'aggregate',
    usage: 'percentile(x, share[, frequency])',
    about:
      'the value below which that share (0 to 1, or an array of shares) of the values lies, between two values in proportion; frequency: how often each value counts',
    parameters: [{ type: doubleType }, any, { type: { kind: 'bigint' }, optional: true }],
    returns: (_, call) => answer(call, doubleType),
    sql: ([x = '', , frequency], call) => {
      if (frequency === undefined) return call.aggregate('quantile_cont', x, shares(call, 1))
      const repeated = call.aggregate('list', `list_transform(range(${frequency}), lambda counted: ${x})`)
      return `list_aggregate(list_filter(flatten(${repeated}), lambda kept: kept is not null), 'quantile_cont', ${shares(call, 1)})`
    },
  },
  {
    name: 'percentile_approx',
    aliases: ['approx_percentile'],
    kind: 'aggregate',
    usage: 'percentile_approx(x, share[, accuracy])',
    about:
      'the smallest of the values that at least that share (0 to 1, or an array of shares) of them does not exceed; exact, the accuracy is accepted and changes nothing',
    parameters: [any, any, { ...any, optional: true }],
    returns: (_, call) => answer(call, rankedType(call)),
    sql: (_, call) => call.aggregate('quantile_disc', argumentAs(call, 0, rankedType(call)), shares(call, 1)),
  },
  {
    name: 'median',
    kind: 'aggregate',
    usage: 'median(x)',
    about: 'the value in the middle, or the mean of the two in the middle',
    parameters: [{ type: doubleType }],
    returns: doubleType,
    sql: ([x = ''], call) => call.aggregate('quantile_cont', x, '0.5'),
  },
  withinGroup('percentile_cont', 'quantile_cont', 'between two values in proportion'),
  withinGroup('percentile_disc', 'quantile_disc', 'always one of the values'),
]

function withinGroup(name: string, duckdb: string, how: string): FunctionRow {
  return {
    name,
    kind: 'aggregate',
    usage: `${name}(share) within group (order by x)`,
    about: `the value of x below which that share (0 to 1) of the values lies, ${how}`,
    parameters: [any],
    returns: doubleType,
    sql: (_, call) => {
      const { withinGroup } = call
      if (!withinGroup) return call.refuse(`${name} needs its order: ${name}(0.5) within group (order by x)`)
      if (!isNumeric(withinGroup.value.type)) return call.refuse(`${name} needs numbers in its order`)
      const value = `${withinGroup.value.sql}::double`
      if (!withinGroup.descending) return call.aggregate(duckdb, value, shares(call, 0))
      return `(-(${call.aggregate(duckdb, `(-${value})`, shares(call, 0))}))`
    },
  }
}
