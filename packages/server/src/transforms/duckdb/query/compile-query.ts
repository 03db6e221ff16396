import type { Expression, Name, Query, SetQuery, SortItem } from '../syntax/ast.ts'
import { TextError } from '../syntax/text-error.ts'
import { commonType, isOrderable } from '../types/coercion.ts'
import { sameType, typeName } from '../types/sql-type.ts'
import type { Typed } from '../types/typed.ts'
import { castTo } from './coerce.ts'
import { compileSelect } from './compile-select.ts'
import { compile } from './expression.ts'
import type { CompiledQuery, OutputColumn, Place } from './place.ts'
import { type Scope, scopeOf } from './scope.ts'
import { sortSql } from './window.ts'

/** A query in `place`, whose scope is the outer one for subqueries. */
export function compileQuery(query: Query, place: Place): CompiledQuery {
  if (query.ctes.length === 0) return compileBody(query, place)
  const ctes = new Map(place.ctes)
  place.translation.count(ctes.size * cteCost, query)
  const definitions: string[] = []
  for (const cte of query.ctes) {
    const name = place.translation.newName('q')
    const inner = renamed(compileQuery(cte.query, { ...place, ctes }), cte.columns, cte.name)
    definitions.push(`${name} as (${inner.sql})`)
    ctes.set(cte.name.text.toLowerCase(), { sql: name, columns: inner.columns })
  }
  const body = compileBody(query, { ...place, ctes })
  return { ...body, sql: `with ${definitions.join(', ')} ${body.sql}` }
}

/** What handing on the name of a CTE counts, in characters. */
const cteCost = 50

function compileBody(query: Query, place: Place): CompiledQuery {
  if (query.kind === 'select') return compileSelect(query, place)
  const { sql, columns } = compileSet(query, place)
  const order = orderOfOutput(query.orderBy, columns, place)
  const tail = [...order, ...limitOf(query, place)]
  return tail.length > 0 ? { sql: `select * from (${sql}) ${tail.join(' ')}`, columns } : { sql, columns }
}

/** Both sides, their columns brought to common types. */
function compileSet(query: SetQuery, place: Place): CompiledQuery {
  const [left, right] = sidesOf(query, place)
  if (left.columns.length !== right.columns.length)
    throw new TextError(
      `the sides of ${query.operator.toUpperCase()} have ${left.columns.length} and ${right.columns.length} columns`,
      query,
    )
  const columns = left.columns.map((column, i): OutputColumn => {
    const other = right.columns[i]
    const type = other && commonType(column.type, other.type)
    if (!type)
      throw new TextError(
        `column ${i + 1} of ${query.operator.toUpperCase()} is ${typeName(column.type)} on one side and ${other ? typeName(other.type) : 'missing'} on the other`,
        query,
      )
    return { ...column, column: `c${i}`, type }
  })
  const all = query.all ? ' all' : ''
  const [a, b] = [left, right].map((side) => conformed(side, columns, place))
  return { sql: `${a} ${query.operator}${all} ${b}`, columns }
}

/** Long chains of UNION lean to the left. */
function sidesOf(query: SetQuery, place: Place): [CompiledQuery, CompiledQuery] {
  return [compileQuery(query.left, place), compileQuery(query.right, place)]
}

function conformed(side: CompiledQuery, columns: readonly OutputColumn[], place: Place): string {
  const items = columns.map((column, i) => {
    const own = side.columns[i]
    if (!own) return 'null'
    const value: Typed = { sql: own.column, type: own.type, at: own.at }
    const sql = sameType(own.type, column.type)
      ? own.column
      : castTo(value, column.type, place.translation.timeZone).sql
    return `${sql} as ${column.column}`
  })
  return `(select ${items.join(', ')} from (${side.sql}))`
}

/** ORDER BY over what comes out: a column's name or number, or an expression of them. */
export function orderOfOutput(
  items: readonly SortItem[],
  columns: readonly OutputColumn[],
  place: Place,
): string[] {
  if (items.length === 0) return []
  const inner: Place = {
    ...place,
    scope: outputScope(columns),
    grouping: undefined,
    loose: [],
    clause: 'ORDER BY',
  }
  const texts = items.map((item) => {
    const numbered = ordinal(item.value, columns.length)
    const column = numbered === undefined ? undefined : columns[numbered]
    const value = column ? { sql: column.column, type: column.type, at: item } : compile(item.value, inner)
    if (!isOrderable(value.type)) throw new TextError(`${typeName(value.type)} cannot be sorted by`, value.at)
    return sortSql(item, value)
  })
  return [`order by ${texts.join(', ')}`]
}

export const outputScope = (columns: readonly OutputColumn[]): Scope =>
  scopeOf({
    name: undefined,
    columns: columns.map(({ name, column, type }) => ({ name, sql: column, type })),
  })

/** `ORDER BY 2`: the index of the select item that the number means. Refuses one that there is not. */
export function ordinal(value: Expression, count: number): number | undefined {
  if (value.kind !== 'literal' || value.literal.type !== 'int') return undefined
  const number = Number(value.literal.digits)
  if (number < 1 || number > count)
    throw new TextError(`${number} is not the number of a column: there are ${count}`, value)
  return number - 1
}

export function limitOf(query: Query, place: Place): string[] {
  const bare: Place = { ...place, scope: { sources: [], columns: [] }, outer: undefined, clause: 'LIMIT' }
  const whole = (value: Expression, word: string) => {
    const { sql, type, at } = compile(value, bare)
    if (!['int', 'bigint', 'smallint', 'tinyint'].includes(type.kind))
      throw new TextError(`${word} needs a whole number`, at)
    return `${word.toLowerCase()} ${sql}`
  }
  return [
    ...(query.limit ? [whole(query.limit, 'LIMIT')] : []),
    ...(query.offset ? [whole(query.offset, 'OFFSET')] : []),
  ]
}

/** The query's columns under the names that were given to it: `with q (a, b) as …`, `(…) as t (a, b)`. */
export function renamed(query: CompiledQuery, names: readonly Name[], of: Name): CompiledQuery {
  if (names.length === 0) return query
  if (names.length !== query.columns.length)
    throw new TextError(
      `'${of.text}' has ${query.columns.length} columns, and ${names.length} names are given for them`,
      of,
    )
  return {
    ...query,
    columns: query.columns.map((column, i) => ({ ...column, name: names[i]?.text ?? column.name })),
  }
}
