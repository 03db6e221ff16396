import type { Name, Query } from '../syntax/ast.ts'

/** Names of the tables that a query reads, as written, each once; its own CTEs are none. */
export function tablesRead(query: Query): string[] {
  const found = new Map<string, string>()
  walk(query, new Set(), (name) => found.set(name.toLowerCase(), found.get(name.toLowerCase()) ?? name))
  return [...found.values()]
}

function walk(node: unknown, ctes: ReadonlySet<string>, found: (name: string) => void): void {
  if (typeof node !== 'object' || node === null) return
  if (isQuery(node)) {
    const inner = new Set(ctes)
    for (const { name, query } of node.ctes) {
      walk(query, inner, found)
      inner.add(name.text.toLowerCase())
    }
    for (const [member, value] of Object.entries(node)) if (member !== 'ctes') walk(value, inner, found)
    return
  }
  if (isTable(node)) {
    const name = node.name.map(({ text }) => text).join('.')
    if (!ctes.has(name.toLowerCase())) found(name)
    return
  }
  for (const value of Object.values(node)) walk(value, ctes, found)
}

const isQuery = (node: object): node is Query => 'ctes' in node
const isTable = (node: object): node is { readonly name: readonly Name[] } =>
  'kind' in node && node.kind === 'table'
