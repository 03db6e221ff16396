import { generatorNamed } from '../functions/index.ts'
import type { Expression, GroupBy, Name, SelectItem, SelectQuery, SortItem, Span } from '../syntax/ast.ts'
import { TextError } from '../syntax/text-error.ts'
import { isOrderable } from '../types/coercion.ts'
import { typeName } from '../types/sql-type.ts'
import type { Typed } from '../types/typed.ts'
import { limitOf, orderOfOutput, ordinal } from './compile-query.ts'
import { compile, condition } from './expression.ts'
import { generate } from './generator.ts'
import { hasAggregate } from './has-aggregate.ts'
import { nameOf } from './item-name.ts'
import type { CompiledQuery, OutputColumn, Place } from './place.ts'
import { compileRelation, type From, knownGenerator, lateralView, withLateral } from './relation.ts'
import { emptyScope } from './scope.ts'
import { stars } from './star.ts'
import { sortSql } from './window.ts'

/** One SELECT. Columns of tables around it (a subquery's) are found through `outer`. */
export function compileSelect(query: SelectQuery, around: Place): CompiledQuery {
  const outer = around.scope.sources.length > 0 || around.outer ? around : undefined
  const base: Place = {
    ...around,
    outer,
    scope: emptyScope,
    aliases: new Map(),
    aliasesFirst: false,
    groupKeys: undefined,
    loose: [],
    windows: query.windows,
    clause: 'SELECT',
    allows: { aggregates: false, windows: false },
  }
  let from: From = query.from ? compileRelation(query.from, base) : { sql: '', scope: emptyScope }
  for (const view of query.lateralViews) from = lateralView(from, view, base)
  const where =
    query.where && condition(compile(query.where, { ...base, scope: from.scope, clause: 'WHERE' }))
  const generated = query.items.map((item) => generatorOf(item))
  if (generated.filter(Boolean).length > 1)
    throw new TextError(
      'a SELECT list can hold one function that makes rows: use LATERAL VIEW for more',
      query,
    )
  const made = new Map<SelectItem, readonly Typed[]>()
  for (const item of query.items) {
    const call = generatorOf(item)
    if (!call || item.kind !== 'expression') continue
    const rows = generate(call, knownGenerator(call), { ...base, scope: from.scope })
    const before = from.scope.columns.length
    const widened = withLateral(from, rows, { outer: rows.outer, name: undefined, columns: [], place: base })
    made.set(
      item,
      widened.scope.columns.slice(before).map((column) => ({ ...column, at: item })),
    )
    // What `*` and names mean stays as FROM has it.
    from = { sql: widened.sql, scope: from.scope }
  }
  const place: Place = {
    ...base,
    scope: from.scope,
    aliases: new Map(),
    allows: { aggregates: true, windows: true },
  }
  const grouped = query.groupBy !== undefined || query.having !== undefined || hasAggregate(query.items)
  const keys = query.groupBy ? groupKeys(query.groupBy, query.items, place) : undefined
  const groupKeySqls = grouped ? new Set(keys?.all.map((key) => key.sql) ?? []) : undefined
  const listed = selectList(query.items, made, { ...place, groupKeys: groupKeySqls, loose: [] })
  const having =
    query.having && havingSql(query.having, { ...place, groupKeys: groupKeySqls, aliases: listed.aliases })
  const qualify =
    query.qualify &&
    condition(
      compile(query.qualify, { ...place, groupKeys: groupKeySqls, aliases: listed.aliases, loose: [] }),
    )
  const parts = [
    `select ${query.distinct ? 'distinct ' : ''}${listed.items.map(({ value }, i) => `${value.sql} as c${i}`).join(', ')}`,
    ...(from.sql === '' ? [] : [`from ${from.sql}`]),
    ...(where ? [`where ${where.sql}`] : []),
    ...(keys ? [`group by ${keys.sql}`] : []),
    ...(having ? [`having ${having}`] : []),
    ...(qualify ? [`qualify ${qualify.sql}`] : []),
  ]
  const columns = listed.items.map(
    (item, i): OutputColumn => ({
      name: item.name,
      column: `c${i}`,
      type: item.value.type,
      given: item.given,
      at: item.at,
    }),
  )
  return ordered(query, parts.join(' '), columns, {
    ...place,
    groupKeys: groupKeySqls,
    aliases: listed.aliases,
  })
}

function generatorOf(item: SelectItem) {
  if (item.kind !== 'expression' || item.value.kind !== 'call') return undefined
  return generatorNamed(item.value.name.text) ? item.value : undefined
}

interface Listed {
  readonly value: Typed
  readonly name: string
  readonly given: boolean
  readonly at: Span
}

function selectList(
  items: readonly SelectItem[],
  made: ReadonlyMap<SelectItem, readonly Typed[]>,
  place: Place,
): { items: readonly Listed[]; aliases: ReadonlyMap<string, Typed> } {
  // An item may use the aliases of those before it where no column has the name.
  const aliases = new Map<string, Typed>()
  const inner: Place = { ...place, aliases }
  const listed: Listed[] = []
  for (const [i, item] of items.entries()) {
    if (item.kind === 'star') {
      listed.push(...stars(item, inner))
      refuseLoose(inner)
      continue
    }
    const rows = made.get(item)
    const values = rows ?? [compile(item.value, inner)]
    refuseLoose(inner)
    listed.push(...named(item, values, rows ? generatedNames(item) : undefined, i))
    for (const [n, alias] of item.aliases.entries()) {
      const value = values[n]
      if (value) aliases.set(alias.text.toLowerCase(), value)
    }
  }
  return { items: listed, aliases }
}

