import { PatternError, type PatternText } from './pattern-text.ts'

/** `s` and `m` of a pattern; `i` is left to RE2. */
export interface Flags {
  readonly dotAll: boolean
  readonly multiline: boolean
}

export type Group =
  /** `(?i)`: from here to the end of the group around it. */
  | { readonly kind: 'flags'; readonly re2: string; readonly flags: Flags }
  | { readonly kind: 'plain'; readonly re2: string; readonly flags: Flags }
  | { readonly kind: 'capturing'; readonly re2: string; readonly flags: Flags; readonly name?: string }

/** Reads how a group begins; its opening bracket has been read. */
export function readGroup(text: PatternText, flags: Flags): Group {
  if (!text.take(/\?/)) return { kind: 'capturing', re2: '(', flags }
  if (text.take(/<?[=!]/))
    throw new PatternError(
      'look-ahead and look-behind, (?= (?! (?<= and (?<!, cannot be used in patterns here: match what stands around too and take a group out of it',
    )
  if (text.take(/>/))
    throw new PatternError('groups that never give back, (?>, cannot be used in patterns here: use (?:')
  const name = text.take(/<([A-Za-z][A-Za-z0-9]*)>/)?.[1]
  if (name !== undefined) return { kind: 'capturing', re2: `(?P<${name}>`, flags, name }
  const modifier = text.take(/([a-zA-Z]*)(?:-([a-zA-Z]*))?([:)])/)
  if (!modifier) throw new PatternError('what follows (? in the pattern means nothing')
  return withFlags(modifier, flags)
}

function withFlags([, on = '', off = '', end]: RegExpExecArray, flags: Flags): Group {
  const unknown = [...on, ...off].find((flag) => !'imsud'.includes(flag))
  if (unknown)
    throw new PatternError(
      `the flag ${unknown} cannot be used in patterns here: there are i (no regard to case), m (lines) and s (the dot is any character)`,
    )
  const set = (flag: string, before: boolean) => (off.includes(flag) ? false : on.includes(flag) || before)
  const inner = { dotAll: set('s', flags.dotAll), multiline: set('m', flags.multiline) }
  const cases = off.includes('i') ? '-i' : on.includes('i') ? 'i' : ''
  if (end === ':') return { kind: 'plain', re2: `(?${cases}:`, flags: inner }
  return { kind: 'flags', re2: cases === '' ? '' : `(?${cases})`, flags: inner }
}
