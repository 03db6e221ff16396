import type { Span } from './ast.ts'
import { checkBrackets } from './brackets.ts'
import { shortened } from './found-text.ts'
import { placeText } from './place.ts'
import { TextError } from './text-error.ts'
import { readEscapedText, readRawText } from './text-literals.ts'

export interface Token extends Span {
  readonly kind: 'word' | 'quoted name' | 'text' | 'number' | 'symbol' | 'end'
  /** What the grammar compares: a word in lower case, or a symbol. Empty for everything else, so that `` `from` `` is never FROM. */
  readonly key: string
  /** As written, but a name in backticks without them, a text without its quotes and with its escapes resolved. */
  readonly text: string
}

/** A query is read by people; a megabyte is a list of values pasted into one. Bounds the time and memory a query can take. */
export const queryLengthMax = 1_048_576

const spaces = /\s+/y
const words = /[\p{L}\p{M}\p{Nd}_]+/uy
/** `1e3`, `1.5BD`, `.5`, `10L`; not `1st`, which is a name. */
const numbers = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?:[bB][dD]|[LSYDFlsydf])?(?![\p{L}\p{M}\p{Nd}_])/uy
const fractions = /\.[\p{L}\p{M}\p{Nd}_]+/uy
const symbols = /<=>|<=|>=|<>|==|!=|\|\||->|=>|::|[-+*/%=<>!&|^~()[\],.;:]/y

/** The text cut into tokens, without spaces and comments. The last token is always the end. */
export function tokensOf(text: string): Token[] {
  checkLength(text)
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    const next = afterGap(text, at)
    if (next > at) at = next
    else {
      const token = tokenAt(text, at, tokens.at(-1))
      tokens.push(token)
      at = token.end
    }
  }
  checkBrackets(text, tokens)
  const end = tokens.at(-1)?.end ?? 0
  tokens.push({ kind: 'end', key: '', text: '', start: end, end })
  return tokens
}

function checkLength(text: string): void {
  if (text.length <= queryLengthMax) return
  const message = `the query has ${text.length} characters, ${queryLengthMax} are the most there may be`
  throw new TextError(message, { start: queryLengthMax, end: text.length })
}

/** Where spaces and comments that begin at this offset end. Hints (`/*+ … `) are comments here. */
function afterGap(text: string, at: number): number {
  if (text.startsWith('--', at)) return endOfLine(text, at)
  if (text.startsWith('/*', at)) return endOfComment(text, at)
  return at + matchAt(spaces, text, at).length
}

function endOfLine(text: string, at: number): number {
  while (at < text.length && text[at] !== '\n' && text[at] !== '\r') at++
  return at
}

function endOfComment(text: string, start: number): number {
  let open = 0
  for (let at = start; at < text.length; ) {
    if (text.startsWith('/*', at)) {
      open++
      at += 2
    } else if (text.startsWith('*/', at)) {
      open--
      at += 2
      if (open === 0) return at
    } else at++
  }
  const message = `the comment opened at ${placeText(text, start)} is never closed: */ is missing`
  throw new TextError(message, { start, end: start + 2 })
}

function tokenAt(text: string, at: number, before: Token | undefined): Token {
  const first = text[at]
  if (first === "'" || first === '"') return readEscapedText(text, at, at)
  if (first === '`') return quotedName(text, at)
  if (first === '.' && endsName(before, at)) return { ...symbolAt(text, at), key: '.' }
  const number = matchAt(numbers, text, at)
  if (number !== '') return numberAt(text, at, number)
  const word = matchAt(words, text, at)
  return word === '' ? symbolAt(text, at) : wordAt(text, at, word)
}

/** After a name the dot of `t.1st` leads to a member; anywhere else `.1` is a number. */
function endsName(before: Token | undefined, at: number): boolean {
  return before?.end === at && (before.kind === 'word' || before.kind === 'quoted name')
}

/** Of `1.5x` only the 1 looks like a number: nothing may follow it but the end of the number. */
function numberAt(text: string, at: number, number: string): Token {
  const end = at + number.length
  const rest = matchAt(fractions, text, end)
  if (rest !== '')
    throw new TextError(`${shortened(number + rest)} is not a number`, { start: at, end: end + rest.length })
  return { kind: 'number', key: '', text: number, start: at, end }
}

function wordAt(text: string, at: number, word: string): Token {
  const end = at + word.length
  const quote = text[end]
  if ((word === 'r' || word === 'R') && (quote === "'" || quote === '"')) return readRawText(text, at)
  return { kind: 'word', key: keyOf(word), text: word, start: at, end }
}

/** No keyword has other letters, and some of those become a Latin one in lower case (the Kelvin sign). */
function keyOf(word: string): string {
  return /^[A-Za-z0-9_]+$/.test(word) ? word.toLowerCase() : word
}

function quotedName(text: string, start: number): Token {
  let name = ''
  for (let at = start + 1; ; ) {
    const close = text.indexOf('`', at)
    if (close < 0) throw unclosedName(text, start)
    name += text.slice(at, close)
    if (text[close + 1] !== '`') return nameToken(name, { start, end: close + 1 })
    name += '`'
    at = close + 2
  }
}

function nameToken(name: string, at: Span): Token {
  if (name === '') throw new TextError('there is no name between the backticks', at)
  if (name.includes('\0')) throw new TextError('a name cannot hold the character NUL', at)
  return { kind: 'quoted name', key: '', text: name, ...at }
}

function unclosedName(text: string, start: number): TextError {
  const message = `the backtick opened at ${placeText(text, start)} is never closed`
  return new TextError(message, { start, end: start + 1 })
}

function symbolAt(text: string, at: number): Token {
  const symbol = matchAt(symbols, text, at)
  if (symbol === '') throw strangeCharacter(text, at)
  return { kind: 'symbol', key: symbol, text: symbol, start: at, end: at + symbol.length }
}

/** What input methods and word processors put in place of the characters of SQL. */
const lookAlikes: ReadonlyMap<string, string> = new Map(
  `，, （( ）) ；; 。. ＝= ＞> ＜< ＊* ＋+ －- —- –- ／/ ％% ！! ｜| ［[ ］] ：: ‘' ’' “" ”" ＇' ＂" ´' ｀\``
    .split(' ')
    .map((pair) => [pair.charAt(0), pair.charAt(1)]),
)

function strangeCharacter(text: string, at: number): TextError {
  const variable = matchAt(/\$\([^)\n]{0,64}\)?/y, text, at)
  if (variable !== '') {
    const message = `${variable} was not replaced: no variable of this name was given, or variables cannot be used here`
    return new TextError(message, { start: at, end: at + variable.length })
  }
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0)
  const meant = lookAlikes.get(character)
  const hint = meant === undefined ? 'is not part of SQL' : `is not the character of SQL: write ${meant}`
  return new TextError(`'${character}' ${hint}`, { start: at, end: at + character.length })
}

function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0] ?? ''
}
