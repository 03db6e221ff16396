import type { Cte, Expression, Query, SelectQuery, SortItem } from './ast.ts'
import { readExpression } from './parse-expression.ts'
import { readSortItems } from './parse-sort-items.ts'
import { readWindows } from './parse-window.ts'
import { selectAll } from './select-all.ts'
import type { TokenReader } from './token-reader.ts'

/** What a query has at its end. */
interface Frame {
  readonly orderBy: readonly SortItem[]
  readonly windows: SelectQuery['windows']
  readonly limit?: Expression
  readonly offset?: Expression
}

export function readFrame(reader: TokenReader): Frame {
  const orderBy = readOrder(reader)
  const windows = orderBy.length > 0 && reader.accept('window') ? readWindows(reader) : []
  const limit = reader.option('limit') ? readLimit(reader) : undefined
  const offset = reader.option('offset') ? readExpression(reader, 'a number after OFFSET') : undefined
  return { orderBy, windows, ...(limit && { limit }), ...(offset && { offset }) }
}

/** The query with its end: a query in brackets that has an end of its own becomes a subquery. */
export function frameQuery(
  reader: TokenReader,
  start: number,
  ctes: readonly Cte[],
  body: Query,
  frame: Frame,
): Query {
  const { windows, ...end } = frame
  const nothing = ctes.length + end.orderBy.length === 0 && !end.limit && !end.offset
  if (nothing) return body
  const query = isBare(body)
    ? body
    : selectAll({ kind: 'subquery', query: body, columns: [], start: body.start, end: body.end })
  const span = reader.since(start)
  if (windows.length === 0) return { ...query, ...span, ctes, ...end }
  if (query.kind === 'set') throw reader.error('WINDOW belongs to one SELECT: it cannot follow a UNION')
  return { ...query, ...span, ctes, ...end, windows: [...query.windows, ...windows] }
}

function isBare(query: Query): boolean {
  return query.ctes.length + query.orderBy.length === 0 && !query.limit && !query.offset
}

/**
 * SORT BY and CLUSTER BY order the parts a cluster works on; here there is one part. DISTRIBUTE BY chooses the parts: it
 * says nothing about the result.
 */
function readOrder(reader: TokenReader): SortItem[] {
  if (reader.accept('distribute')) {
    reader.expect('by')
    readSortItems(reader, 'DISTRIBUTE BY')
  }
  for (const word of ['order', 'sort', 'cluster']) {
    if (word === 'order' ? !reader.option('order', 'by') : !reader.accept(word)) continue
    if (word !== 'order') reader.expect('by')
    const items = readSortItems(reader, `${word.toUpperCase()} BY`)
    if (reader.atOneOf(new Set(['order', 'sort', 'cluster', 'distribute'])))
      throw reader.error(
        `a query is ordered once: ${reader.peek().text.toUpperCase()} BY after ${word.toUpperCase()} BY`,
      )
    return items
  }
  return []
}

/** LIMIT ALL is no limit. */
function readLimit(reader: TokenReader): Expression | undefined {
  if (reader.accept('all')) return undefined
  const limit = readExpression(reader, 'a number after LIMIT')
  if (reader.at(',')) throw reader.error('LIMIT has one number: write LIMIT rows OFFSET rows')
  return limit
}
