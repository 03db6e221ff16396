import { CharSet, type CodeRange, dotSet, escapedSets, posixRanges } from './char-set.ts'

export type RegexNode =
  | { readonly kind: 'set'; readonly set: CharSet }
  | { readonly kind: 'anchor'; readonly anchor: Anchor }
  | { readonly kind: 'sequence'; readonly items: readonly RegexNode[] }
  | { readonly kind: 'choice'; readonly items: readonly RegexNode[] }
  | {
      readonly kind: 'repeat'
      readonly item: RegexNode
      readonly min: number
      readonly max: number
      readonly greedy: boolean
    }
  | { readonly kind: 'group'; readonly item: RegexNode; readonly name: string }

export type Anchor = 'start' | 'end' | 'word' | 'notWord'

/** Groups inside groups. Bounds recursion. */
const groupDepthMax = 100
/** The largest n in {n} and {n,m}. */
export const repeatCountMax = 1000

/** What is wrong with a pattern, without naming it: the rule that holds it does that. */
export class RegexSyntaxError extends Error {}

/**
 * Parses the regular expressions that rules may hold: those of JavaScript without look-around and back references (which
 * cannot be matched in linear time), plus (?P<name>…), a leading (?i), (?i:…), \A, \z, \Z, \h and POSIX classes as grok libraries
 * use them. (?>…) counts as a plain group. A character is a UTF-16 code unit. Throws RegexSyntaxError.
 */
export function parseRegex(pattern: string, ignoreCase = false): RegexNode {
  const parser = new Parser(pattern, ignoreCase)
  return parser.parse()
}

class Parser {
  private readonly pattern: string
  private ignoreCase: boolean
  private at = 0
  private depth = 0

  constructor(pattern: string, ignoreCase: boolean) {
    this.pattern = pattern
    this.ignoreCase = ignoreCase
  }

  parse(): RegexNode {
    if (this.take('(?i)')) this.ignoreCase = true
    const node = this.choice()
    if (this.at < this.pattern.length) throw this.fault("')' without '('")
    return node
  }

  private choice(): RegexNode {
    const items = [this.sequence()]
    while (this.take('|')) items.push(this.sequence())
    const [first] = items
    return items.length === 1 && first !== undefined ? first : { kind: 'choice', items }
  }

  private sequence(): RegexNode {
    const items: RegexNode[] = []
    while (this.at < this.pattern.length && this.peek() !== '|' && this.peek() !== ')') {
      items.push(this.quantified(this.atom()))
    }
    return { kind: 'sequence', items }
  }

  private quantified(item: RegexNode): RegexNode {
    const counts = this.counts()
    if (counts === undefined) return item
    if (item.kind === 'anchor') throw this.fault('nothing to repeat')
    const greedy = !this.take('?')
    if (greedy && this.take('+'))
      throw this.fault('possessive quantifiers are not supported; leave the + out')
    if (this.counts() !== undefined) throw this.fault('two quantifiers in a row')
    return { kind: 'repeat', item, ...counts, greedy }
  }

  private counts(): { min: number; max: number } | undefined {
    if (this.take('*')) return { min: 0, max: Number.POSITIVE_INFINITY }
    if (this.take('+')) return { min: 1, max: Number.POSITIVE_INFINITY }
    if (this.take('?')) return { min: 0, max: 1 }
    const match = this.takeMatch(/\{(\d{1,6})(,(\d{1,6})?)?\}/y)
    if (match === undefined) return undefined
    const min = Number(match[1])
    const open = match[2] !== undefined && match[3] === undefined
    const max = open ? Number.POSITIVE_INFINITY : Number(match[3] ?? min)
    if (min > repeatCountMax || (max > repeatCountMax && !open)) {
      throw this.fault(`a repetition counts to ${repeatCountMax} at most`)
    }
    if (min > max) throw this.fault('the numbers of a repetition are out of order')
    return { min, max }
  }

  private atom(): RegexNode {
    const char = this.next()
    if (char === '(') return this.group()
    if (char === '[') return this.setNode(this.charClass())
    if (char === '.') return { kind: 'set', set: dotSet }
    if (char === '^') return { kind: 'anchor', anchor: 'start' }
    if (char === '$') return { kind: 'anchor', anchor: 'end' }
    if (char === '\\') return this.escape()
    if (char === '*' || char === '+' || char === '?') throw this.fault('nothing to repeat')
    return this.setNode(single(char.charCodeAt(0)))
  }

  private group(): RegexNode {
    if (++this.depth > groupDepthMax) throw this.fault(`groups nest at most ${groupDepthMax} deep`)
    const { ignoreCase } = this
    const name = this.groupName()
    const item = this.choice()
    if (!this.take(')')) throw this.fault("a group is not closed: ')' is missing")
    this.ignoreCase = ignoreCase
    this.depth--
    return name === undefined ? item : { kind: 'group', item, name }
  }

