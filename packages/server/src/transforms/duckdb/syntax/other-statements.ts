import type { TokenReader } from './token-reader.ts'

/** What begins a statement of SQL that is no query. */
const statements: ReadonlySet<string> = new Set(
  'insert create set update delete drop alter show describe desc explain use merge truncate cache uncache refresh reset replace grant revoke load msck analyze add list declare begin commit rollback call execute'.split(
    ' ',
  ),
)

/** Says that only a query can be run, where the grammar would say that it expected SELECT. */
export function checkStatement(reader: TokenReader): void {
  const first = reader.peek()
  if (first.kind === 'end' || first.key === ';') throw reader.error('the query is empty: write one SELECT')
  if (statements.has(first.key))
    throw reader.error(`only one SELECT can be run here, and this is ${first.text.toUpperCase()}`)
}

/** Nothing after the query but semicolons. */
export function checkOneQuery(reader: TokenReader): void {
  const ended = reader.at(';')
  while (reader.accept(';'));
  if (reader.peek().kind === 'end') return
  if (ended)
    throw reader.error('only one SELECT can be run here, and another statement follows the semicolon')
  throw reader.unexpected('the end')
}
