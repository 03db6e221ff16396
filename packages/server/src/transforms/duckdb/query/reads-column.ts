/** Whether an expression reads a column of the query that it stands in; lambdas, whose variables look like columns, and subqueries
 *  are left out. */
export function readsColumn(expression: unknown): boolean {
  if (typeof expression !== 'object' || expression === null) return false
  const kind = 'kind' in expression ? expression.kind : undefined
  if (kind === 'column') return true
  if (kind === 'lambda' || kind === 'subquery' || kind === 'exists') return false
  return Object.values(expression).some(readsColumn)
}
