import type { Span } from './ast.ts'
import { TextError } from './text-error.ts'
import type { TokenReader } from './token-reader.ts'

const endsExpression: ReadonlySet<string> = new Set([
  ',',
  ')',
  '.',
  '=',
  '==',
  '<',
  '<=',
  '>',
  '>=',
  '<>',
  '!=',
  '+',
  '/',
  '%',
])

/** `a, from` */
export function loneComma(comma: Span): TextError {
  return new TextError('nothing follows this comma: write what is missing, or remove the comma', comma)
}

/** There is no operand where one must be: what somebody may have wanted to write. */
export function missingExpression(reader: TokenReader, what: string): TextError {
  const found = reader.peek()
  const before = reader.previous()
  if (found.key === 'select')
    return reader.error('a query inside an expression needs brackets of its own: (select …)')
  if (found.kind === 'word' && endsExpression.has(reader.peek(1).key))
    return reader.error(`'${found.text}' is a keyword: as a name put it in backticks, \`${found.text}\``)
  if (before.key === ',') return loneComma(before)
  return reader.unexpected(what)
}
