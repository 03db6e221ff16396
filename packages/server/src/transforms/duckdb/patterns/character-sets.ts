/**
 * What Java's escapes for sets of characters are in RE2, as the inside of a class: `\h` is `[ \t…]`. `others` is the set's
 * complement, also as the inside of a class; undefined where RE2 cannot say it there.
 */
export interface CharacterSet {
  readonly inside: string
  readonly others?: string
}

export const lineEnds = '\\n\\r\\x{85}\\x{2028}\\x{2029}'

const last = '\\x{10ffff}'

const escapes: { readonly [letter: string]: CharacterSet } = {
  d: { inside: '0-9', others: '\\D' },
  w: { inside: '0-9A-Za-z_', others: '\\W' },
  // RE2's \s lacks the vertical tab.
  s: { inside: '\\t-\\r ', others: `\\x00-\\x08\\x0e-\\x1f!-${last}` },
  h: {
    inside: '\\t \\x{a0}\\x{1680}\\x{180e}\\x{2000}-\\x{200a}\\x{202f}\\x{205f}\\x{3000}',
    others: `\\x00-\\x08\\x0a-\\x1f!-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{180d}\\x{180f}-\\x{1fff}\\x{200b}-\\x{202e}\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-${last}`,
  },
  v: {
    inside: '\\n-\\r\\x{85}\\x{2028}\\x{2029}',
    others: `\\x00-\\t\\x0e-\\x{84}\\x{86}-\\x{2027}\\x{202a}-${last}`,
  },
}

const posix: readonly string[] = [
  ...['Lower', 'Upper', 'ASCII', 'Alpha', 'Digit', 'Alnum', 'Punct'],
  ...['Graph', 'Print', 'Blank', 'Cntrl', 'XDigit', 'Space'],
]

const categories =
  /^(C|Cc|Cf|Co|Cs|L|Ll|Lm|Lo|Lt|Lu|M|Mc|Me|Mn|N|Nd|Nl|No|P|Pc|Pd|Pe|Pf|Pi|Po|Ps|S|Sc|Sk|Sm|So|Z|Zl|Zp|Zs)$/

const scripts: readonly string[] = [
  ...['Arabic', 'Armenian', 'Bengali', 'Bopomofo', 'Cyrillic', 'Devanagari', 'Ethiopic', 'Georgian', 'Greek'],
  ...['Gujarati', 'Gurmukhi', 'Han', 'Hangul', 'Hebrew', 'Hiragana', 'Kannada', 'Katakana', 'Khmer', 'Lao'],
  ...['Latin', 'Malayalam', 'Mongolian', 'Myanmar', 'Sinhala', 'Tamil', 'Telugu', 'Thai', 'Tibetan'],
]

/** Java's binary properties (`\p{IsAlphabetic}`): a category or script that is as good. */
const properties: { readonly [name: string]: string } = {
  alphabetic: 'L',
  letter: 'L',
  lowercase: 'Ll',
  uppercase: 'Lu',
  digit: 'Nd',
  punctuation: 'P',
  ideographic: 'Han',
  control: 'Cc',
}

const blocks: { readonly [name: string]: string } = {
  basiclatin: '\\x00-\\x7f',
  latin1supplement: '\\x{80}-\\x{ff}',
  greek: '\\x{370}-\\x{3ff}',
  cyrillic: '\\x{400}-\\x{4ff}',
  generalpunctuation: '\\x{2000}-\\x{206f}',
  cjksymbolsandpunctuation: '\\x{3000}-\\x{303f}',
  hiragana: '\\x{3040}-\\x{309f}',
  katakana: '\\x{30a0}-\\x{30ff}',
  cjkunifiedideographsextensiona: '\\x{3400}-\\x{4dbf}',
  cjkunifiedideographs: '\\x{4e00}-\\x{9fff}',
  hangulsyllables: '\\x{ac00}-\\x{d7a3}',
  halfwidthandfullwidthforms: '\\x{ff00}-\\x{ffef}',
}

/** Of `\d`, `\S` and their like. */
export function escapedSet(letter: string): CharacterSet | undefined {
  const set = escapes[letter.toLowerCase()]
  return letter === letter.toLowerCase() || !set ? set : swapped(set)
}

/** Of `\p{name}`, and `\P{name}` when negated. */
export function namedSet(name: string, negated: boolean): CharacterSet | undefined {
  const set = named(name)
  return negated && set ? swapped(set) : set
}

function swapped({ inside, others }: CharacterSet): CharacterSet | undefined {
  return others === undefined ? undefined : { inside: others, others: inside }
}

function named(name: string): CharacterSet | undefined {
  // \p{Space} has the vertical tab, as RE2's [:space:] does.
  if (posix.includes(name))
    return { inside: `[:${name.toLowerCase()}:]`, others: `[:^${name.toLowerCase()}:]` }
  if (/^In/.test(name)) {
    const block =
      blocks[
        name
          .slice(2)
          .replace(/[\s_-]/g, '')
          .toLowerCase()
      ]
    return block === undefined ? undefined : { inside: block }
  }
  const bare = name.replace(/^(Is|general_category=|gc=|script=|sc=)/, '')
  const known = categories.test(bare)
    ? bare
    : (properties[bare.toLowerCase()] ??
      scripts.find((script) => script.toLowerCase() === bare.toLowerCase()))
  return known === undefined ? undefined : { inside: `\\p{${known}}`, others: `\\P{${known}}` }
}
