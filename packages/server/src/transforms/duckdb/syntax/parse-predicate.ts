import type { Expression, InExpression, IsExpression } from './ast.ts'
import { readBracketed } from './parse-brackets.ts'
import { powers, readAbove } from './parse-expression.ts'
import { atLike, readLike } from './parse-like.ts'
import type { TokenReader } from './token-reader.ts'

/** Whether a test follows: `is null`, `[not] between`, `[not] in`, `[not] like`. */
export function atPredicate(reader: TokenReader): boolean {
  const { key } = reader.peek()
  if (key === 'is') return true
  return key === 'not' || key === '!' || key === 'between' || key === 'in' || atLike(reader)
}

export function readPredicate(reader: TokenReader, start: number, value: Expression): Expression {
  if (reader.accept('is')) return readIs(reader, start, value)
  const negated = reader.accept('not') || reader.accept('!')
  if (reader.accept('between')) return readBetween(reader, start, value, negated)
  if (reader.accept('in')) return readIn(reader, start, value, negated)
  if (atLike(reader)) return readLike(reader, start, value, negated)
  throw reader.unexpected('IN', 'BETWEEN', 'LIKE', 'RLIKE after NOT')
}

function readIs(reader: TokenReader, start: number, value: Expression): IsExpression {
  const negated = reader.accept('not')
  for (const test of ['null', 'true', 'false', 'unknown'] as const)
    if (reader.accept(test)) return { kind: 'is', negated, test, value, ...reader.since(start) }
  if (!reader.accept('distinct', 'from'))
    throw reader.unexpected('NULL', 'TRUE', 'FALSE', 'UNKNOWN', 'DISTINCT FROM')
  const other = readAbove(reader, powers.predicate)
  return { kind: 'is', negated, test: 'distinct from', value, other, ...reader.since(start) }
}

function readBetween(reader: TokenReader, start: number, value: Expression, negated: boolean): Expression {
  const low = readAbove(reader, powers.predicate, 'an expression after BETWEEN')
  reader.expect('and')
  const high = readAbove(reader, powers.predicate, 'an expression after AND')
  return { kind: 'between', negated, value, low, high, ...reader.since(start) }
}

function readIn(reader: TokenReader, start: number, value: Expression, negated: boolean): InExpression {
  if (!reader.at('(')) throw reader.unexpected("'(' after IN")
  if (reader.at('(', ')')) throw reader.error('IN () has no values: write at least one')
  const content = readBracketed(reader, 'a value of IN')
  const choices = content.kind === 'query' ? content.query : content.items
  return { kind: 'in', negated, value, choices, ...reader.since(start) }
}
