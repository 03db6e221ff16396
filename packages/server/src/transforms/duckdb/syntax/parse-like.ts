import type { Expression, LikeExpression } from './ast.ts'
import { readBracketed } from './parse-brackets.ts'
import { powers, readAbove } from './parse-expression.ts'
import type { TokenReader } from './token-reader.ts'

const operators: ReadonlyMap<string, LikeExpression['operator']> = new Map([
  ['like', 'like'],
  ['ilike', 'ilike'],
  ['rlike', 'rlike'],
  ['regexp', 'rlike'],
])

export function atLike(reader: TokenReader): boolean {
  return operators.has(reader.peek().key)
}

/** `like 'a%' escape '!'`, `rlike 'a+'`, `like any ('a%', 'b%')` */
export function readLike(
  reader: TokenReader,
  start: number,
  value: Expression,
  negated: boolean,
): Expression {
  const word = reader.next()
  const operator = operators.get(word.key) ?? 'like'
  const like = (pattern: Expression): LikeExpression => ({
    kind: 'like',
    negated,
    operator,
    value,
    pattern,
    ...reader.since(start),
  })
  if (operator !== 'rlike' && ['any', 'some', 'all'].some((key) => reader.at(key, '(')))
    return readLikes(reader, start, like)
  const found = like(readAbove(reader, powers.predicate, `a pattern after ${word.text.toUpperCase()}`))
  if (operator === 'rlike' || !reader.accept('escape')) return found
  const character = readAbove(reader, powers.predicate, 'a character after ESCAPE')
  return { ...found, escape: character, ...reader.since(start) }
}

/** One LIKE a pattern: all of them, or any. */
function readLikes(
  reader: TokenReader,
  start: number,
  like: (pattern: Expression) => LikeExpression,
): Expression {
  const operator = reader.next().key === 'all' ? 'and' : 'or'
  const content = readBracketed(reader, 'a pattern')
  if (content.kind === 'query') throw reader.error('LIKE ANY and LIKE ALL take patterns, not a query')
  return content.items
    .map((pattern): Expression => like(pattern))
    .reduce((left, right) => ({ kind: 'binary', operator, left, right, ...reader.since(start) }))
}
