import type { Expression, Frame, FrameBound, SelectQuery, Window } from './ast.ts'
import { nameOf, readName } from './names.ts'
import { readExpression } from './parse-expression.ts'
import { readSortItems } from './parse-sort-items.ts'
import type { TokenReader } from './token-reader.ts'

/** `w as (…), v as (…)` after WINDOW */
export function readWindows(reader: TokenReader): SelectQuery['windows'] {
  const windows = [readNamedWindow(reader)]
  while (reader.option(',')) windows.push(readNamedWindow(reader))
  return windows
}

function readNamedWindow(reader: TokenReader): SelectQuery['windows'][number] {
  const name = readName(reader, 'the name of a window')
  reader.expect('as')
  return { name, window: readWindow(reader) }
}

/** `w` or `(partition by a order by b rows …)`, after OVER */
export function readWindow(reader: TokenReader): Window {
  if (!reader.at('('))
    return { base: readName(reader, "'(' or the name of a window"), partitionBy: [], orderBy: [] }
  const open = reader.next()
  const base = atBase(reader) ? nameOf(reader.next()) : undefined
  const partitionBy = readPartition(reader)
  const orderBy =
    reader.accept('sort', 'by') || reader.option('order', 'by') ? readSortItems(reader, 'ORDER BY') : []
  const frame = readFrame(reader)
  reader.close(open)
  return { ...(base && { base }), partitionBy, orderBy, ...(frame && { frame }) }
}

const parts: ReadonlySet<string> = new Set(['partition', 'distribute', 'cluster', 'order', 'sort'])

function atBase(reader: TokenReader): boolean {
  const { kind, key } = reader.peek()
  if (kind === 'quoted name') return true
  if (kind !== 'word') return false
  const begins = (parts.has(key) && reader.peek(1).key === 'by') || key === 'rows' || key === 'range'
  return !begins || reader.peek(1).key === ')'
}

function readPartition(reader: TokenReader): Expression[] {
  const found =
    reader.accept('distribute', 'by') || reader.accept('cluster', 'by') || reader.option('partition', 'by')
  if (!found) return []
  const keys = [readExpression(reader, 'a column or an expression after PARTITION BY')]
  while (reader.option(',')) keys.push(readExpression(reader, 'a column or an expression'))
  return keys
}

function readFrame(reader: TokenReader): Frame | undefined {
  const { start } = reader.peek()
  const unit = reader.option('rows') ? 'rows' : reader.option('range') ? 'range' : undefined
  if (unit === undefined) return undefined
  const bounds = reader.accept('between') ? readBetween(reader) : withCurrentRow(readBound(reader))
  return { unit, ...bounds, at: reader.since(start) }
}

interface Bounds {
  readonly start: FrameBound
  readonly end: FrameBound
}

function readBetween(reader: TokenReader): Bounds {
  const start = readBound(reader)
  reader.expect('and')
  return { start, end: readBound(reader) }
}

/** `rows 2 preceding` ends at the current row; `rows 2 following`, which Spark refuses and the docs allow, begins there. */
function withCurrentRow(bound: FrameBound): Bounds {
  const current: FrameBound = { kind: 'current row' }
  const after = bound.kind === 'following' || bound.kind === 'unbounded following'
  return after ? { start: current, end: bound } : { start: bound, end: current }
}

function readBound(reader: TokenReader): FrameBound {
  if (reader.accept('current', 'row')) return { kind: 'current row' }
  if (reader.accept('unbounded', 'preceding')) return { kind: 'unbounded preceding' }
  if (reader.accept('unbounded', 'following')) return { kind: 'unbounded following' }
  const distance = readExpression(reader, 'CURRENT ROW, UNBOUNDED or a number of rows')
  if (reader.accept('preceding')) return { kind: 'preceding', distance }
  if (reader.accept('following')) return { kind: 'following', distance }
  throw reader.unexpected('PRECEDING', 'FOLLOWING')
}
