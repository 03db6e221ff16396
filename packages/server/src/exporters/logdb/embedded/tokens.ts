/** Chinese, Japanese and Korean are written without spaces: each character is a token, and words of any length are found as
 *  runs of them. */
const spaceless = '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}'
const anyToken = new RegExp(`[${spaceless}]|(?:(?![${spaceless}])[\\p{L}\\p{N}\\p{M}_])+`, 'gu')
const asciiToken = /[A-Za-z0-9_]+/g
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what ASCII is.
const ascii = /^[\x00-\x7f]*$/

/** Longer runs of letters are cut: nobody searches for them. */
const tokenCharsMax = 128

/** The tokens of a text, lower case, at index and at query time alike. */
export function tokensOf(text: string): string[] {
  const found = text.match(ascii.test(text) ? asciiToken : anyToken) ?? []
  return found.map((token) => token.slice(0, tokenCharsMax).toLowerCase())
}

export interface PlacedToken {
  readonly token: string
  /** In the text, UTF-16. */
  readonly from: number
  readonly to: number
}

export function placedTokensOf(text: string): PlacedToken[] {
  return [...text.matchAll(anyToken)].map(({ 0: found, index }) => ({
    token: found.slice(0, tokenCharsMax).toLowerCase(),
    from: index,
    to: index + found.length,
  }))
}

/** A number as one token, equal for equal numbers however they are written: 12.70 is n12d7. */
export function numberToken(text: string): string {
  const plain = /^-?\d{1,19}$/.test(text) ? String(BigInt(text)) : String(Number(text))
  return `n${plain.replace('-', 'm').replace('.', 'd').replace('+', 'p')}`
}
