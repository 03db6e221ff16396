import type { Expression, Query } from './ast.ts'
import { readExpression } from './parse-expression.ts'
import { atQuery, atRestOfQuery, readQuery, readRestOfQuery } from './parse-query.ts'
import type { TokenReader } from './token-reader.ts'

type Bracketed =
  | { readonly kind: 'query'; readonly query: Query }
  | { readonly kind: 'items'; readonly items: readonly Expression[] }

/** `(select …)`, `((select …) union (select …))`, `(a, b)`. Only behind the first item is it known which of them it is. */
export function readBracketed(reader: TokenReader, what: string): Bracketed {
  const open = reader.next()
  const content = readContent(reader, what)
  reader.close(open)
  return content
}

function readContent(reader: TokenReader, what: string): Bracketed {
  if (atQuery(reader)) return { kind: 'query', query: readQuery(reader) }
  const { start } = reader.peek()
  const first = readExpression(reader, what)
  if (first.kind === 'subquery' && atRestOfQuery(reader))
    return { kind: 'query', query: readRestOfQuery(reader, start, first.query) }
  const items = [first]
  while (reader.option(',')) items.push(readExpression(reader, what))
  return { kind: 'items', items }
}
