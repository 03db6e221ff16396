import { generatorNamed } from '../functions/index.ts'
import type { Expression, Name, SelectItem, SelectQuery, SortItem, Span } from '../syntax/ast.ts'
import { TextError } from '../syntax/text-error.ts'
import { isOrderable } from '../types/coercion.ts'
import { hasSortKey } from '../types/sort-key.ts'
import { nullType, stringType, typeName } from '../types/sql-type.ts'
import type { Typed } from '../types/typed.ts'
import { compile, condition } from './expression.ts'
import { generate } from './generator.ts'
import { groupedRows, groupsOf, type Rows } from './groups.ts'
import { hasAggregate } from './has-aggregate.ts'
import { nameOf } from './item-name.ts'
import { limitOf, orderOfOutput, ordinal } from './order-and-limit.ts'
import type { CompiledQuery, OutputColumn, Place } from './place.ts'
import { compileRelation, exploded, type From, knownGenerator, lateralView } from './relation.ts'
import { emptyScope } from './scope.ts'
import { stars } from './star.ts'
import { sortSql } from './window.ts'
import { checkColumns } from './work.ts'

/** One SELECT. Columns of tables around it (a subquery's) are found through `outer`. */
export function compileSelect(query: SelectQuery, around: Place): CompiledQuery {
  const base = basePlace(query, around)
  const viewed = query.lateralViews.reduce(
    (from, view) => lateralView(from, view, base),
    query.from ? compileRelation(query.from, base) : { sql: '', scope: emptyScope },
  )
  const where =
    query.where && condition(compile(query.where, { ...base, scope: viewed.scope, clause: 'WHERE' })).sql
  const made = withGenerated(query, viewed, where, base)
  const place: Place = { ...base, scope: made.from.scope, allows: { aggregates: true, windows: true } }
  const source: Rows = { sql: made.from.sql, where: made.rows ? undefined : where }
  const groups = isGrouped(query) ? groupsOf(query, place) : undefined
  const inner: Place = {
    ...place,
    grouping: groups?.grouping,
    aliases: groups?.named ?? new Map(),
    loose: [],
  }
  const listed = selectList(query.items, made, inner)
  const after: Place = { ...inner, aliases: listed.aliases }
  const having = query.having && conditionSql(query.having, 'HAVING', after)
  const qualify = query.qualify && conditionSql(query.qualify, 'QUALIFY', after)
  const columns = listed.items.map(
    (item, i): OutputColumn => ({
      name: item.name,
      column: `c${i}`,
      type: item.value.type,
      given: item.given,
      at: item.at,
    }),
  )
  const values = listed.items.map(({ value }) => value)
  const tail = tailOf(query, columns, values, after)
  // Written last: by now all aggregates are known.
  const rows = groups ? groupedRows(groups, source, having) : source
  const select = [
    `select ${query.distinct ? 'distinct ' : ''}${listed.items.map(({ value }, i) => `${value.sql} as c${i}`).join(', ')}`,
    ...(rows.sql === '' ? [] : [`from ${rows.sql}`]),
    ...(rows.where ? [`where ${rows.where}`] : []),
    ...(qualify ? [`qualify ${qualify}`] : []),
  ].join(' ')
  // After DISTINCT there is only what comes out to sort by.
  const sql = query.distinct && tail.length > 0 ? `select * from (${select})` : select
  return { sql: [sql, ...tail].join(' '), columns }
}

function basePlace(query: SelectQuery, around: Place): Place {
  const outer = around.scope.sources.length > 0 || around.outer ? around : undefined
  return {
    ...around,
    outer,
    scope: emptyScope,
    aliases: new Map(),
    aliasesFirst: false,
    grouping: undefined,
    loose: [],
    windows: query.windows,
    clause: 'SELECT',
    allows: { aggregates: false, windows: false },
  }
}

interface Made {
  readonly from: From
  /** The item that makes rows, and its columns. */
  readonly rows?: {
    readonly item: SelectItem
    readonly values: readonly Typed[]
    readonly names: readonly string[]
  }
}

