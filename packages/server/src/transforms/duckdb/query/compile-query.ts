import type { Query, SetQuery } from '../syntax/ast.ts'
import { TextError } from '../syntax/text-error.ts'
import { commonType } from '../types/coercion.ts'
import { sameType, typeName } from '../types/sql-type.ts'
import type { Typed } from '../types/typed.ts'
import { castTo } from './coerce.ts'
import { compileSelect } from './compile-select.ts'
import { limitOf, orderOfOutput } from './order-and-limit.ts'
import type { CompiledQuery, OutputColumn, Place } from './place.ts'
import { renamed } from './renamed.ts'

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
