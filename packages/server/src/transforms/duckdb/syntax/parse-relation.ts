import type { Expression, Name, Query, Relation, SelectQuery } from './ast.ts'
import { readBareAlias, readName, readNameList, readPath } from './names.ts'
import { readCall } from './parse-call.ts'
import { readExpression } from './parse-expression.ts'
import { readJoin } from './parse-join.ts'
import { atQuery, atRestOfQuery, readQuery, readRestOfQuery } from './parse-query.ts'
import { selectAll } from './select-all.ts'
import type { TokenReader } from './token-reader.ts'

/** `a join b on …, c` after FROM: a comma is a cross join that binds less than the others. */
export function readFrom(reader: TokenReader): Relation {
  const { start } = reader.peek()
  let left = readJoined(reader)
  while (reader.option(',')) {
    const right = readJoined(reader)
    left = { kind: 'join', join: 'cross', natural: false, left, right, using: [], ...reader.since(start) }
  }
  return left
}

function readJoined(reader: TokenReader): Relation {
  const { start } = reader.peek()
  let left = readRelation(reader)
  for (let join = readJoin(reader, start, left); join !== undefined; join = readJoin(reader, start, left))
    left = join
  return left
}

/** One table, subquery, VALUES or function, or joined ones in brackets. */
export function readRelation(reader: TokenReader): Relation {
  const { start } = reader.peek()
  const relation = withAlias(reader, start, readBare(reader))
  refuseRest(reader)
  return relation
}

function readBare(reader: TokenReader): Relation {
  const { start } = reader.peek()
  if (reader.at('(')) return readInBrackets(reader)
  if (reader.at('values') && atQuery(reader)) return readValues(reader)
  if (reader.at('lateral')) throw reader.error('LATERAL before a subquery cannot be run here')
  const name = readPath(reader, 'a table')
  const [function_] = name
  if (function_ !== undefined && name.length === 1 && reader.at('(')) {
    const call = readCall(reader, function_)
    return { kind: 'table function', call, columns: [], ...reader.since(start) }
  }
  return { kind: 'table', name, columns: [], ...reader.since(start) }
}

/** `(select …)`, `((select …) union (select …))`, `(a join b)` */
function readInBrackets(reader: TokenReader): Relation {
  const open = reader.next()
  // VALUES may be the first of joined tables or of a UNION's queries: that is found out behind it.
  const query = atQuery(reader) && !reader.at('values')
  const relation = query ? subqueryOf(readQuery(reader)) : reader.nested(() => readFrom(reader))
  const whole = goesOn(reader, relation)
  reader.close(open)
  return whole
}

function goesOn(reader: TokenReader, first: Relation): Relation {
  if (!atRestOfQuery(reader)) return first
  if (first.kind === 'values') return subqueryOf(readRestOfQuery(reader, first.start, selectAll(first)))
  if (first.kind !== 'subquery' || first.alias !== undefined) return first
  return subqueryOf(readRestOfQuery(reader, first.start, first.query))
}

function subqueryOf(query: Query): Relation {
  return { kind: 'subquery', query, columns: [], start: query.start, end: query.end }
}

interface Alias {
  readonly alias?: Name
  readonly columns: readonly Name[]
}

function withAlias(reader: TokenReader, start: number, relation: Relation): Relation {
  const alias = readTableAlias(reader)
  const span = reader.since(start)
  if (alias.alias === undefined) return relation
  // An alias of what has one already, or of joined tables, hides what is inside: as a subquery does.
  const named = relation.kind === 'join' || relation.alias !== undefined
  return { ...(named ? subqueryOf(selectAll(relation)) : relation), ...alias, ...span }
}

/** `as t (a, b)`; the column list needs the name. */
function readTableAlias(reader: TokenReader): Alias {
  const as = reader.accept('as') || reader.peek().kind === 'text'
  const alias = as ? readName(reader, 'an alias') : readBareAlias(reader)
  if (alias === undefined) return { columns: [] }
  return { alias, columns: reader.at('(') ? readNameList(reader, 'the name of a column') : [] }
}

/** What Spark knows and a micro-batch has no use for. */
function refuseRest(reader: TokenReader): void {
  const word = reader.peek().key
  if (word === 'tablesample')
    throw reader.error('TABLESAMPLE cannot be run here: a condition on rand() takes a sample')
  if (word === 'pivot' || word === 'unpivot')
    throw reader.error(`${word.toUpperCase()} cannot be run here: write the columns with CASE`)
}

/** `values (1, 'a'), (2, 'b')` */
function readValues(reader: TokenReader): Relation {
  const { start } = reader.expect('values')
  const rows = [readRow(reader)]
  while (reader.option(',')) rows.push(readRow(reader))
  return { kind: 'values', rows, columns: [], ...reader.since(start) }
}

function readRow(reader: TokenReader): readonly Expression[] {
  const row = readExpression(reader, 'a row of VALUES')
  return row.kind === 'tuple' ? row.items : [row]
}

/** VALUES where a query stands. */
export function readValuesQuery(reader: TokenReader): SelectQuery {
  const { start } = reader.peek()
  return selectAll(withAlias(reader, start, readValues(reader)))
}

/** `table t`: all of it. */
export function readTableQuery(reader: TokenReader): SelectQuery {
  const { start } = reader.expect('table')
  const name = readPath(reader, 'a table')
  return selectAll({ kind: 'table', name, columns: [], ...reader.since(start) })
}
