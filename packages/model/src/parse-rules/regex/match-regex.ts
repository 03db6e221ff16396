import { wordSet } from './char-set.ts'
import type { RegexProgram } from './compile-regex.ts'
import type { Anchor } from './parse-regex.ts'

/**
 * Matching takes time in proportion to text × pattern, never more, because a split is not entered twice at one place of
 * the text: what failed once there fails again. That is RE2's BitState; the answer is the one a backtracking matcher
 * gives (leftmost, first alternative). An access-log line of 190 characters takes 6 to 9 µs.
 *
 * On top of it the work for one text is bounded: past the bound the text counts as not matching (an access-log line takes
 * some 10 steps a character). That bounds one line, not many: whoever matches many watches `matchingSteps`.
 */
const stepsMin = 1_000
const stepsPerCharacterMax = 100

/** Steps taken since the program started, by all patterns; 100 million take about half a second. */
let stepsTaken = 0

export function matchingSteps(): number {
  return stepsTaken
}

/** Bits set where a split was entered, [split][position]; and the stack of what is left to try. Matching is synchronous:
 *  one set of buffers serves every pattern. */
let entered = new Uint32Array(1024)
let stack = new Int32Array(1024)

/** Finds the first match of the program anywhere in the text. Returns what its named groups hold (of two groups with one
 *  name the later that took part), or undefined. */
export function matchRegex(program: RegexProgram, text: string): Record<string, string> | undefined {
  const bits = program.splits * (text.length + 1)
  const words = (bits >>> 5) + 1
  if (words > entered.length) entered = new Uint32Array(2 * words)
  else entered.fill(0, 0, words)
  const slots = new Int32Array(2 * program.groups.length).fill(-1)
  const budget = { steps: stepsMin + stepsPerCharacterMax * text.length }
  const allowed = budget.steps
  const found = matchAnywhere(program, text, slots, budget)
  stepsTaken += allowed - budget.steps
  return found ? readGroups(program, text, slots) : undefined
}

function matchAnywhere(
  program: RegexProgram,
  text: string,
  slots: Int32Array,
  budget: { steps: number },
): boolean {
  const startMax = program.anchored ? 0 : text.length
  for (let start = 0; start <= startMax && budget.steps > 0; start++) {
    if (matchAt(program, text, start, slots, budget)) return true
  }
  return false
}

/** One attempt. A stack entry is (instruction, position), or (-1 - slot, old value) to undo a save. */
function matchAt(
  program: RegexProgram,
  text: string,
  start: number,
  slots: Int32Array,
  budget: { steps: number },
): boolean {
  const { instructions } = program
  const positions = text.length + 1
  let depth = push(0, 0, start)
  while (depth > 0) {
    depth -= 2
    let pc = stack[depth] ?? 0
    let at = stack[depth + 1] ?? 0
    if (pc < 0) {
      slots[-1 - pc] = at
      continue
    }
    for (;;) {
      if (--budget.steps <= 0) return false
      const instruction = instructions[pc]
      if (instruction === undefined) return false
      if (instruction.op === 'char') {
        if (text.charCodeAt(at) !== instruction.code) break
        at++
        pc++
      } else if (instruction.op === 'set') {
        if (at >= text.length || !instruction.set.has(text.charCodeAt(at))) break
        at++
        pc++
      } else if (instruction.op === 'split') {
        const bit = instruction.index * positions + at
        const word = entered[bit >>> 5] ?? 0
        const mask = 1 << (bit & 31)
        if ((word & mask) !== 0) break
        entered[bit >>> 5] = word | mask
        depth = push(depth, instruction.second, at)
        pc = instruction.first
      } else if (instruction.op === 'jump') {
        pc = instruction.to
      } else if (instruction.op === 'save') {
        depth = push(depth, -1 - instruction.slot, slots[instruction.slot] ?? -1)
        slots[instruction.slot] = at
        pc++
      } else if (instruction.op === 'anchor') {
        if (!holds(instruction.anchor, text, at)) break
        pc++
      } else return true
    }
  }
  return false
}

function push(depth: number, first: number, second: number): number {
  if (depth + 2 > stack.length) {
    const bigger = new Int32Array(2 * stack.length)
    bigger.set(stack)
    stack = bigger
  }
  stack[depth] = first
  stack[depth + 1] = second
  return depth + 2
}

function holds(anchor: Anchor, text: string, at: number): boolean {
  if (anchor === 'start') return at === 0
  if (anchor === 'end') return at === text.length
  const before = at > 0 && wordSet.has(text.charCodeAt(at - 1))
  const after = at < text.length && wordSet.has(text.charCodeAt(at))
  return (before !== after) === (anchor === 'word')
}

function readGroups(program: RegexProgram, text: string, slots: Int32Array): Record<string, string> {
  const groups: Record<string, string> = Object.create(null)
  for (const [i, name] of program.groups.entries()) {
    const from = slots[2 * i] ?? -1
    const to = slots[2 * i + 1] ?? -1
    if (from >= 0 && to >= from) groups[name] = text.slice(from, to)
  }
  return groups
}
