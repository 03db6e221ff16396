import { readClass } from './character-class.ts'
import { lineEnds } from './character-sets.ts'
import { plain, readEscape } from './escapes.ts'
import { type Flags, type Group, readGroup } from './pattern-group.ts'
import { PatternError, PatternText } from './pattern-text.ts'
import { type Following, readQuantifier } from './quantifier.ts'

/**
 * Java's regular expressions, which users write, as RE2's, which DuckDB runs: in time that grows with the text only, hence
 * without look-around and back-references. What both have is rewritten where its spelling or meaning differs; what RE2 has not
 * is refused with a sentence (PatternError).
 */
export interface Pattern {
  readonly re2: string
  readonly groups: number
  /** Numbers of named groups. */
  readonly names: ReadonlyMap<string, number>
  /** The text that the pattern finds, when it can find only this. */
  readonly literal?: string
}

/**
 * What of a match is looked at: whether there is one, one of its groups, or all of it. Java's `$` also stands before a line
 * end that ends the text. RE2 has to take this line end into the match, which must not be seen: where it would be, `$` is the
 * very end.
 */
export type Use = 'test' | 'group' | 'whole'

export interface Reading {
  readonly text: PatternText
  readonly use: Use
  readonly names: Map<string, number>
  groups: number
  /** How many capturing groups are open. */
  capturing: number
  flags: Flags
}

export function compilePattern(java: string, use: Use): Pattern {
  const text = new PatternText(java)
  const reading: Reading = {
    text,
    use,
    names: new Map(),
    groups: 0,
    capturing: 0,
    flags: { dotAll: false, multiline: false },
  }
  const re2 = readAlternatives(reading)
  if (!text.done)
    throw new PatternError('a ) of the pattern was never opened: write \\\\) to mean the character itself')
  const literal = literalOf(java)
  return { re2, groups: reading.groups, names: reading.names, ...(literal === undefined ? {} : { literal }) }
}

/** Patterns without any meaning but their own characters, some of them escaped: `a,b`, `\|`, `\Q[x]\E`. */
function literalOf(java: string): string | undefined {
  const quoted = /^\\Q([\s\S]*?)\\E$/.exec(java)
  if (quoted) return quoted[1]
  if (!/^(?:[^\\^$.|?*+()[\]{}]|\\[^A-Za-z0-9])+$/u.test(java)) return undefined
  return java.replace(/\\([\s\S])/gu, '$1')
}

/** Up to a closing bracket or the end. */
function readAlternatives(reading: Reading): string {
  const { text } = reading
  let re2 = ''
  while (!text.done && text.peek() !== ')') {
    if (text.take(/\|/)) re2 += '|'
    else re2 += readQuantified(reading)
  }
  return re2
}

function readQuantified(reading: Reading): string {
  const { text } = reading
  if (text.take(/[*+?{]/))
    throw new PatternError(
      `a ${text.text[text.at - 1]} of the pattern has nothing before it to repeat: write \\\\ before it to mean the character itself`,
    )
  const atom = readAtom(reading)
  return atom + readQuantifier(text, atom, () => following(reading))
}

function following(reading: Reading): Following {
  const text = copyOf(reading.text)
  const re2 = readAtom({ ...reading, text, names: new Map() })
  return { re2, rest: text.rest }
}

function copyOf(text: PatternText): PatternText {
  const copy = new PatternText(text.text)
  copy.at = text.at
  return copy
}

function readAtom(reading: Reading): string {
  const { text, flags } = reading
  const character = text.next()
  switch (character) {
    case '\\':
      return readEscaped(reading)
    case '[':
      return readClass(text)
    case '(':
      return readBracket(reading)
    case '.':
      // Not (?s:.): DuckDB makes LIKE of such patterns, which goes back and forth in long text.
      return flags.dotAll ? '[\\x00-\\x{10ffff}]' : `[^${lineEnds}]`
    case '^':
      return flags.multiline ? '(?m:^)' : '\\A'
    case '$':
      return endOf(reading)
    default:
      return plain(character, 'outside')
  }
}

function endOf({ flags, use, capturing }: Reading): string {
  if (flags.multiline) return '(?m:$)'
  const unseen = use === 'test' || (use === 'group' && capturing === 0)
  return unseen ? `(?:\\r\\n|[${lineEnds}])?\\z` : '\\z'
}

function readBracket(reading: Reading): string {
  const outer = reading.flags
  const group: Group = readGroup(reading.text, outer)
  if (group.kind === 'flags') {
    reading.flags = group.flags
    return group.re2
  }
  if (group.kind === 'capturing') {
    reading.groups++
    reading.capturing++
    if (group.name !== undefined) reading.names.set(group.name, reading.groups)
  }
  reading.flags = group.flags
  const inner = readAlternatives(reading)
  if (!reading.text.take(/\)/))
    throw new PatternError('a ( of the pattern is never closed: write \\\\( to mean the character itself')
  reading.flags = outer
  if (group.kind === 'capturing') reading.capturing--
  return `${group.re2}${inner})`
}

function readEscaped(reading: Reading): string {
  const { text } = reading
  const quoted = text.take(/Q([\s\S]*?)(?:\\E|$)/)
  if (quoted) return [...(quoted[1] ?? '')].map((one) => plain(one, 'outside')).join('')
  const escaped = readEscape(text)
  if (escaped.kind === 'character') return plain(escaped.character, 'outside')
  if (escaped.kind === 'set') return `[${escaped.set.inside}]`
  switch (escaped.letter) {
    case 'b':
    case 'B':
    case 'A':
    case 'z':
      return `\\${escaped.letter}`
    case 'Z':
      return endOf({ ...reading, flags: { ...reading.flags, multiline: false } })
    case 'R':
      return '(?:\\r\\n|[\\n-\\r\\x{85}\\x{2028}\\x{2029}])'
    default:
      throw new PatternError(
        /[1-9k]/.test(escaped.letter)
          ? 'the pattern refers back to a group of its own (such as \\\\1), which cannot be done here: write out what the group may be'
          : `\\${escaped.letter} means nothing in a pattern`,
      )
  }
}
