import type { SortItem } from './ast.ts'
import { readExpression } from './parse-expression.ts'
import type { TokenReader } from './token-reader.ts'

/** `a, b desc nulls last` */
export function readSortItems(reader: TokenReader, clause: string): SortItem[] {
  const items = [readSortItem(reader, clause)]
  while (reader.option(',')) items.push(readSortItem(reader, clause))
  return items
}

function readSortItem(reader: TokenReader, clause: string): SortItem {
  const { start } = reader.peek()
  const value = readExpression(reader, `a column or an expression after ${clause}`)
  const descending = reader.option('desc')
  if (!descending) reader.accept('asc')
  const nulls = readNulls(reader)
  return { value, descending, ...(nulls && { nulls }), ...reader.since(start) }
}

function readNulls(reader: TokenReader): 'first' | 'last' | undefined {
  if (!reader.accept('nulls')) return undefined
  if (reader.accept('first')) return 'first'
  if (reader.accept('last')) return 'last'
  throw reader.unexpected('FIRST', 'LAST after NULLS')
}
