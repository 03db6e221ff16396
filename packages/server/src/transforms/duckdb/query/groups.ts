import type { Expression, SelectItem, SelectQuery } from '../syntax/ast.ts'
import { TextError } from '../syntax/text-error.ts'
import { duckdbTypeOf } from '../types/duckdb-type.ts'
import type { Typed } from '../types/typed.ts'
import { compile } from './expression.ts'
import { ordinal } from './order-and-limit.ts'
import type { Grouping, Place } from './place.ts'

/** What stands behind FROM and WHERE. */
export interface Rows {
  readonly sql: string
  readonly where: string | undefined
}

export interface Groups {
  readonly grouping: Grouping
  /** Of each column of keys, as GROUP BY has it. */
  readonly keys: readonly string[]
  /** Keys that select items may call by a name: `window`, of a key `window(at, '5 minutes')`. */
  readonly named: ReadonlyMap<string, Typed>
  /** GROUP BY as SQL; undefined: all rows are one group. */
  readonly by: string | undefined
}

/** Keys may be numbers of select items, or their aliases where no column has the name. */
export function groupsOf({ groupBy, items }: SelectQuery, place: Place): Groups {
  const alias = place.translation.newName('g')
  const grouping = (keys: readonly Typed[]): Grouping => ({
    alias,
    aggregates: new Map(),
    overlaps: keys.length > 1 && !groupBy?.keys.every(({ kind }) => kind === 'column'),
    keys: new Map([...new Set(keys.map(({ sql }) => sql))].map((sql, i) => [sql, `${alias}.k${i}`])),
  })
  if (!groupBy) return { grouping: grouping([]), keys: [], named: new Map(), by: undefined }
  const inner: Place = {
    ...place,
    clause: 'GROUP BY',
    allows: { aggregates: false, windows: false },
    loose: [],
  }
  const keyOf = (key: Expression): Typed => {
    const value = compile(aliased(key, items, inner), inner)
    if (value.type.kind === 'map') throw new TextError('a map cannot be grouped by', key)
    return value
  }
  const keys = groupBy.keys.flatMap((key) => (key.kind === 'tuple' ? key.items : [key])).map(keyOf)
  const made = grouping(keys)
  const windows = keys.filter((_, i) => isWindow(groupBy.keys[i]))
  const named = new Map(windows.map((key) => ['window', { ...key, sql: made.keys.get(key.sql) ?? key.sql }]))
  const written = new Map(keys.map((key) => [key.sql, groupKeySql(key)]))
  const groups = { grouping: made, keys: [...written.values()], named }
  if (groupBy.sets === 'plain') return { ...groups, by: keys.map(groupKeySql).join(', ') }
  const sets = groupBy.groupingSets.map((set) => `(${set.map((key) => groupKeySql(keyOf(key))).join(', ')})`)
  // Rollup and cube come with their sets written out.
  return { ...groups, by: `grouping sets (${sets.join(', ')})` }
}

const isWindow = (key: Expression | undefined): boolean =>
  key?.kind === 'call' && key.name.text.toLowerCase() === 'window'

/** A constant would be taken for a column's number. */
const groupKeySql = ({ sql, type, constant }: Typed): string =>
  constant ? `cast(${sql} as ${duckdbTypeOf(type)})` : sql

/** The groups as rows of their own: keys k0, k1, … and aggregates a0, a1, …, of which HAVING leaves some. */
export function groupedRows({ grouping, keys, by }: Groups, rows: Rows, having: string | undefined): Rows {
  const aggregates = [...grouping.aggregates.keys()].map((sql, i) => `${sql} as a${i}`)
  const items = [...keys.map((sql, i) => `${sql} as k${i}`), ...aggregates]
  const parts = [
    // A group without keys and aggregates is a row all the same.
    `select ${items.length > 0 ? items.join(', ') : 'count(*) as n'}`,
    ...(rows.sql === '' ? [] : [`from ${rows.sql}`]),
    ...(rows.where ? [`where ${rows.where}`] : []),
    ...(by ? [`group by ${by}`] : []),
  ]
  return { sql: `(${parts.join(' ')}) as ${grouping.alias}`, where: having }
}

function aliased(key: Expression, items: readonly SelectItem[], place: Place): Expression {
  const number = ordinal(key, items.length)
  if (number !== undefined) {
    const item = items[number]
    if (item?.kind === 'expression') return item.value
    throw new TextError('GROUP BY a number cannot mean *: name the columns', key)
  }
  if (key.kind !== 'column' || key.path.length !== 1) return key
  const name = key.path[0]?.text.toLowerCase() ?? ''
  if (place.scope.columns.some((column) => column.name.toLowerCase() === name)) return key
  const item = items.find(
    (other) =>
      other.kind === 'expression' && other.aliases.some((alias) => alias.text.toLowerCase() === name),
  )
  return item?.kind === 'expression' ? item.value : key
}
