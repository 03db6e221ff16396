import type { CharSet } from './char-set.ts'
import { type Anchor, parseRegex, type RegexNode, RegexSyntaxError } from './parse-regex.ts'

/** Instructions of a compiled pattern. {n,m} repeats its body, so a short pattern can be long here. */
export const programInstructionsMax = 2_000

export type Instruction =
  | { readonly op: 'char'; readonly code: number }
  | { readonly op: 'set'; readonly set: CharSet }
  /** Try `first`; when it leads to no match, `second`. `index` counts the splits: see matchRegex. */
  | { readonly op: 'split'; first: number; second: number; readonly index: number }
  | { readonly op: 'jump'; to: number }
  | { readonly op: 'save'; readonly slot: number }
  | { readonly op: 'anchor'; readonly anchor: Anchor }
  | { readonly op: 'match' }

export interface RegexProgram {
  readonly instructions: readonly Instruction[]
  readonly splits: number
  /** Names of the groups in order of appearance; group i has slots 2i and 2i + 1. A name may appear twice. */
  readonly groups: readonly string[]
  /** A match can only start at the start of the text. */
  readonly anchored: boolean
}

/** Compiles a pattern (parseRegex says which). Throws RegexSyntaxError. */
export function compileRegex(pattern: string, ignoreCase = false): RegexProgram {
  const node = parseRegex(pattern, ignoreCase)
  const compiler = new Compiler()
  compiler.write(node)
  return compiler.finish(startsAnchored(node))
}

class Compiler {
  private readonly instructions: Instruction[] = []
  private readonly groups: string[] = []
  private splits = 0

  finish(anchored: boolean): RegexProgram {
    this.push({ op: 'match' })
    return { instructions: this.instructions, splits: this.splits, groups: this.groups, anchored }
  }

  write(node: RegexNode): void {
    if (node.kind === 'set') this.writeSet(node.set)
    else if (node.kind === 'anchor') this.push({ op: 'anchor', anchor: node.anchor })
    else if (node.kind === 'sequence') for (const item of node.items) this.write(item)
    else if (node.kind === 'choice') this.writeChoice(node.items)
    else if (node.kind === 'group') this.writeGroup(node.item, node.name)
    else this.writeRepeat(node)
  }

  private writeSet(set: CharSet): void {
    const code = set.single
    this.push(code === undefined ? { op: 'set', set } : { op: 'char', code })
  }

  private writeChoice(items: readonly RegexNode[]): void {
    const jumps: { op: 'jump'; to: number }[] = []
    for (const [i, item] of items.entries()) {
      if (i === items.length - 1) this.write(item)
      else {
        const split = this.split()
        split.first = this.here
        this.write(item)
        const jump = { op: 'jump' as const, to: 0 }
        jumps.push(jump)
        this.push(jump)
        split.second = this.here
      }
    }
    for (const jump of jumps) jump.to = this.here
  }

  private writeGroup(item: RegexNode, name: string): void {
    const group = this.groups.push(name) - 1
    this.push({ op: 'save', slot: 2 * group })
    this.write(item)
    this.push({ op: 'save', slot: 2 * group + 1 })
  }

  private writeRepeat({ item, min, max, greedy }: RegexNode & { kind: 'repeat' }): void {
    for (let i = 0; i < min; i++) this.write(item)
    if (max === Number.POSITIVE_INFINITY) this.writeLoop(item, greedy)
    else this.writeOptionals(item, max - min, greedy)
  }

  private writeLoop(item: RegexNode, greedy: boolean): void {
    const at = this.here
    const split = this.split()
    const body = this.here
    this.write(item)
    this.push({ op: 'jump', to: at })
    aim(split, greedy, body, this.here)
  }

  private writeOptionals(item: RegexNode, count: number, greedy: boolean): void {
    const opened: { split: Split; body: number }[] = []
    for (let i = 0; i < count; i++) {
      const split = this.split()
      opened.push({ split, body: this.here })
      this.write(item)
    }
    for (const { split, body } of opened) aim(split, greedy, body, this.here)
  }

  private split(): Split {
    const split: Split = { op: 'split', first: 0, second: 0, index: this.splits++ }
    this.push(split)
    return split
  }

  private get here(): number {
    return this.instructions.length
  }

  private push(instruction: Instruction): void {
    if (this.instructions.length >= programInstructionsMax) {
      throw new RegexSyntaxError('the pattern is too large; use fewer or smaller repetitions {n,m}')
    }
    this.instructions.push(instruction)
  }
}

type Split = Instruction & { op: 'split' }

function aim(split: Split, greedy: boolean, body: number, end: number): void {
  split.first = greedy ? body : end
  split.second = greedy ? end : body
}

function startsAnchored(node: RegexNode): boolean {
  if (node.kind === 'anchor') return node.anchor === 'start'
  if (node.kind === 'group') return startsAnchored(node.item)
  if (node.kind === 'choice') return node.items.every(startsAnchored)
  if (node.kind !== 'sequence') return false
  const [first] = node.items
  return first !== undefined && startsAnchored(first)
}
