import { type CharacterSet, escapedSet, namedSet } from './character-sets.ts'
import { PatternError, type PatternText } from './pattern-text.ts'

/** What stands after a backslash: a character, a set of them, or what only has a meaning outside of classes. */
export type Escape =
  | { readonly kind: 'character'; readonly character: string }
  | { readonly kind: 'set'; readonly set: CharacterSet }
  | { readonly kind: 'letter'; readonly letter: string }

const controls: { readonly [letter: string]: number } = { t: 9, n: 10, r: 13, f: 12, a: 7, e: 27 }

/** Reads an escape; the backslash has been read. */
export function readEscape(text: PatternText): Escape {
  if (text.done)
    throw new PatternError('the pattern ends with a backslash: write it twice to mean a backslash')
  const code = readCode(text)
  if (code !== undefined) return { kind: 'character', character: character(code) }
  const property = text.take(/([pP])(?:\{([^}]*)\}|([a-zA-Z]))/)
  if (property) return { kind: 'set', set: propertySet(property) }
  const letter = text.next()
  const control = controls[letter]
  if (control !== undefined) return { kind: 'character', character: character(control) }
  const set = escapedSet(letter)
  if (set) return { kind: 'set', set }
  return /[A-Za-z0-9]/.test(letter) ? { kind: 'letter', letter } : { kind: 'character', character: letter }
}

function propertySet([written, letter, braced, single]: RegExpExecArray): CharacterSet {
  const set = namedSet(braced ?? single ?? '', letter === 'P')
  if (!set)
    throw new PatternError(
      `\\${written} cannot be used in patterns here: name a script, a category or a range of characters, such as \\p{IsHan}, \\p{L} or [\\u4e00-\\u9fa5]`,
    )
  return set
}

/** `\u4e00`, `\x41`, `\x{1F600}`, `\012`, `\cA` as a code point. */
function readCode(text: PatternText): number | undefined {
  // Two halves of one character, as Java writes those past U+FFFF.
  const pair = text.take(/u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})/)
  if (pair) {
    const [high, low] = [Number.parseInt(pair[1] ?? '', 16), Number.parseInt(pair[2] ?? '', 16)]
    return 0x10000 + (high - 0xd800) * 0x400 + (low - 0xdc00)
  }
  const hex = text.take(/u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|x\{([0-9a-fA-F]{1,6})\}/)
  if (hex) return Number.parseInt(hex[1] ?? hex[2] ?? hex[3] ?? '', 16)
  const octal = text.take(/0([0-3]?[0-7]{1,2})/)
  if (octal) return Number.parseInt(octal[1] ?? '', 8)
  const control = text.take(/c([@-_a-z])/)
  return control ? (control[1] ?? '').charCodeAt(0) ^ 64 : undefined
}

function character(code: number): string {
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
    throw new PatternError(`the pattern names a character that does not exist: ${code.toString(16)}`)
  return String.fromCodePoint(code)
}

/** A character that stands for itself, outside of a class or in one. */
export function plain(character: string, where: 'outside' | 'class'): string {
  const code = character.codePointAt(0) ?? 0
  if (code < 32 || code === 127) return `\\x{${code.toString(16)}}`
  const special = where === 'outside' ? /[\\^$.|?*+()[\]{}]/ : /[\\^[\]-]/
  return special.test(character) ? `\\${character}` : character
}
