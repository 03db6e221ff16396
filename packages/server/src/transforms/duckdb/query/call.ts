import type { Call, FunctionRow, Lambda } from '../functions/function.ts'
import { functionNamed, functionNames, generatorNamed } from '../functions/index.ts'
import { onceMark, withBound } from '../macros/bound.ts'
import type { CallExpression } from '../syntax/ast.ts'
import { TextError } from '../syntax/text-error.ts'
import type { SqlType } from '../types/sql-type.ts'
import { typeName } from '../types/sql-type.ts'
import type { Typed } from '../types/typed.ts'
import { argumentsOf, coerced } from './arguments.ts'
import { aggregateColumn } from './grouping.ts'
import { nearest } from './nearest.ts'
import type { Compile } from './operators.ts'
import type { Place } from './place.ts'
import { readsColumn } from './reads-column.ts'
import { isOrdered, windowSql } from './window.ts'

/** Many functions write an argument several times: calls inside calls could make a text that fills the memory. */
const callLengthMax = 2_000_000

export function compileCall(node: CallExpression, place: Place, compile: Compile): Typed {
  const row = knownFunction(node)
  checkUse(node, row, place)
  const before = place.loose.length
  const within = row.kind === 'aggregate' && !node.over ? insideAggregate(place) : place
  const given = argumentsOf(node, row, within, compile)
  const args = coerced(node, row.parameters, given, place.translation.timeZone)
  const lambdas: Lambdas = new Map()
  const call = callOf(node, args, within, place, compile, lambdas)
  const scalarSql = (written: readonly string[]) => {
    const bound = args.map((arg, i) => ({ ...arg, sql: written[i] ?? arg.sql }))
    return row.sql(written, callOf(node, bound, within, place, compile, lambdas))
  }
  const types = args.map((arg) => arg.type)
  const type = typeof row.returns === 'function' ? row.returns(types, call) : row.returns
  const texts = args.map((arg) => arg.sql)
  const sql = row.kind === 'scalar' ? withBound(texts, scalarSql) : row.sql(texts, call)
  if (sql.length > callLengthMax)
    throw new TextError(
      `this becomes too large: take ${node.name.text} or what is inside it into a subquery`,
      node,
    )
  // What an aggregate reads need not be grouped by.
  if (row.kind === 'aggregate' && !node.over) place.loose.length = before
  return { sql, type, at: node }
}

function knownFunction(node: CallExpression): FunctionRow {
  const name = node.name.text
  const row = functionNamed(name)
  if (row) return row
  if (generatorNamed(name))
    throw new TextError(
      `${name} makes rows: it stands alone in a SELECT list (${name}(…) as x), or in LATERAL VIEW ${name}(…) t AS x`,
      node,
    )
  const meant = nearest(name, functionNames())
  throw new TextError(
    `function '${name}' does not exist: ${meant ? `did you mean ${meant}?` : 'docs/reference/sql-functions.md lists those that do'}`,
    node.name,
  )
}

function checkUse(node: CallExpression, row: FunctionRow, place: Place): void {
  const name = row.name
  if (row.kind === 'window' && !node.over)
    throw new TextError(`${name} needs a window: ${name}(…) OVER (PARTITION BY … ORDER BY …)`, node)
  if (row.kind === 'scalar') {
    if (node.over) throw new TextError(`${name} is no aggregate: it takes no OVER`, node)
    if (node.distinct) throw new TextError(`${name} is no aggregate: it takes no DISTINCT`, node)
    if (node.filter) throw new TextError(`${name} is no aggregate: it takes no FILTER`, node.filter)
  }
  if (node.over && !place.allows.windows)
    throw new TextError(`${place.clause} cannot hold window functions: compute it in a subquery first`, node)
  if (row.kind === 'aggregate' && !node.over && !place.allows.aggregates)
    throw new TextError(
      `${place.clause} cannot hold aggregates such as ${name}${place.clause === 'WHERE' ? ': put the condition into HAVING' : ''}`,
      node,
    )
}

const insideAggregate = (place: Place): Place => ({
  ...place,
  clause: 'an aggregate',
  allows: { aggregates: false, windows: false },
  grouping: undefined,
})

/** The lambdas of a call that were compiled, by argument and types. A call is asked for its type and once or twice for its
 *  SQL: lambdas inside lambdas would be compiled 2, 4, 8, … times. */
type Lambdas = Map<string, Lambda>

