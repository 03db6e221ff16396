import { plain, readEscape } from './escapes.ts'
import { PatternError, type PatternText } from './pattern-text.ts'

/** Reads Java's `[…]` and writes RE2's; the opening bracket has been read. */
export function readClass(text: PatternText): string {
  const negated = text.take(/\^/) !== undefined
  const inside = readItems(text, negated)
  return `[${negated ? '^' : ''}${inside}]`
}

function readItems(text: PatternText, negated: boolean): string {
  let inside = ''
  for (let first = true; ; first = false) {
    if (text.done)
      throw new PatternError('a [ of the pattern is never closed: write \\\\[ to mean the character itself')
    if (!first && text.take(/\]/)) return inside
    if (text.rest.startsWith('&&'))
      throw new PatternError(
        'classes with && cannot be used in patterns here: write out what is left of them',
      )
    inside += text.take(/\[/) ? readUnion(text, negated) : readItem(text)
  }
}

/** A class inside of a class adds its characters. */
function readUnion(text: PatternText, outerNegated: boolean): string {
  if (outerNegated || text.take(/\^/))
    throw new PatternError(
      'a class inside of a class cannot be used together with ^ here: write them as one class',
    )
  return readItems(text, false)
}

function readItem(text: PatternText): string {
  const from = readMember(text)
  if (from.set !== undefined) return from.set
  if (!text.take(/-(?![\][])/)) return plain(from.character, 'class')
  const to = readMember(text)
  if (to.set !== undefined) return `${plain(from.character, 'class')}\\-${to.set}`
  if ((from.character.codePointAt(0) ?? 0) > (to.character.codePointAt(0) ?? 0))
    throw new PatternError(`the range ${from.character}-${to.character} of the pattern runs backwards`)
  return `${plain(from.character, 'class')}-${plain(to.character, 'class')}`
}

type Member =
  | { readonly set: string; readonly character?: never }
  | { readonly set?: never; readonly character: string }

function readMember(text: PatternText): Member {
  const character = text.next()
  if (character !== '\\') return { character }
  const quoted = text.take(/Q([\s\S]*?)(?:\\E|$)/)
  if (quoted) return { set: [...(quoted[1] ?? '')].map((one) => plain(one, 'class')).join('') }
  const escaped = readEscape(text)
  if (escaped.kind === 'letter')
    throw new PatternError(`\\${escaped.letter} cannot be used inside of [ ] in a pattern`)
  return escaped.kind === 'set' ? { set: escaped.set.inside } : { character: escaped.character }
}
