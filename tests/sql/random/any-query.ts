import fc from 'fast-check'
import type { ParameterType } from '../../../packages/server/src/transforms/duckdb/functions/function.ts'
import { families } from '../../../packages/server/src/transforms/duckdb/functions/index.ts'
import { constants, type Kind, kinds, numeric, simple } from './values.ts'

/** An expression, and what its arguments are of. */
interface Form {
  readonly kinds: readonly fc.Arbitrary<Kind>[]
  write(args: readonly string[]): string
}

/** Their answers hang on chance, on the clock or on what comes first, or are errors by purpose. */
const uncertain =
  /^(rand|randn|random|uuid|now|current_|curdate|localtimestamp|unix_timestamp|version|shuffle|keyvalue|raise_error|assert_true|collect_|array_agg|first|last|any_value|approx_|mode|max_by|min_by|listagg|array_repeat)/

const any = (from: readonly Kind[]): fc.Arbitrary<Kind> => fc.constantFrom(...from)
/** Most often what is wanted, else what can be made it. */
const mostly = (wanted: Kind, others: readonly Kind[]): fc.Arbitrary<Kind> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(wanted) }, { weight: 1, arbitrary: any(others) })

/** Of a function's parameter; `common`: what those have that go together. */
function kindFor(type: ParameterType, common: Kind): fc.Arbitrary<Kind> {
  if (type === 'number') return any([...numeric, 'string'])
  if (type === 'any') return any(kinds)
  if (type === 'array') return any(['numbers', 'texts'])
  if (type === 'map' || type === 'struct') return fc.constant(type)
  if (typeof type === 'string') return fc.constant(common)
  switch (type.kind) {
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'bigint':
      return mostly('int', ['bigint', 'double', 'string'])
    case 'double':
      return mostly('double', ['int', 'bigint', 'decimal', 'string', 'float'])
    case 'date':
    case 'timestamp':
      return any(['date', 'timestamp', 'string'])
    case 'array':
      return any(['numbers', 'texts'])
    case 'boolean':
    case 'binary':
      return fc.constant(type.kind)
    default:
      return mostly('string', simple)
  }
}

/** Calls of one function: optional arguments or none, repeated ones once to three times. */
function callForm(row: (typeof functions)[number]): fc.Arbitrary<Form> {
  const { name, parameters } = row
  const given = fc.record({
    common: any(simple),
    count: fc.nat(parameters.length),
    times: fc.integer({ min: 1, max: 3 }),
  })
  return given.map(({ common, count, times }) => {
    const needed = parameters.filter((parameter, i) => !parameter.optional || i < count)
    const wanted = needed.flatMap(({ type, repeated }) =>
      Array(repeated ? times : 1).fill(kindFor(type, common)),
    )
    return { kinds: wanted, write: (args) => `${name}(${args.join(', ')})` }
  })
}

const functions = families
  .flatMap(({ rows }) => rows)
  .filter(({ kind, name }) => kind !== 'window' && !uncertain.test(name))
  .filter(({ parameters }) => parameters.every(({ type }) => type !== 'lambda'))

const castTypes = [
  'tinyint',
  'int',
  'bigint',
  'float',
  'double',
  'decimal(10,2)',
  'decimal(38,10)',
  'string',
  'boolean',
  'date',
  'timestamp',
  'array<string>',
]

const forms: readonly Form[] = [
  ...['+', '-', '*', '/', '%', 'div'].map((op) => infix(op, numeric)),
  ...['=', '<', '>=', '<=>', '!='].map((op) => infix(op, simple)),
  ...['and', 'or'].map((op) => infix(op, ['boolean'])),
  infix('like', ['string']),
  infix('||', simple),
  ...castTypes.map((type) => form([any(kinds)], ([a]) => `cast(cast(${a} as ${type}) as string)`)),
  form([any(numeric), any(numeric), any(numeric)], ([a, b, c]) => `(${a} / ${b}) * ${c}`),
  form([any(numeric), any(numeric), any(numeric)], ([a, b, c]) => `(${a} - ${b}) % ${c}`),
  form([any(simple), any(simple), any(simple)], ([a, b, c]) => `${a} in (${b}, ${c})`),
  form([any(simple), any(simple), any(simple)], ([a, b, c]) => `${a} not between ${b} and ${c}`),
  form(
    [fc.constant('boolean'), any(simple), any(simple)],
    ([a, b, c]) => `case when ${a} then ${b} else ${c} end`,
  ),
  form([any(['numbers', 'texts']), any(['int', 'bigint'])], ([a, b]) => `${a}[${b}]`),
  form([any(['date', 'timestamp'])], ([a]) => `${a} + interval 1 month`),
  form([any(kinds)], ([a]) => `to_json(named_struct('k', ${a}))`),
]

function form(wanted: Form['kinds'], write: Form['write']): Form {
  return { kinds: wanted, write }
}

function infix(operator: string, from: readonly Kind[]): Form {
  return form([any(from), any(from)], ([a, b]) => `${a} ${operator} ${b}`)
}

/** One expression over five rows, whose arguments are columns or constants; aggregates make one row of them. */
export function anyQuery(): fc.Arbitrary<string> {
  const calls = fc.oneof(...functions.map(callForm))
  const expression = fc.oneof(
    { weight: 4, arbitrary: calls },
    { weight: 1, arbitrary: fc.constantFrom(...forms) },
  )
  return expression.chain(({ kinds: wanted, write }) => {
    const argument = (kind: fc.Arbitrary<Kind>) =>
      kind.chain((of) => {
        const value = fc.constantFrom(...constants[of])
        return fc.record({
          constant: fc.option(value, { freq: 2 }),
          column: fc.array(value, { minLength: 5, maxLength: 5 }),
        })
      })
    return fc.tuple(...wanted.map(argument)).map((args) => queryOf(args, write))
  })
}

interface Argument {
  readonly constant: string | null
  readonly column: readonly string[]
}

function queryOf(args: readonly Argument[], write: Form['write']): string {
  const columns = args.flatMap(({ constant }, i) => (constant === null ? [i] : []))
  const expression = write(args.map(({ constant }, i) => constant ?? `c${i}`))
  if (columns.length === 0) return `select ${expression} as v`
  const rows = [0, 1, 2, 3, 4].map((row) => `(${columns.map((i) => args[i]?.column[row]).join(', ')})`)
  return `select ${expression} as v from values ${rows.join(', ')} as t(${columns.map((i) => `c${i}`).join(', ')})`
}
