import type { Expression, Name, SelectItem, SelectQuery } from './ast.ts'
import { readBareAlias, readMemberName, readName, readNameList } from './names.ts'
import { readExpression } from './parse-expression.ts'
import { readGroupBy } from './parse-group-by.ts'
import { readLateralViews } from './parse-lateral-view.ts'
import { readFrom } from './parse-relation.ts'
import { readWindows } from './parse-window.ts'
import type { TokenReader } from './token-reader.ts'

/** SELECT … FROM … WHERE … GROUP BY … HAVING …, without what belongs to the whole query. */
export function readSelect(reader: TokenReader): SelectQuery {
  const { start } = reader.expect('select')
  const distinct = readQuantifier(reader)
  checkHasItems(reader)
  const items = [readItem(reader)]
  while (reader.option(',')) items.push(readItem(reader))
  const from = reader.option('from') ? readFrom(reader) : undefined
  if (from === undefined) reader.nothingElse()
  const lateralViews = from === undefined ? [] : readLateralViews(reader)
  const where = readCondition(reader, 'where')
  const groupBy = readGroupBy(reader)
  const having = readCondition(reader, 'having')
  const qualify = readCondition(reader, 'qualify')
  const windows = reader.accept('window') ? readWindows(reader) : []
  const clauses = { ...(where && { where }), ...(groupBy && { groupBy }), ...(having && { having }) }
  return {
    kind: 'select',
    distinct,
    items,
    ...(from && { from }),
    lateralViews,
    ...clauses,
    ...(qualify && { qualify }),
    windows,
    ctes: [],
    orderBy: [],
    ...reader.since(start),
  }
}

/** ALL says nothing; a column may have that name. */
function readQuantifier(reader: TokenReader): boolean {
  const named = reader.at('all') && [',', 'from', '.', '(', '='].includes(reader.peek(1).key)
  if (!named) reader.accept('all')
  return reader.accept('distinct')
}

function checkHasItems(reader: TokenReader): void {
  const { kind, key } = reader.peek()
  if (kind === 'end' || ['from', 'where', ';', ')'].includes(key))
    throw reader.error('SELECT without columns: write what to select, or * for all')
}

function readCondition(reader: TokenReader, word: 'where' | 'having' | 'qualify'): Expression | undefined {
  const found = word === 'qualify' ? reader.accept(word) : reader.option(word)
  return found ? readExpression(reader, `a condition after ${word.toUpperCase()}`) : undefined
}

function readItem(reader: TokenReader): SelectItem {
  const { start } = reader.peek()
  if (atStar(reader)) return readStar(reader)
  const value = readExpression(reader, 'a column or an expression')
  const aliases = readAliases(reader, value)
  return { kind: 'expression', value, aliases, ...reader.since(start) }
}

/** `*`, `t.*` */
function atStar(reader: TokenReader): boolean {
  let ahead = 0
  const atPart = () => ['word', 'quoted name'].includes(reader.peek(ahead).kind)
  while (atPart() && reader.peek(ahead + 1).key === '.') ahead += 2
  return reader.peek(ahead).key === '*'
}

function readStar(reader: TokenReader): SelectItem {
  const { start } = reader.peek()
  const qualifier: Name[] = []
  while (!reader.accept('*')) {
    qualifier.push(readMemberName(reader))
    reader.expect('.')
  }
  const except = atExcept(reader) ? readExcept(reader) : []
  return { kind: 'star', qualifier, except, ...reader.since(start) }
}

/** `* except (a, b)`, which `select * except (select …)` is not. */
function atExcept(reader: TokenReader): boolean {
  return reader.at('except', '(') && [',', ')'].includes(reader.peek(3).key)
}

function readExcept(reader: TokenReader): Name[] {
  reader.expect('except')
  return readNameList(reader, 'the name of a column')
}

function readAliases(reader: TokenReader, value: Expression): readonly Name[] {
  const as = reader.accept('as')
  const several = as || value.kind === 'call'
  if (several && reader.at('(')) return readNameList(reader, 'the name of a column')
  if (as || reader.peek().kind === 'text') return [readName(reader, 'an alias')]
  const alias = readBareAlias(reader)
  return alias ? [alias] : []
}