function generatedNames(item: SelectItem): readonly string[] {
  const call = generatorOf(item)
  return call && call.name.text.toLowerCase().startsWith('pos') ? ['pos', 'col'] : ['col']
}

function named(
  item: Extract<SelectItem, { kind: 'expression' }>,
  values: readonly Typed[],
  made: readonly string[] | undefined,
  position: number,
): Listed[] {
  if (item.aliases.length > 0 && item.aliases.length !== values.length)
    throw new TextError(
      `${values.length} columns come out here, and ${item.aliases.length} names are given for them`,
      item,
    )
  return values.map((value, n) => {
    const alias = item.aliases[n]
    if (alias) return { value, name: alias.text, given: true, at: alias }
    if (made) return { value, name: made[n] ?? `col${n}`, given: false, at: item }
    return { value, ...nameOf(item.value, position), at: item }
  })
}

/** In a grouped query every column stands in an aggregate or is grouped by. */
function refuseLoose(place: Place): void {
  const [first] = place.loose
  if (place.groupKeys && first)
    throw new TextError(
      `column '${first.name}' is neither in GROUP BY nor inside an aggregate: group by it, or take one of its values with first(${first.name})`,
      first.at,
    )
  place.loose.length = 0
}

interface Keys {
  readonly sql: string
  readonly all: readonly Typed[]
}

/** Keys may be numbers of select items, or their aliases where no column has the name. */
function groupKeys(groupBy: GroupBy, items: readonly SelectItem[], place: Place): Keys {
  const inner: Place = {
    ...place,
    clause: 'GROUP BY',
    allows: { aggregates: false, windows: false },
    loose: [],
    aliases: new Map(),
  }
  const compileKey = (key: Expression): Typed => {
    const value = compile(aliased(key, items, inner), inner)
    if (value.type.kind === 'map') throw new TextError('a map cannot be grouped by', key)
    return value
  }
  const text = (key: Typed) =>
    key.constant ? `cast(${key.sql} as ${key.type.kind === 'string' ? 'varchar' : 'double'})` : key.sql
  const listOf = (keys: readonly Expression[]) => keys.map((key) => text(compileKey(key))).join(', ')
  const all = groupBy.keys.flatMap((key) => (key.kind === 'tuple' ? key.items : [key])).map(compileKey)
  if (groupBy.sets === 'plain') return { all, sql: all.map(text).join(', ') }
  const sets = groupBy.groupingSets.map((set) => `(${listOf(set)})`).join(', ')
  return { all, sql: `${groupBy.sets} (${sets})` }
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

function havingSql(having: Expression, place: Place): string {
  const inner: Place = { ...place, clause: 'HAVING', allows: { aggregates: true, windows: false }, loose: [] }
  const value = condition(compile(having, inner))
  refuseLoose(inner)
  return value.sql
}

/** ORDER BY sees select items by alias and number first, then the columns of FROM; after DISTINCT only what comes out. */
function ordered(
  query: SelectQuery,
  sql: string,
  columns: readonly OutputColumn[],
  place: Place,
): CompiledQuery {
  const limit = limitOf(query, place)
  if (query.orderBy.length === 0) return { sql: [sql, ...limit].join(' '), columns }
  if (query.distinct) {
    const order = orderOfOutput(query.orderBy, columns, place)
    return { sql: [`select * from (${sql})`, ...order, ...limit].join(' '), columns }
  }
  const inner: Place = { ...place, clause: 'ORDER BY', aliasesFirst: true, loose: [] }
  const items = query.orderBy.map((item) => sortItem(item, columns, inner))
  refuseLoose(inner)
  return { sql: [sql, `order by ${items.join(', ')}`, ...limit].join(' '), columns }
}

function sortItem(item: SortItem, columns: readonly OutputColumn[], place: Place): string {
  const number = ordinal(item.value, columns.length) ?? aliasNumber(item.value, columns)
  if (number !== undefined) {
    const column = columns[number]
    if (column && !isOrderable(column.type))
      throw new TextError(`${typeName(column.type)} cannot be sorted by`, item)
    return sortSql(item, String(number + 1))
  }
  const value = compile(item.value, place)
  if (!isOrderable(value.type)) throw new TextError(`${typeName(value.type)} cannot be sorted by`, value.at)
  // A constant would be taken for a column's number.
  return sortSql(item, value.constant ? `cast(${value.sql} as varchar)` : value.sql)
}

/** The only select item that has this name. */
function aliasNumber(value: Expression, columns: readonly OutputColumn[]): number | undefined {
  if (value.kind !== 'column' || value.path.length !== 1) return undefined
  const [name] = value.path as readonly [Name]
  const found = columns.flatMap((column, i) =>
    column.name.toLowerCase() === name.text.toLowerCase() ? [i] : [],
  )
  return found.length === 1 ? found[0] : undefined
}
