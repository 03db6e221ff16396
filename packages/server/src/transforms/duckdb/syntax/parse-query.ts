import type { Cte, Query, SetQuery } from './ast.ts'
import { readName, readNameList } from './names.ts'
import { checkOneQuery, checkStatement } from './other-statements.ts'
import { frameQuery, readFrame } from './parse-frame.ts'
import { readTableQuery, readValuesQuery } from './parse-relation.ts'
import { readSelect } from './parse-select.ts'
import { TokenReader } from './token-reader.ts'
import { checkTreeSize } from './tree-size.ts'

/** The tree of one query. Throws TextError for everything that is none, whatever the text is. */
export function parseQuery(text: string): Query {
  const reader = new TokenReader(text)
  checkStatement(reader)
  const query = readQuery(reader)
  checkOneQuery(reader)
  checkTreeSize(query)
  return query
}

const unions: ReadonlyMap<string, SetQuery['operator']> = new Map([
  ['union', 'union'],
  ['except', 'except'],
  ['minus', 'except'],
])

/** What follows a query in brackets and belongs to it: `((select 1) union (select 2))`. */
const queryGoesOn: ReadonlySet<string> = new Set([
  ...unions.keys(),
  'intersect',
  'order',
  'sort',
  'cluster',
  'distribute',
  'limit',
  'offset',
])

/** Whether a query begins here, rather than an expression or a table. */
export function atQuery(reader: TokenReader): boolean {
  if (reader.at('select')) return true
  if (reader.at('with')) return reader.peek(2).key === 'as' || reader.peek(2).key === '('
  if (reader.at('table')) return ['word', 'quoted name'].includes(reader.peek(1).kind)
  return reader.at('values') && (reader.at('values', '(') || ['number', 'text'].includes(reader.peek(1).kind))
}

/** Whether the query in brackets that was just read goes on here. */
export function atRestOfQuery(reader: TokenReader): boolean {
  return queryGoesOn.has(reader.peek().key)
}

/** WITH, SELECT, set operations, ORDER BY, LIMIT. */
export function readQuery(reader: TokenReader): Query {
  return reader.nested(() => {
    const { start } = reader.peek()
    const ctes = reader.accept('with') ? readCtes(reader) : []
    return readWhole(reader, start, ctes)
  })
}

/** The rest of a query whose first part, in brackets, was read already. */
export function readRestOfQuery(reader: TokenReader, start: number, first: Query): Query {
  return readWhole(reader, start, [], first)
}

function readWhole(reader: TokenReader, start: number, ctes: Cte[], first?: Query): Query {
  const body = readUnions(reader, start, first)
  const query = frameQuery(reader, start, ctes, body, readFrame(reader))
  if (unions.has(reader.peek().key) || reader.at('intersect'))
    throw reader.error(
      `${reader.peek().text.toUpperCase()} after ORDER BY or LIMIT: put the query before it in brackets`,
    )
  return query
}

function readCtes(reader: TokenReader): Cte[] {
  if (reader.at('recursive') && reader.peek(1).kind === 'word' && reader.peek(1).key !== 'as')
    throw reader.error('WITH RECURSIVE cannot be run here')
  const ctes = [readCte(reader)]
  while (reader.option(',')) ctes.push(readCte(reader))
  return ctes
}

function readCte(reader: TokenReader): Cte {
  const name = readName(reader, 'the name of a query after WITH')
  const columns = reader.at('(', 'select') || !reader.at('(') ? [] : readNameList(reader, 'a column name')
  reader.accept('as')
  const open = reader.expect('(')
  const query = readQuery(reader)
  reader.close(open)
  return { name, columns, query }
}

function readUnions(reader: TokenReader, start: number, first?: Query): Query {
  let left = readIntersects(reader, start, first)
  for (;;) {
    const operator = unions.get(reader.peek().key)
    if (operator === undefined) break
    reader.next()
    const all = readAll(reader)
    const right = readIntersects(reader, reader.peek().start)
    left = setQuery(reader, start, operator, all, left, right)
  }
  reader.mayFollow('UNION')
  return left
}

/** INTERSECT binds more than the others. */
function readIntersects(reader: TokenReader, start: number, first?: Query): Query {
  let left = first ?? readOperand(reader)
  while (reader.accept('intersect')) {
    const all = readAll(reader)
    left = setQuery(reader, start, 'intersect', all, left, readOperand(reader))
  }
  return left
}

function readAll(reader: TokenReader): boolean {
  const all = reader.accept('all')
  if (!all) reader.accept('distinct')
  return all
}

function setQuery(
  reader: TokenReader,
  start: number,
  operator: SetQuery['operator'],
  all: boolean,
  left: Query,
  right: Query,
): SetQuery {
  return { kind: 'set', operator, all, left, right, ctes: [], orderBy: [], ...reader.since(start) }
}

function readOperand(reader: TokenReader): Query {
  if (reader.at('select')) return readSelect(reader)
  if (reader.at('values')) return readValuesQuery(reader)
  if (reader.at('table')) return readTableQuery(reader)
  if (reader.at('from')) throw reader.error('a query begins with SELECT: FROM comes after its columns')
  if (!reader.at('(')) throw reader.unexpected('SELECT', 'WITH', 'VALUES', 'a query in brackets')
  const open = reader.next()
  const query = readQuery(reader)
  reader.close(open)
  return query
}
