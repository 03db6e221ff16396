import { placeText } from './place.ts'
import { TextError } from './text-error.ts'
import type { Token } from './tokens.ts'

/** `'…'` or `"…"` at `open`, with the escapes of Spark. */
export function readEscapedText(text: string, start: number, open: number): Token {
  const quote = text[open]
  let value = ''
  let from = open + 1
  for (let at = from; at < text.length; at++) {
    if (text[at] === quote) {
      value += text.slice(from, at)
      return { kind: 'text', key: '', text: value, start, end: at + 1 }
    }
    if (text[at] !== '\\') continue
    const found = escapeAt(text, at)
    value += text.slice(from, at) + found.value
    from = at + found.length
    at = from - 1
  }
  throw unclosedText(text, open)
}

/** `r'…'`, where a backslash is a backslash. */
export function readRawText(text: string, start: number): Token {
  const open = start + 1
  const close = text.indexOf(text[open] ?? "'", open + 1)
  if (close < 0) throw unclosedText(text, open)
  return { kind: 'text', key: '', text: text.slice(open + 1, close), start, end: close + 1 }
}

interface Escape {
  readonly value: string
  readonly length: number
}

/** `%` and `_` keep their backslash: LIKE needs it. */
const letters: ReadonlyMap<string, string> = new Map([
  ['0', '\0'],
  ['b', '\b'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['Z', '\x1a'],
  ['%', '\\%'],
  ['_', '\\_'],
])

function escapeAt(text: string, at: number): Escape {
  const code = codeAt(text, at)
  if (code !== undefined) return code
  // A whole code point, so that a backslash before an emoji does not tear it apart.
  const point = text.codePointAt(at + 1)
  if (point === undefined) return { value: '\\', length: 1 }
  const character = String.fromCodePoint(point)
  return { value: letters.get(character) ?? character, length: 1 + character.length }
}

/** `\u4e2d` and `\101`: octal goes to `\177`, three digits always. */
function codeAt(text: string, at: number): Escape | undefined {
  const hex = /^\\u([0-9a-fA-F]{4})/.exec(text.slice(at, at + 6))?.[1]
  if (hex !== undefined) return { value: String.fromCharCode(Number.parseInt(hex, 16)), length: 6 }
  const octal = /^\\([01][0-7]{2})/.exec(text.slice(at, at + 4))?.[1]
  if (octal !== undefined) return { value: String.fromCharCode(Number.parseInt(octal, 8)), length: 4 }
  return undefined
}

function unclosedText(text: string, open: number): TextError {
  const quote = text[open] ?? "'"
  const escaped = text.includes(`\\${quote}`, open + 1)
  const hint = escaped ? `; a backslash before ${quote} keeps the text open, \\\\ is one backslash` : ''
  const message = `the text opened by ${quote} at ${placeText(text, open)} is never closed${hint}`
  return new TextError(message, { start: open, end: open + 1 })
}
