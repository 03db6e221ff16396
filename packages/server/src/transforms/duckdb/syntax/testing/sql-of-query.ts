import type { GroupBy, Name, Query, Relation, SelectItem, SelectQuery } from '../ast.ts'
import { listSql, nameSql, namesSql, pathSql, sortSql, sqlOf, windowSql } from './sql-of-expression.ts'

/** SQL that says what the tree says: brackets around every side of a UNION, around every join. */
export function sqlOfQuery(query: Query): string {
  const ctes = query.ctes.map(
    (cte) => `${nameSql(cte.name)}${columns(cte.columns)} as (${sqlOfQuery(cte.query)})`,
  )
  const parts = ctes.length > 0 ? [`with ${ctes.join(', ')}`] : []
  parts.push(query.kind === 'select' ? selectSql(query) : setSql(query))
  if (query.orderBy.length > 0) parts.push(`order by ${sortSql(query.orderBy)}`)
  if (query.limit) parts.push(`limit ${sqlOf(query.limit)}`)
  if (query.offset) parts.push(`offset ${sqlOf(query.offset)}`)
  return parts.join(' ')
}

function setSql({ operator, all, left, right }: Extract<Query, { kind: 'set' }>): string {
  return `(${sqlOfQuery(left)}) ${operator}${all ? ' all' : ''} (${sqlOfQuery(right)})`
}

function selectSql(query: SelectQuery): string {
  const parts = [`select ${query.distinct ? 'distinct ' : ''}${query.items.map(itemSql).join(', ')}`]
  if (query.from) parts.push(`from ${relationSql(query.from)}`)
  for (const { outer, call, table, columns: names } of query.lateralViews)
    parts.push(
      `lateral view ${outer ? 'outer ' : ''}${sqlOf(call)} ${table ? nameSql(table) : ''}${names.length > 0 ? ` as ${namesSql(names)}` : ''}`,
    )
  if (query.where) parts.push(`where ${sqlOf(query.where)}`)
  if (query.groupBy) parts.push(`group by ${groupBySql(query.groupBy)}`)
  if (query.having) parts.push(`having ${sqlOf(query.having)}`)
  if (query.qualify) parts.push(`qualify ${sqlOf(query.qualify)}`)
  if (query.windows.length > 0)
    parts.push(
      `window ${query.windows.map(({ name, window }) => `${nameSql(name)} as ${windowSql(window)}`).join(', ')}`,
    )
  return parts.join(' ')
}

function itemSql(item: SelectItem): string {
  if (item.kind === 'star') {
    const except = item.except.length > 0 ? ` except (${namesSql(item.except)})` : ''
    return `${item.qualifier.map((name) => `${nameSql(name)}.`).join('')}*${except}`
  }
  const [alias] = item.aliases
  if (alias === undefined) return sqlOf(item.value)
  const aliases = item.aliases.length > 1 ? `(${namesSql(item.aliases)})` : nameSql(alias)
  return `${sqlOf(item.value)} as ${aliases}`
}

function groupBySql({ sets, keys, groupingSets }: GroupBy): string {
  if (sets === 'plain') return listSql(keys)
  if (sets === 'grouping sets')
    return `grouping sets (${groupingSets.map((set) => `(${listSql(set)})`).join(', ')})`
  return `${sets}(${listSql(keys)})`
}

function relationSql(relation: Relation): string {
  if (relation.kind === 'join') return joinSql(relation)
  const alias = relation.alias ? ` as ${nameSql(relation.alias)}` : ''
  return `${bareSql(relation)}${alias}${columns(relation.columns)}`
}

function bareSql(relation: Exclude<Relation, { kind: 'join' }>): string {
  switch (relation.kind) {
    case 'table':
      return pathSql(relation.name)
    case 'subquery':
      return `(${sqlOfQuery(relation.query)})`
    case 'values':
      return `values ${relation.rows.map((row) => `(${listSql(row)})`).join(', ')}`
    case 'table function':
      return sqlOf(relation.call)
  }
}

function joinSql(join: Extract<Relation, { kind: 'join' }>): string {
  const words = `${join.natural ? 'natural ' : ''}${join.join}`
  const on = join.on ? ` on ${sqlOf(join.on)}` : ''
  const using = join.using.length > 0 ? ` using (${namesSql(join.using)})` : ''
  return `(${relationSql(join.left)} ${words} join ${relationSql(join.right)}${on}${using})`
}

function columns(all: readonly Name[]): string {
  return all.length > 0 ? ` (${namesSql(all)})` : ''
}
