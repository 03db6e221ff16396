/** A path of get_json_object: `$.store.fruit[0]`, `$['a b'][*].c`. */
export type Step =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'index'; readonly index: string }
  | { readonly kind: 'elements' }

const step = /\.([^.[]+)|\['([^'?]+)'\]|\[(\d+)\]|\[(\*)\]/y

/** undefined: no path, or one that finds nothing, as those with `.*` do in Spark. */
export function parseJsonPath(text: string): readonly Step[] | undefined {
  if (!text.startsWith('$')) return undefined
  const steps: Step[] = []
  for (step.lastIndex = 1; step.lastIndex < text.length; ) {
    const [, dotted, quoted, index, elements] = step.exec(text) ?? []
    const name = dotted ?? quoted
    if (elements !== undefined) steps.push({ kind: 'elements' })
    else if (index !== undefined) steps.push({ kind: 'index', index })
    else if (name !== undefined && !/^\*+$/.test(name)) steps.push({ kind: 'name', name })
    else return undefined
  }
  return steps
}

/** The same path as DuckDB writes it. */
export function duckdbPath(steps: readonly Step[]): string {
  return `$${steps.map(duckdbStep).join('')}`
}

function duckdbStep(step: Step): string {
  switch (step.kind) {
    case 'name':
      return `."${step.name.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
    case 'index':
      return `[${step.index}]`
    case 'elements':
      return '[*]'
  }
}
