import type { Query, Span } from './ast.ts'
import { TextError } from './text-error.ts'

/**
 * Whoever walks the tree calls itself once or a few times a level, and a stack overflow would end the process. Long chains
 * need no brackets to become deep: `a[0][0][0]…`, `select … union select … union …`, joins. Chains of binary operators are
 * not counted, they may be as long as the text: walk down their left sides in a loop.
 */
export const treeLevelsMax = 500

/** The nodes to look at still, without recursion: this must not be what overflows. */
export function checkTreeLevels(query: Query): void {
  const waiting: { node: object; levels: number }[] = [{ node: query, levels: 0 }]
  for (let entry = waiting.pop(); entry !== undefined; entry = waiting.pop()) {
    const { node, levels } = entry
    if (levels > treeLevelsMax) throw tooDeep(node, query)
    const chain = isBinary(node)
    for (const [key, child] of Object.entries(node)) {
      if (typeof child !== 'object' || child === null) continue
      const same = Array.isArray(node) || (chain && key === 'left' && isBinary(child))
      waiting.push({ node: child, levels: same ? levels : levels + 1 })
    }
  }
}

function isBinary(node: object): boolean {
  return 'kind' in node && node.kind === 'binary'
}

function tooDeep(node: object, query: Query): TextError {
  const message = `this is nested too deeply: more than ${treeLevelsMax} parts inside each other or in one chain`
  return new TextError(message, isSpan(node) ? node : query)
}

function isSpan(node: object): node is Span {
  return 'start' in node && typeof node.start === 'number' && 'end' in node && typeof node.end === 'number'
}
