import type { Relation, SelectQuery } from './ast.ts'

/** `select * from <relation>`, for what is a query without a SELECT. */
export function selectAll(from: Relation): SelectQuery {
  const span = { start: from.start, end: from.end }
  return {
    kind: 'select',
    distinct: false,
    items: [{ kind: 'star', qualifier: [], except: [], ...span }],
    from,
    lateralViews: [],
    windows: [],
    ctes: [],
    orderBy: [],
    ...span,
  }
}
