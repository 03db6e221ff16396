import type { Expression, IntervalExpression } from './ast.ts'
import { type IntervalText, partsOfInterval, rangeOfInterval, singularUnit } from './interval-text.ts'
import { readLiteral, textLiteral } from './parse-literal.ts'
import { TextError } from './text-error.ts'
import type { TokenReader } from './token-reader.ts'
import type { Token } from './tokens.ts'

type Part = IntervalExpression['parts'][number]

/** Whether an interval begins here: `interval` is also a fine name for a column. */
export function atInterval(reader: TokenReader): boolean {
  return reader.at('interval') && (reader.peek(1).kind === 'text' || atPart(reader, 1))
}

/** `interval 1 day 2 hours`, `interval '1 day 2 hours'`, `interval '1 02:00' day to minute` */
export function readInterval(reader: TokenReader): IntervalExpression {
  const { start } = reader.next()
  const parts = atPart(reader, 0) ? readParts(reader) : readText(reader)
  return { kind: 'interval', parts, ...reader.since(start) }
}

/** `1 day`, `- 1 day`, `'1' day`. The unit behind `'1 day' day` is not its: that text has its own. */
function atPart(reader: TokenReader, ahead: number): boolean {
  const signed = ['-', '+'].includes(reader.peek(ahead).key) ? ahead + 1 : ahead
  const { kind, text } = reader.peek(signed)
  if (kind === 'text' && partsOfInterval(text) !== undefined) return false
  return (kind === 'number' || kind === 'text') && singularUnit(reader.peek(signed + 1).key) !== undefined
}

function readParts(reader: TokenReader): Part[] {
  if (reader.peek().kind === 'text' && reader.peek(2).key === 'to') return readRange(reader)
  const parts = [readPart(reader)]
  while (atPart(reader, 0)) parts.push(readPart(reader))
  return parts
}

function readPart(reader: TokenReader): Part {
  const { start } = reader.peek()
  const negative = reader.accept('-')
  if (!negative) reader.accept('+')
  const literal = readLiteral(reader)
  const minus: Expression = { kind: 'unary', operator: '-', value: literal, ...reader.since(start) }
  return { value: negative ? minus : literal, unit: readUnit(reader) }
}

function readRange(reader: TokenReader): Part[] {
  const text = reader.next()
  const from = readUnit(reader)
  reader.expect('to')
  const to = readUnit(reader)
  const example = from === 'year' ? "'1-2' year to month" : "'1 02:03:04' day to second"
  return partsOf(text, rangeOfInterval(text.text, from, to), example)
}

function readUnit(reader: TokenReader): string {
  const unit = singularUnit(reader.peek().key)
  if (unit === undefined) throw reader.unexpected('a unit of time')
  reader.next()
  return unit
}

function readText(reader: TokenReader): Part[] {
  const text = reader.next()
  return partsOf(text, partsOfInterval(text.text), "'1 day 2 hours'")
}

function partsOf(token: Token, parts: readonly IntervalText[] | undefined, example: string): Part[] {
  if (parts === undefined) throw new TextError(`this is no interval: write one like ${example}`, token)
  return parts.map(({ number, unit }) => ({ value: textLiteral(number, token), unit }))
}
