import { bigintType, doubleType, nullType } from '../../types/sql-type.ts'
import type { Call, FunctionRow } from '../function.ts'

const double = { type: doubleType } as const

/** DuckDB raises an error when squares of values do not fit a double, where Spark gives NaN. */
const squareMax = '1e150'

/** The aggregate over values whose squares fit; NaN when there are others. Whole numbers and decimals always fit. */
function guarded(call: Call, args: readonly string[], sql: (args: readonly string[]) => string): string {
  if (call.arguments.every(({ type }) => type.kind === 'null')) return sql(args)
  const fits = (x: string) => `abs(${x}) < ${squareMax}`
  const inside = args.map((x) => `case when ${fits(x)} then ${x} end`)
  // Of a pair without one of its values the other one does not count.
  const counts = args.map((x) => `${x} is not null`).join(' and ')
  const outside = `${counts} and not (${args.map(fits).join(' and ')})`
  return `case when ${call.aggregate('bool_or', outside)} then 'nan'::double else ${sql(inside)} end`
}

function spread(name: string, aliases: readonly string[], duckdb: string, about: string): FunctionRow {
  return {
    name,
    aliases,
    kind: 'aggregate',
    usage: `${name}([distinct] x)`,
    about,
    parameters: [double],
    returns: doubleType,
    sql: (args, call) => guarded(call, args, ([x = '']) => call.aggregate(duckdb, x)),
  }
}

/** A mean of pairs: no squares. */
function meanOfPairs(name: string, about: string): FunctionRow {
  return { ...ofPairs(name, about), sql: (args, call) => call.aggregate(name, ...args) }
}

function ofPairs(name: string, about: string, outside: (sql: string) => string = (sql) => sql): FunctionRow {
  return {
    name,
    kind: 'aggregate',
    usage: `${name}(x, y)`,
    about: `${about}, over rows in which both have a value`,
    parameters: [double, double],
    returns: doubleType,
    sql: (args, call) => guarded(call, args, (inside) => outside(call.aggregate(name, ...inside))),
  }
}

/** Of equal values DuckDB makes NaN, Spark NULL. */
const nanIsNull = (sql: string): string => `nullif(${sql}, 'nan'::double)`

export const statisticalFunctions: readonly FunctionRow[] = [
  spread(
    'stddev',
    ['std', 'stddev_samp'],
    'stddev_samp',
    'standard deviation of a sample (n - 1); NULL of a single value',
  ),
  spread('stddev_pop', [], 'stddev_pop', 'standard deviation of the whole population (n)'),
  spread('variance', ['var_samp'], 'var_samp', 'variance of a sample (n - 1); NULL of a single value'),
  spread('var_pop', [], 'var_pop', 'variance of the whole population (n)'),
  ofPairs(
    'corr',
    "Pearson's coefficient of correlation; NULL when one of them is always the same",
    nanIsNull,
  ),
  ofPairs('covar_pop', 'covariance of the whole population'),
  ofPairs('covar_samp', 'covariance of a sample'),
  ofPairs('regr_slope', 'slope of the line x → y that fits best: regr_slope(y, x)'),
  ofPairs('regr_intercept', 'where the line that fits best meets x = 0: regr_intercept(y, x)'),
  ofPairs('regr_r2', 'how well the line fits, 0 to 1: regr_r2(y, x)'),
  meanOfPairs('regr_avgx', 'mean of the second argument'),
  meanOfPairs('regr_avgy', 'mean of the first argument'),
  {
    name: 'regr_count',
    kind: 'aggregate',
    usage: 'regr_count(y, x)',
    about: 'in how many rows both have a value',
    parameters: [double, double],
    returns: bigintType,
    sql: ([y, x], call) =>
      call.aggregate('count', `case when ${y} is not null and ${x} is not null then true end`),
  },
  {
    name: 'skewness',
    kind: 'aggregate',
    usage: 'skewness(x)',
    about: 'how lopsided the values lie about their mean (population formula); NULL when all are the same',
    parameters: [double],
    returns: doubleType,
    sql: (args, call) =>
      guarded(call, args, ([x = '']) => {
        const n = call.aggregate('count', x)
        // DuckDB's is corrected for samples, which is taken back; of two values it has none.
        const corrected = call.aggregate('skewness', x)
        const different = call.aggregate('var_pop', x)
        return `case when ${different} > 0 then case when ${n} < 3 then 0.0::double else ${corrected} * (${n} - 2) / sqrt(${n}::double * (${n} - 1)) end end`
      }),
  },
  {
    name: 'kurtosis',
    kind: 'aggregate',
    usage: 'kurtosis(x)',
    about:
      'how heavy the ends of the distribution are (population formula, 0.0 for the normal one); NULL when all values are the same',
    parameters: [double],
    returns: doubleType,
    sql: (args, call) => guarded(call, args, ([x = '']) => call.aggregate('kurtosis_pop', x)),
  },
  {
    name: 'approx_count_distinct',
    kind: 'aggregate',
    usage: 'approx_count_distinct(x[, error])',
    about:
      'about how many different values there are, NULL not counted; a wanted error is accepted and changes nothing',
    parameters: [{ type: 'any' }, { type: 'any', optional: true }],
    returns: bigintType,
    sql: ([x = ''], call) => call.aggregate('approx_count_distinct', x),
  },
  {
    name: 'mode',
    kind: 'aggregate',
    usage: 'mode(x)',
    about: 'the most frequent value; one of them when there are several',
    parameters: [{ type: 'any' }],
    returns: ([type]) => type ?? nullType,
    sql: ([x = ''], call) => call.aggregate('mode', x),
  },
]
