import { functionNamed } from '../functions/index.ts'

/** Whether parts of a SELECT (items, sort keys) make it group all rows into one: an aggregate without OVER, outside of subqueries. */
export function hasAggregate(parts: readonly unknown[]): boolean {
  const open: unknown[] = [...parts]
  while (open.length > 0) {
    const node = open.pop()
    if (typeof node !== 'object' || node === null) continue
    if (!('kind' in node)) {
      open.push(...Object.values(node))
      continue
    }
    if (node.kind === 'subquery' || node.kind === 'exists') continue
    if (node.kind === 'call' && isAggregateCall(node)) return true
    open.push(...Object.values(node))
  }
  return false
}

function isAggregateCall(node: object): boolean {
  if ('over' in node && node.over !== undefined) return false
  if (!('name' in node) || typeof node.name !== 'object' || node.name === null) return false
  return 'text' in node.name && functionNamed(String(node.name.text))?.kind === 'aggregate'
}
