import type { GroupBy, Query, Relation, SelectItem, SelectQuery } from '../ast.ts'
import { names, printExpression, printPath, printSort, printWindow } from './print-expression.ts'

/** A query as one line in braces, its expressions as `printExpression` shows them. */
export function printQuery(query: Query): string {
  const parts = query.ctes.map(
    (cte) => `with ${cte.name.text}${columns(cte.columns)}=${printQuery(cte.query)}`,
  )
  parts.push(query.kind === 'select' ? printSelect(query) : printSet(query))
  if (query.orderBy.length > 0) parts.push(`order ${printSort(query.orderBy)}`)
  if (query.limit) parts.push(`limit ${printExpression(query.limit)}`)
  if (query.offset) parts.push(`offset ${printExpression(query.offset)}`)
  return `{${parts.join(' ')}}`
}

function printSet(query: Extract<Query, { kind: 'set' }>): string {
  return `${query.operator}${query.all ? '-all' : ''} ${printQuery(query.left)} ${printQuery(query.right)}`
}

function printSelect(query: SelectQuery): string {
  const parts = [`select${query.distinct ? '-distinct' : ''} ${query.items.map(printItem).join(', ')}`]
  if (query.from) parts.push(`from ${printRelation(query.from)}`)
  for (const view of query.lateralViews)
    parts.push(
      `view${view.outer ? '-outer' : ''} ${printExpression(view.call)} ${view.table?.text ?? '_'}${columns(view.columns)}`,
    )
  if (query.where) parts.push(`where ${printExpression(query.where)}`)
  if (query.groupBy) parts.push(printGroupBy(query.groupBy))
  if (query.having) parts.push(`having ${printExpression(query.having)}`)
  if (query.qualify) parts.push(`qualify ${printExpression(query.qualify)}`)
  for (const { name, window } of query.windows) parts.push(`window ${name.text}[${printWindow(window)}]`)
  return parts.join(' ')
}

function printItem(item: SelectItem): string {
  if (item.kind === 'star') {
    const except = item.except.length > 0 ? ` except ${names(item.except)}` : ''
    return `${item.qualifier.map(({ text }) => `${text}.`).join('')}*${except}`
  }
  const value = printExpression(item.value)
  const [alias] = item.aliases
  if (alias === undefined) return value
  return item.aliases.length > 1
    ? `${value} as (${names(item.aliases)})`
    : `${value} as ${printPath([alias])}`
}

function printGroupBy({ sets, keys, groupingSets }: GroupBy): string {
  const list = (all: GroupBy['keys']): string => all.map(printExpression).join(', ')
  if (sets === 'plain') return `group ${list(keys)}`
  return `group ${list(keys)} ${sets} ${groupingSets.map((set) => `[${list(set)}]`).join('')}`
}

function printRelation(relation: Relation): string {
  if (relation.kind === 'join') return printJoin(relation)
  const alias = relation.alias ? ` ${relation.alias.text}` : ''
  return `${printBare(relation)}${alias}${columns(relation.columns)}`
}

function printBare(relation: Exclude<Relation, { kind: 'join' }>): string {
  switch (relation.kind) {
    case 'table':
      return printPath(relation.name)
    case 'subquery':
      return printQuery(relation.query)
    case 'values':
      return `values${relation.rows.map((row) => `[${row.map(printExpression).join(', ')}]`).join('')}`
    case 'table function':
      return printExpression(relation.call)
  }
}

function printJoin(join: Extract<Relation, { kind: 'join' }>): string {
  const words = `${join.natural ? 'natural ' : ''}${join.join}`
  const on = join.on ? ` on ${printExpression(join.on)}` : ''
  const using = join.using.length > 0 ? ` using ${names(join.using)}` : ''
  return `<${printRelation(join.left)} ${words} ${printRelation(join.right)}${on}${using}>`
}

function columns(all: Parameters<typeof names>[0]): string {
  return all.length > 0 ? `(${names(all)})` : ''
}