  /** The name of a group that has one; what stands behind `(?` is taken. */
  private groupName(): string | undefined {
    if (!this.take('?')) return undefined
    if (this.take(':') || this.take('>')) return undefined
    if (this.take('i:')) {
      this.ignoreCase = true
      return undefined
    }
    if (
      this.peek() === '=' ||
      this.peek() === '!' ||
      /^<[=!]/.test(this.pattern.slice(this.at, this.at + 2))
    ) {
      throw this.fault('look-around is not supported')
    }
    const match = this.takeMatch(/P?<([A-Za-z_][A-Za-z0-9_]*)>/y)
    if (match?.[1] !== undefined) return match[1]
    throw this.fault(
      "this kind of group is not supported; use '(?:…)' or '(?<name>…)' with letters, digits and _",
    )
  }

  private escape(): RegexNode {
    const char = this.next()
    if (char === 'b') return { kind: 'anchor', anchor: 'word' }
    if (char === 'B') return { kind: 'anchor', anchor: 'notWord' }
    if (char === 'A') return { kind: 'anchor', anchor: 'start' }
    if (char === 'z' || char === 'Z') return { kind: 'anchor', anchor: 'end' }
    if (/[1-9k]/.test(char)) throw this.fault('back references are not supported')
    return this.setNode(this.escaped(char))
  }

  /** The set that a backslash and `char` stand for, in a class or outside. */
  private escaped(char: string): CharSet {
    const known = escapedSets[char]
    if (known !== undefined) return known
    if (char === 'h') return new CharSet(posixRanges.blank ?? [])
    if (char === 'x' || char === 'u') return single(this.hexCode(char === 'x' ? 2 : 4))
    const control = controlCodes[char]
    if (control !== undefined) return single(control)
    if (/[A-Za-z0-9]/.test(char)) throw this.fault(`'\\${char}' is not supported`)
    return single(char.charCodeAt(0))
  }

  private hexCode(digits: number): number {
    const text = this.pattern.slice(this.at, this.at + digits)
    if (text.length < digits || /[^0-9a-fA-F]/.test(text))
      throw this.fault(`expected ${digits} hexadecimal digits`)
    this.at += digits
    return Number.parseInt(text, 16)
  }

  private charClass(): CharSet {
    const negated = this.take('^')
    const ranges: CodeRange[] = []
    let first = true
    while (first || this.peek() !== ']') {
      if (this.at >= this.pattern.length) throw this.fault("a class is not closed: ']' is missing")
      ranges.push(...this.classItem())
      first = false
    }
    this.at++
    const set = new CharSet(ranges)
    const folded = this.ignoreCase ? set.withBothCases() : set
    return negated ? folded.complement() : folded
  }

  private classItem(): readonly CodeRange[] {
    const posix = this.takeMatch(/\[:(\^?)([a-z]+):\]/y)
    if (posix !== undefined) return this.posixClass(posix[2] ?? '', posix[1] === '^')
    const low = this.classCharacter()
    const from = low.single
    if (from === undefined || this.peek() !== '-' || this.pattern[this.at + 1] === ']') return low.ranges
    this.at++
    const to = this.classCharacter().single
    if (to === undefined || to < from) throw this.fault('a range of a class is out of order')
    return [[from, to]]
  }

  private posixClass(name: string, negated: boolean): readonly CodeRange[] {
    const ranges = Object.hasOwn(posixRanges, name) ? posixRanges[name] : undefined
    if (ranges === undefined) throw this.fault(`'[:${name}:]' is unknown`)
    return negated ? new CharSet(ranges).complement().ranges : ranges
  }

  private classCharacter(): CharSet {
    const char = this.next()
    if (char !== '\\') return single(char.charCodeAt(0))
    const escaped = this.next()
    return escaped === 'b' ? single(0x08) : this.escaped(escaped)
  }

  private setNode(set: CharSet): RegexNode {
    return { kind: 'set', set: this.ignoreCase ? set.withBothCases() : set }
  }

  private peek(): string | undefined {
    return this.pattern[this.at]
  }

  private next(): string {
    const char = this.pattern[this.at++]
    if (char === undefined) throw this.fault('the pattern ends too early')
    return char
  }

  private take(text: string): boolean {
    if (!this.pattern.startsWith(text, this.at)) return false
    this.at += text.length
    return true
  }

  private takeMatch(sticky: RegExp): RegExpExecArray | undefined {
    sticky.lastIndex = this.at
    const match = sticky.exec(this.pattern) ?? undefined
    if (match !== undefined) this.at += match[0].length
    return match
  }

  private fault(reason: string): RegexSyntaxError {
    return new RegexSyntaxError(`${reason} (character ${Math.min(this.at, this.pattern.length)})`)
  }
}

const controlCodes: Readonly<Record<string, number>> = {
  t: 9,
  n: 10,
  v: 11,
  f: 12,
  r: 13,
  e: 27,
  a: 7,
  '0': 0,
}

function single(code: number): CharSet {
  return new CharSet([[code, code]])
}
