import { PatternError, type PatternText } from './pattern-text.ts'

/** The atom after this one, and the pattern after that. */
export interface Following {
  readonly re2: string
  readonly rest: string
}

/** RE2 counts no further. */
const repetitionsMax = 1000

/** Reads what may follow an atom: how often it is there. `following` reads the atom after it, going nowhere. */
export function readQuantifier(text: PatternText, atom: string, following: () => Following): string {
  const found = text.take(/([*+?]|\{(\d+)(?:,(\d*))?\})([?+]?)/)
  if (!found) {
    if (text.peek() === '{')
      throw new PatternError(
        'a { of the pattern must be followed by how often, as in {2,3}: write \\\\{ to mean the character itself',
      )
    return ''
  }
  const [, count = '', least, most, manner] = found
  if (Math.max(Number(least ?? 0), Number(most || 0)) > repetitionsMax)
    throw new PatternError(`a pattern cannot repeat more than ${repetitionsMax} times by number: ${count}`)
  if (manner === '?') return `${count}?`
  if (manner === '+' && !givesBackInVain(text, atom, following))
    throw new PatternError(
      `quantifiers that never give back, such as ${count}+, cannot be used in patterns here: leave out the last +`,
    )
  return count
}

/** Whether it makes no difference that a quantifier gives back characters: nothing follows it, or what cannot begin with any. */
function givesBackInVain(text: PatternText, atom: string, following: () => Following): boolean {
  if (/^\)*\$?\)*$/.test(text.rest)) return true
  if (/^[|)^$]/.test(text.rest)) return false
  const next = following()
  const single = /^(?:[^\\[\](){}.*+?|^$]|\\[^A-Za-z0-9])$/u.test(next.re2)
  if (!single || /^(?:[*?]|\{0)/.test(next.rest)) return false
  const character = next.re2.replace(/^\\/, '')
  try {
    return !new RegExp(`^(?:${atom.replaceAll('\\x{', '\\u{')})$`, 'u').test(character)
  } catch {
    // RE2 spells some sets as JavaScript does not.
    return false
  }
}
