import type { Name, Query } from '../syntax/ast.ts'

/** Names of the tables that a query reads, as written, each once; its own CTEs are none. */
export function tablesRead(query: Query): string[] {
  const found = new Map<string, string>()
  // Chains of operators are as deep as they are long: this walks without recursion.
  const open: Step[] = [{ node: query, ctes: undefined }]
  for (let step = open.pop(); step; step = open.pop()) {
    if ('named' in step) step.ctes.names.add(step.named)
    else if (isTable(step.node)) note(step.node, step.ctes, found)
    else for (const next of stepsInto(step.node, step.ctes).reverse()) open.push(next)
  }
  return [...found.values()]
}

/** The CTEs that a query sees: its own so far, and those around it. */
interface Ctes {
  readonly names: Set<string>
  readonly outer: Ctes | undefined
}

/** A part of the tree to look into, or a CTE that is defined from here on. */
type Step =
  | { readonly node: object; readonly ctes: Ctes | undefined }
  | { readonly named: string; readonly ctes: Ctes }

function stepsInto(node: object, ctes: Ctes | undefined): Step[] {
  if (!isQuery(node) || node.ctes.length === 0)
    return Object.values(node).flatMap((value) => (isObject(value) ? [{ node: value, ctes }] : []))
  const inner: Ctes = { names: new Set(), outer: ctes }
  const definitions = node.ctes.flatMap(({ name, query }): Step[] => [
    { node: query, ctes: inner },
    { named: name.text.toLowerCase(), ctes: inner },
  ])
  return [...definitions, { node: { ...node, ctes: [] }, ctes: inner }]
}

function note(table: { readonly name: readonly Name[] }, ctes: Ctes | undefined, found: Map<string, string>) {
  const name = table.name.map(({ text }) => text).join('.')
  const key = name.toLowerCase()
  for (let here = ctes; here; here = here.outer) if (here.names.has(key)) return
  if (!found.has(key)) found.set(key, name)
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null
const isQuery = (node: object): node is Query => 'ctes' in node
const isTable = (node: object): node is { readonly name: readonly Name[] } =>
  'kind' in node && node.kind === 'table'
