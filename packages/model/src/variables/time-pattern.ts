import { SluiceError } from '../errors.ts'

/** Pattern letters of Java's SimpleDateFormat (sql.md §2.1): the ones a pattern may hold outside quotes. */
const letters = 'GyYMLwWDdFEuaHkKhmsSzZX'
/** Characters of a time pattern. */
export const timePatternCharsMax = 200

/** A piece of a pattern: text as it stands, or a letter and how often it was repeated. */
export type TimeToken = { readonly text: string } | { readonly letter: string; readonly count: number }

const patternPiece = /''|'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+/y

/**
 * Splits a SimpleDateFormat pattern such as `yyyy-MM-dd'T'HH:mm:ss`. Throws E18658 naming what is wrong: an unknown
 * letter, an open quote, more than three X, or a pattern that is empty or longer than timePatternCharsMax.
 */
export function parseTimePattern(pattern: string): readonly TimeToken[] {
  if (pattern === '') throw refusal(pattern, 'it is empty; write for example yyyy-MM-dd HH:mm:ss')
  if (pattern.length > timePatternCharsMax) {
    throw refusal(`${pattern.slice(0, 40)}…`, `it is longer than ${timePatternCharsMax} characters`)
  }
  const tokens: TimeToken[] = []
  for (let at = 0; at < pattern.length; at = patternPiece.lastIndex) {
    patternPiece.lastIndex = at
    const match = patternPiece.exec(pattern)
    if (match === null) throw refusal(pattern, "a quote is left open; write '' for one quote")
    tokens.push(toToken(pattern, match))
  }
  return tokens
}

function toToken(pattern: string, match: RegExpExecArray): TimeToken {
  const [piece, quoted, letter] = match
  if (letter !== undefined) return letterToken(pattern, letter, piece.length)
  if (piece === "''") return { text: "'" }
  return { text: quoted === undefined ? piece : quoted.replaceAll("''", "'") }
}

function letterToken(pattern: string, letter: string, count: number): TimeToken {
  if (!letters.includes(letter)) {
    throw refusal(pattern, `'${letter}' is no pattern letter; put text between single quotes`)
  }
  if (letter === 'X' && count > 3) throw refusal(pattern, 'X stands at most three times')
  return { letter, count }
}

function refusal(pattern: string, reason: string): SluiceError {
  return new SluiceError('E18658', `time format '${pattern}': ${reason}`)
}
