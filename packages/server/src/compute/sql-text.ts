import { quoteText } from '@sluice/model'

/** Files as an SQL list literal. */
export function quoteList(texts: readonly string[]): string {
  return `[${texts.map(quoteText).join(', ')}]`
}

/** Literals, quoted names, dollar quotes and comments: what may hold a semicolon that ends nothing. Else one character. */
const sqlToken =
  /[eE]'(?:[^'\\]|\\[\s\S]|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\w*)\$[\s\S]*?\$\1\$|--[^\n]*|\/\*[\s\S]*?\*\/|[\s\S]/g

/** The first statement of `sql`, without the semicolon that ends it. */
export function firstStatement(sql: string): string {
  for (const token of sql.matchAll(sqlToken)) if (token[0] === ';') return sql.slice(0, token.index)
  return sql
}