export function callOf(
  node: CallExpression,
  args: readonly Typed[],
  inner: Place,
  place: Place,
  compile: Compile,
  lambdas: Lambdas = new Map(),
): Call {
  const refuse = (message: string, i?: number): never => {
    throw new TextError(message, (i === undefined ? undefined : args[i]?.at) ?? node)
  }
  const constant = (i: number) => {
    const value = args[i]
    if (value && !value.constant)
      refuse(`${node.name.text}, argument ${i + 1}, must be written as a constant`, i)
    return value?.constant
  }
  const order = node.withinGroup?.[0]
  return {
    name: node.name.text,
    arguments: args,
    timeZone: place.translation.timeZone,
    constantText(i) {
      const literal = constant(i)
      if (!literal) return undefined
      if (literal.type === 'null') return null
      if ('value' in literal && typeof literal.value === 'string') return literal.value
      if ('digits' in literal) return literal.digits
      return 'text' in literal
        ? literal.text
        : refuse(`${node.name.text}, argument ${i + 1}, must be text`, i)
    },
    constantNumber(i) {
      const literal = constant(i)
      if (!literal) return undefined
      if (literal.type === 'null') return null
      const text =
        'digits' in literal
          ? literal.digits
          : 'text' in literal
            ? literal.text
            : 'value' in literal
              ? String(literal.value)
              : ''
      const number = text.trim() === '' ? Number.NaN : Math.trunc(Number(text))
      return Number.isSafeInteger(number)
        ? number
        : refuse(`${node.name.text}, argument ${i + 1}, must be a whole number`, i)
    },
    refuseColumns(i, what) {
      const argument = node.arguments[i]
      if (argument && readsColumn(argument))
        refuse(`${what} of ${node.name.text} must be the same for all rows, and this reads a column`, i)
    },
    lambda(i, types) {
      const key = [i, ...types.map(typeName)].join(' ')
      const known = lambdas.get(key) ?? lambda(node, i, types, inner, compile)
      lambdas.set(key, known)
      return known
    },
    nameOf(i) {
      const argument = node.arguments[i]
      if (argument?.kind === 'column') return argument.path.at(-1)?.text
      return argument?.kind === 'member' ? argument.name.text : undefined
    },
    aggregate: (name, ...texts) => aggregate(node, name, texts, place, compile),
    ...(order ? { withinGroup: { value: compile(order.value, inner), descending: order.descending } } : {}),
    ignoreNulls: node.ignoreNulls === true,
    distinct: node.distinct,
    windowed: node.over !== undefined,
    groupKeys: [...(place.grouping?.keys.keys() ?? [])],
    ordered: node.over !== undefined && isOrdered(node.over, place),
    refuse,
  }
}

/** `lambda x1: x1 + 1`: parameters are named by how deep the lambda stands, so that equal expressions are equal text. */
function lambda(
  node: CallExpression,
  i: number,
  types: readonly SqlType[],
  place: Place,
  compile: Compile,
): Lambda {
  const found = node.arguments[i]
  if (found?.kind !== 'lambda')
    throw new TextError(`${node.name.text}, argument ${i + 1}, must be a lambda: x -> …`, node)
  if (found.parameters.length > types.length)
    throw new TextError(
      `this lambda has ${found.parameters.length} parameters, and ${node.name.text} gives it ${types.length}`,
      found,
    )
  const depth = Math.max(-1, ...[...place.variables.values()].map(({ sql }) => Number(sql.slice(1)))) + 1
  const variables = new Map(place.variables)
  const names = types.map((_, n) => `v${depth + n}`)
  for (const [n, parameter] of found.parameters.entries())
    variables.set(parameter.text.toLowerCase(), {
      sql: names[n] ?? '',
      type: types[n] ?? { kind: 'null' },
      at: parameter,
    })
  const body = compile(found.body, { ...place, variables })
  const used = names.slice(0, Math.max(found.parameters.length, 1))
  return { sql: `lambda ${used.join(', ')}: ${body.sql}`, names: used, body: body.sql, type: body.type }
}

function aggregate(
  node: CallExpression,
  name: string,
  args: readonly string[],
  place: Place,
  compile: Compile,
): string {
  const distinct = node.distinct ? 'distinct ' : ''
  const filter = node.filter ? ` filter (where ${compile(node.filter, insideAggregate(place)).sql})` : ''
  const sql = `${name}(${distinct}${args.join(', ')})${filter}`
  if (node.over) return `${onceMark}${sql} over (${windowSql(node.over, place, compile)})`
  return place.grouping ? aggregateColumn(sql, place.grouping) : sql
}
