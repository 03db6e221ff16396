import type { Query, Span } from './ast.ts'
import { TextError } from './text-error.ts'

/**
 * Whoever walks the tree calls itself once or a few times a level, and a stack overflow would end the process. Long chains
 * need no brackets to become deep: `a[0][0][0]…`, `select … union select … union …`, joins. Chains of binary operators are
 * not counted, they may be as long as the text: walk down their left sides in a loop.
 */
export const treeLevelsMax = 500

/**
 * Parts of the tree may stand in it several times (`a like any ('x', 'y')` is two tests of one a), so that a short text with
 * some of these inside each other has a tree that nobody can walk to its end. A megabyte of plain text has 2.6 million.
 */
export const treePartsMax = 3_000_000

/** Walks the tree without recursion: this must not be what overflows. */
export function checkTreeSize(query: Query): void {
  const waiting: Waiting = { nodes: [query], levels: [0] }
  for (let parts = 0; ; parts++) {
    const node = waiting.nodes.pop()
    const levels = waiting.levels.pop()
    if (node === undefined || levels === undefined) return
    if (levels > treeLevelsMax) throw tooDeep(node, query)
    if (parts > treePartsMax) throw new TextError(`this query has more than ${treePartsMax} parts`, query)
    addChildren(node, levels, waiting)
  }
}

/** Two lists for one of pairs: there is a node for every few characters of the text. */
interface Waiting {
  readonly nodes: object[]
  readonly levels: number[]
}

function addChildren(node: object, levels: number, waiting: Waiting): void {
  const list = Array.isArray(node)
  const chain = isBinary(node)
  // Not Object.entries: a list of pairs for each node is most of the time that this takes.
  for (const key in node) {
    const child: unknown = node[key as keyof typeof node]
    if (typeof child !== 'object' || child === null) continue
    const goesOn = list || Array.isArray(child) || (chain && key === 'left' && isBinary(child))
    waiting.nodes.push(child)
    waiting.levels.push(goesOn ? levels : levels + 1)
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