/** `select explode(x)`: the rows are made below the SELECT list, out of those that WHERE has left. */
function withGenerated(query: SelectQuery, from: From, where: string | undefined, base: Place): Made {
  const [item, ...others] = query.items.filter((other) => generatorOf(other))
  const call = item && generatorOf(item)
  if (!item || !call) return { from }
  if (others.length > 0)
    throw new TextError(
      'a SELECT list can hold one function that makes rows: use LATERAL VIEW for more',
      others[0] ?? item,
    )
  if (isGrouped(query))
    throw new TextError(
      `${call.name.text} cannot make rows of groups: put the grouping into a subquery`,
      item,
    )
  const made = generate(call, knownGenerator(call), { ...base, scope: from.scope })
  const { from: widened, added } = exploded(from, made, where, base)
  const values = added.map((column) => ({ ...column, at: item }))
  return { from: widened, rows: { item, values, names: made.columns.map(({ name }) => name) } }
}

const isGrouped = (query: SelectQuery): boolean =>
  query.groupBy !== undefined ||
  query.having !== undefined ||
  hasAggregate([...query.items, ...query.orderBy, query.qualify])

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
  { rows }: Made,
  place: Place,
): { items: readonly Listed[]; aliases: ReadonlyMap<string, Typed> } {
  // An item may use the aliases of those before it where no column has the name.
  const aliases = new Map(place.aliases)
  const inner: Place = { ...place, aliases }
  const listed: Listed[] = []
  for (const [i, item] of items.entries()) {
    if (item.kind === 'star') listed.push(...stars(item, inner))
    else {
      const values = item === rows?.item ? rows.values : [compile(item.value, inner)]
      listed.push(...named(item, values, item === rows?.item ? rows.names : undefined, i))
      for (const [n, alias] of item.aliases.entries()) {
        const value = values[n]
        if (value) aliases.set(alias.text.toLowerCase(), value)
      }
    }
    refuseLoose(inner)
    checkColumns(listed.length, item)
  }
  return { items: listed, aliases }
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
  if (place.grouping && first)
    throw new TextError(
      `column '${first.name}' is neither in GROUP BY nor inside an aggregate: group by it, or take one of its values with first(${first.name})`,
      first.at,
    )
  place.loose.length = 0
}

function conditionSql(node: Expression, clause: 'HAVING' | 'QUALIFY', place: Place): string {
  const windows = clause === 'QUALIFY'
  const inner: Place = { ...place, clause, allows: { aggregates: true, windows }, loose: [] }
  const value = condition(compile(node, inner))
  refuseLoose(inner)
  return value.sql
}

/** ORDER BY and LIMIT. Sorting sees select items by alias and number first, then the columns of FROM; after DISTINCT only
 *  what comes out. */
function tailOf(
  query: SelectQuery,
  columns: readonly OutputColumn[],
  values: readonly Typed[],
  place: Place,
): string[] {
  const limit = limitOf(query, place)
  if (query.orderBy.length === 0) return limit
  if (query.distinct) return [...orderOfOutput(query.orderBy, columns, place), ...limit]
  const inner: Place = { ...place, clause: 'ORDER BY', aliasesFirst: true, loose: [] }
  const items = query.orderBy.map((item) => sortItem(item, columns, values, inner))
  refuseLoose(inner)
  return [`order by ${items.join(', ')}`, ...limit]
}

function sortItem(
  item: SortItem,
  columns: readonly OutputColumn[],
  values: readonly Typed[],
  place: Place,
): string {
  const number = ordinal(item.value, columns.length) ?? aliasNumber(item.value, columns)
  if (number !== undefined) {
    const value = values[number]
    if (value && !isOrderable(value.type))
      throw new TextError(`${typeName(value.type)} cannot be sorted by`, item)
    // What is sorted by something made of it has to be written again.
    return sortSql(
      item,
      value && hasSortKey(value.type) ? value : { sql: String(number + 1), type: nullType },
    )
  }
  const value = compile(item.value, place)
  if (!isOrderable(value.type)) throw new TextError(`${typeName(value.type)} cannot be sorted by`, value.at)
  // A constant would be taken for a column's number.
  return sortSql(item, value.constant ? { sql: `cast(${value.sql} as varchar)`, type: stringType } : value)
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
