import type { CallExpression, Expression, Name } from './ast.ts'
import { atAlias } from './names.ts'
import { type Arguments, readArguments } from './parse-arguments.ts'
import { readExpression } from './parse-expression.ts'
import { readSortItems } from './parse-sort-items.ts'
import { readWindow } from './parse-window.ts'
import type { TokenReader } from './token-reader.ts'

/** `f(a, b)` after its name, with FILTER, WITHIN GROUP, IGNORE NULLS and OVER. */
export function readCall(reader: TokenReader, name: Name): CallExpression {
  return readSuffixes(reader, readBareCall(reader, name))
}

/** `current_date` and its like are functions that need no brackets. */
export function atCallWithoutBrackets(reader: TokenReader): boolean {
  const { key } = reader.peek()
  const after = reader.peek(1).key
  return (key === 'current_date' || key === 'current_timestamp') && after !== '(' && after !== '.'
}

export function callWithoutBrackets(name: Name): CallExpression {
  return { kind: 'call', name, arguments: [], distinct: false, start: name.start, end: name.end }
}

function readBareCall(reader: TokenReader, name: Name): CallExpression {
  const open = reader.expect('(')
  const distinct = readQuantifier(reader)
  const none: Arguments = { function: name.text, values: [] }
  const found = !distinct && reader.at(')') ? none : readArguments(reader, name.text)
  const ignoreNulls = readNulls(reader)
  reader.close(open)
  return {
    kind: 'call',
    name: { ...name, text: found.function },
    arguments: found.values,
    distinct,
    ...(ignoreNulls !== undefined && { ignoreNulls }),
    ...reader.since(name.start),
  }
}

/** DISTINCT or ALL before the arguments; a column may have these names. */
function readQuantifier(reader: TokenReader): boolean {
  const after = reader.peek(1)
  if (after.kind === 'symbol' && !['(', '-', '*', '['].includes(after.key)) return false
  const distinct = reader.accept('distinct')
  if (!distinct) reader.accept('all')
  return distinct
}

function readNulls(reader: TokenReader): boolean | undefined {
  if (reader.accept('ignore', 'nulls')) return true
  return reader.accept('respect', 'nulls') ? false : undefined
}

type Suffixes = Partial<Pick<CallExpression, 'filter' | 'ignoreNulls' | 'withinGroup' | 'over'>>

function readSuffixes(reader: TokenReader, call: CallExpression): CallExpression {
  let whole = call
  for (;;) {
    const suffix = readSuffix(reader)
    if (suffix === undefined) return whole
    whole = { ...whole, ...suffix, ...reader.since(call.start) }
  }
}

function readSuffix(reader: TokenReader): Suffixes | undefined {
  if (reader.at('filter', '(')) return { filter: readFilter(reader) }
  if (reader.accept('within', 'group')) return { withinGroup: readWithinGroup(reader) }
  const ignoreNulls = readNulls(reader)
  if (ignoreNulls !== undefined) return { ignoreNulls }
  if (!reader.at('over') || (reader.peek(1).key !== '(' && !atAlias(reader, 1))) return undefined
  reader.next()
  return { over: readWindow(reader) }
}

function readFilter(reader: TokenReader): Expression {
  reader.expect('filter')
  const open = reader.expect('(')
  reader.expect('where')
  const filter = readExpression(reader, 'a condition after WHERE')
  reader.close(open)
  return filter
}

function readWithinGroup(reader: TokenReader): CallExpression['withinGroup'] {
  const open = reader.expect('(')
  reader.expect('order')
  reader.expect('by')
  const items = readSortItems(reader, 'ORDER BY')
  reader.close(open)
  return items
}
