import type { Literal, LiteralExpression, Span } from './ast.ts'
import { shortened } from './found-text.ts'
import { TextError } from './text-error.ts'
import type { TokenReader } from './token-reader.ts'
import type { Token } from './tokens.ts'

/** `date '2017-01-02'`. Any other word before a text is somebody's attempt at an alias. */
const typed: ReadonlyMap<string, 'date' | 'timestamp' | 'binary'> = new Map([
  ['date', 'date'],
  ['timestamp', 'timestamp'],
  ['x', 'binary'],
])

export function atLiteral(reader: TokenReader): boolean {
  const { kind, key } = reader.peek()
  if (kind === 'text' || kind === 'number') return true
  return (
    key === 'null' || key === 'true' || key === 'false' || (typed.has(key) && reader.peek(1).kind === 'text')
  )
}

export function readLiteral(reader: TokenReader): LiteralExpression {
  const token = reader.next()
  const literal = literalOf(reader, token)
  return { kind: 'literal', literal, ...reader.since(token.start) }
}

export function textLiteral(value: string, { start, end }: Span): LiteralExpression {
  return { kind: 'literal', literal: { type: 'string', value }, start, end }
}

function literalOf(reader: TokenReader, token: Token): Literal {
  if (token.kind === 'text') return { type: 'string', value: joined(reader, token.text) }
  if (token.kind === 'number') return numberOf(token)
  if (token.key === 'null') return { type: 'null' }
  const type = typed.get(token.key)
  if (type === undefined) return { type: 'boolean', value: token.key === 'true' }
  const text = reader.next()
  if (type === 'binary' && !/^[0-9a-fA-F]*$/.test(text.text))
    throw new TextError(`X'…' has hexadecimal digits only`, text)
  return { type, value: text.text }
}

/** `'a' 'b'` is one text, and so `'it''s'` is `its`, as in Spark: a quote in a text is `\'`. */
function joined(reader: TokenReader, first: string): string {
  const parts = [first]
  while (reader.peek().kind === 'text') parts.push(reader.next().text)
  return parts.join('')
}

interface IntegerType {
  readonly type: 'tinyint' | 'smallint' | 'bigint'
  readonly max: bigint
}

const integerSuffixes: ReadonlyMap<string, IntegerType> = new Map([
  ['Y', { type: 'tinyint', max: 2n ** 7n }],
  ['S', { type: 'smallint', max: 2n ** 15n }],
  ['L', { type: 'bigint', max: 2n ** 63n }],
])

function numberOf(token: Token): Literal {
  const [, text = '', written = ''] = /^([\d.]*(?:[eE][+-]?\d+)?)(\D*)$/.exec(token.text) ?? []
  const suffix = written.toUpperCase()
  const integer = integerSuffixes.get(suffix)
  if (integer !== undefined) return integerOf(token, text, integer)
  if (suffix === 'BD') return { type: 'decimal', text }
  if (suffix === 'D') return { type: 'double', text }
  if (suffix === 'F') return { type: 'float', text }
  if (/[eE]/.test(text)) return { type: 'double', text }
  return text.includes('.') ? { type: 'decimal', text } : wholeNumber(text)
}

/** The most negative number is written as a minus and a number that is one too big, so that one is let through. */
function integerOf(token: Token, digits: string, { type, max }: IntegerType): Literal {
  if (!/^\d+$/.test(digits))
    throw new TextError(`${shortened(token.text)} is not a whole number, as ${type} must be`, token)
  if (isMore(digits, max))
    throw new TextError(`${shortened(token.text)} is beyond ${type}, which ends at ${max - 1n}`, token)
  return { type, digits }
}

/** The smallest type that holds it, as in Spark. */
function wholeNumber(digits: string): Literal {
  if (!isMore(digits, 2n ** 31n - 1n)) return { type: 'int', digits }
  return isMore(digits, 2n ** 63n - 1n) ? { type: 'decimal', text: digits } : { type: 'bigint', digits }
}

/** The length first: BigInt takes quadratic time for a megabyte of digits. */
function isMore(digits: string, max: bigint): boolean {
  const significant = digits.replace(/^0+/, '')
  return significant.length > 19 || BigInt(significant === '' ? '0' : significant) > max
}
