import type { GeneratorRow } from '../functions/function.ts'
import { generatorNamed } from '../functions/index.ts'
import type { CallExpression, JoinRelation, LateralView, Name, Relation, Span } from '../syntax/ast.ts'
import { TextError } from '../syntax/text-error.ts'
import { commonTypeOf } from '../types/coercion.ts'
import { typeName } from '../types/sql-type.ts'
import { castTo } from './coerce.ts'
import { compile, condition } from './expression.ts'
import { type Generated, generate, orOneNull, unnested } from './generator.ts'
import { compare } from './operators.ts'
import type { Place, Table } from './place.ts'
import { renamed } from './renamed.ts'
import type { Column, Scope, Source } from './scope.ts'

/** FROM as SQL, and what it lets expressions see. */
export interface From {
  readonly sql: string
  readonly scope: Scope
}

export function compileRelation(relation: Relation, place: Place): From {
  switch (relation.kind) {
    case 'table': {
      const table = tableNamed(relation.name, place)
      const last = relation.name.at(-1)
      return tableFrom(table, relation.alias?.text ?? last?.text, relation.columns, place, relation)
    }
    case 'subquery': {
      const alias = relation.alias
      const query = place.compileQuery(relation.query, { ...place, scope: { sources: [], columns: [] } })
      const { sql, columns } = alias ? renamed(query, relation.columns, alias) : query
      return tableFrom({ sql: `(${sql})`, columns }, alias?.text, [], place, relation)
    }
    case 'values':
      return values(relation, place)
    case 'table function':
      return tableFunction(relation, place)
    case 'join':
      return join(relation, place)
  }
}

function tableNamed(path: readonly Name[], { ctes, translation }: Place): Table {
  const name = path.map((part) => part.text).join('.')
  const known = ctes.get(name.toLowerCase()) ?? translation.tables.get(name.toLowerCase())
  if (known) return known
  const [first] = path
  throw new TextError(
    `table '${name}' does not exist: the tables are ${tablesText([...ctes.keys(), ...translation.tableNames])}`,
    { start: first?.start ?? 0, end: path.at(-1)?.end ?? 0 },
  )
}

/** Only repos that the query names are looked up, so the others have no names here. */
const tablesText = (names: readonly string[]): string =>
  names.length > 0 ? `${names.join(', ')} and the other repos of the account` : 'the repos of the account'

/** What a column of FROM counts, in characters: each join hands on those of all tables before it. */
const columnCost = 500

function tableFrom(
  table: Table,
  name: string | undefined,
  columnNames: readonly Name[],
  place: Place,
  at: Span,
): From {
  const alias = place.translation.newName('t')
  if (columnNames.length > 0 && columnNames.length !== table.columns.length)
    throw new TextError(
      `'${name}' has ${table.columns.length} columns, and ${columnNames.length} names are given for them`,
      columnNames[0] ?? { start: 0, end: 0 },
    )
  const columns = table.columns.map((column, i) => ({
    name: columnNames[i]?.text ?? column.name,
    sql: `${alias}.${column.column}`,
    type: column.type,
  }))
  place.translation.count(columns.length * columnCost, at)
  const source: Source = { name, columns }
  return { sql: `${table.sql} as ${alias}`, scope: { sources: [source], columns } }
}

function values(relation: Extract<Relation, { kind: 'values' }>, place: Place): From {
  const bare: Place = { ...place, scope: { sources: [], columns: [] }, clause: 'VALUES' }
  const rows = relation.rows.map((row) => row.map((item) => compile(item, bare)))
  const width = rows[0]?.length ?? 0
  const uneven = relation.rows.find((row) => row.length !== width)
  if (uneven) throw new TextError('the rows of VALUES have different numbers of columns', relation)
  const columns = Array.from({ length: width }, (_, i) => {
    const cells = rows.flatMap((row) => row.slice(i, i + 1))
    const type = commonTypeOf(cells.map((cell) => cell.type))
    if (!type)
      throw new TextError(
        `column ${i + 1} of VALUES holds types that do not go together: ${cells.map((cell) => typeName(cell.type)).join(', ')}`,
        relation,
      )
    return { name: `col${i + 1}`, column: `c${i}`, type }
  })
  const texts = rows.map(
    (row) =>
      `(${row.map((cell, i) => castTo(cell, columns[i]?.type ?? cell.type, place.translation.timeZone).sql).join(', ')})`,
  )
  const names = columns.map(({ column }) => column).join(', ')
  const sql = `(select * from (values ${texts.join(', ')}) as v(${names}))`
  return tableFrom({ sql, columns }, relation.alias?.text, relation.columns, place, relation)
}

function tableFunction(relation: Extract<Relation, { kind: 'table function' }>, place: Place): From {
  const row = knownGenerator(relation.call)
  const made = generate(relation.call, row, { ...place, scope: { sources: [], columns: [] } })
  const columns = made.columns.map((column, i) => ({ ...column, column: `c${i}` }))
  return tableFrom(
    { sql: `(${made.table})`, columns },
    relation.alias?.text,
    relation.columns,
    place,
    relation,
  )
}

export function knownGenerator(call: CallExpression): GeneratorRow {
  const row = generatorNamed(call.name.text)
  if (row) return row
  throw new TextError(
    `${call.name.text} makes no rows: LATERAL VIEW and FROM take explode, posexplode, inline, stack and json_tuple`,
    call.name,
  )
}

/** A LATERAL VIEW behind what FROM has so far. */
export function lateralView(from: From, view: LateralView, place: Place): From {
  const row = knownGenerator(view.call)
  const made = generate(view.call, row, { ...place, scope: from.scope })
  if (view.columns.length > 0 && view.columns.length !== made.columns.length)
    throw new TextError(
      `${view.call.name.text} makes ${made.columns.length} columns, and ${view.columns.length} names are given for them`,
      view.columns[0] ?? view,
    )
  const lists = view.outer && !made.outer ? made.lists.map(orOneNull) : made.lists
  const columns = made.columns.map(({ name, type }, i) => ({ name: view.columns[i]?.text ?? name, type }))
  const { from: inner, added } = exploded(from, { lists, columns }, undefined, place)
  const source: Source = { name: view.table?.text, columns: added }
  return { sql: inner.sql, scope: merged(inner.scope, { sources: [source], columns: added }) }
}

/**
 * FROM with lists beside it, a row for each of their elements: one SELECT of all its columns and `unnest`, which keeps the
 * order of the records. `added`: the columns of the lists, which names do not see yet.
 */
export function exploded(
  from: From,
  made: Pick<Generated, 'lists' | 'columns'>,
  where: string | undefined,
  place: Place,
): { from: From; added: readonly Column[] } {
  const alias = place.translation.newName('t')
  const all = [...new Set([...from.scope.columns, ...from.scope.sources.flatMap((source) => source.columns)])]
  const moved = new Map(all.map((column, i) => [column, { ...column, sql: `${alias}.c${i}` }]))
  const items = [...all.map((column, i) => `${column.sql} as c${i}`), ...unnested(made.lists, all.length)]
  const clauses = [...(from.sql === '' ? [] : [`from ${from.sql}`]), ...(where ? [`where ${where}`] : [])]
  const there = (column: Column) => moved.get(column) ?? column
  const scope: Scope = {
    sources: from.scope.sources.map((source) => ({ ...source, columns: source.columns.map(there) })),
    columns: from.scope.columns.map(there),
  }
  const added = made.columns.map(({ name, type }, i) => ({ name, type, sql: `${alias}.c${all.length + i}` }))
  return {
    from: { sql: `(${[`select ${items.join(', ')}`, ...clauses].join(' ')}) as ${alias}`, scope },
    added,
  }
}

const merged = (left: Scope, right: Scope): Scope => ({
  sources: [...left.sources, ...right.sources],
  columns: [...left.columns, ...right.columns],
})

function join(relation: JoinRelation, place: Place): From {
  const left = compileRelation(relation.left, place)
  const right = compileRelation(relation.right, place)
  refuseSameName(left.scope, right.scope, relation)
  const both = merged(left.scope, right.scope)
  const rightSql = relation.right.kind === 'join' ? `(${right.sql})` : right.sql
  const kind = relation.join === 'left semi' ? 'semi' : relation.join === 'left anti' ? 'anti' : relation.join
  const using = relation.natural ? sharedNames(left.scope, right.scope) : relation.using
  if (using.length > 0) {
    const { condition: on, scope } = usingCondition(using, left.scope, right.scope, relation, place)
    return {
      sql: `${left.sql} ${kind} join ${rightSql} on ${on}`,
      scope: onlyLeft(kind) ? left.scope : scope,
    }
  }
  const scope = onlyLeft(kind) ? left.scope : both
  if (!relation.on) {
    if (kind !== 'cross' && kind !== 'inner')
      return { sql: `${left.sql} ${kind} join ${rightSql} on true`, scope }
    return { sql: `${left.sql} cross join ${rightSql}`, scope }
  }
  const inner: Place = {
    ...place,
    scope: both,
    clause: 'ON',
    allows: { aggregates: false, windows: false },
    grouping: undefined,
    loose: [],
  }
  const on = condition(compile(relation.on, inner))
  return { sql: `${left.sql} ${kind === 'cross' ? 'inner' : kind} join ${rightSql} on ${on.sql}`, scope }
}

const onlyLeft = (kind: string): boolean => kind === 'semi' || kind === 'anti'

function refuseSameName(left: Scope, right: Scope, relation: JoinRelation): void {
  for (const { name } of right.sources) {
    if (name === undefined) continue
    if (left.sources.some((other) => other.name?.toLowerCase() === name.toLowerCase()))
      throw new TextError(
        `two tables are called '${name}': give one of them another name with AS`,
        relation.right,
      )
  }
}

function sharedNames(left: Scope, right: Scope): Name[] {
  const names = new Set(right.columns.map(({ name }) => name.toLowerCase()))
  return left.columns
    .filter(({ name }) => names.has(name.toLowerCase()))
    .map(({ name }) => ({ text: name, start: 0, end: 0 }))
}

/** Equal columns of both sides, which `*` and bare names see once. */
function usingCondition(
  using: readonly Name[],
  left: Scope,
  right: Scope,
  relation: JoinRelation,
  place: Place,
) {
  const { timeZone } = place.translation
  const pairs = using.map((name) => {
    const [a, b] = [left, right].map((scope) =>
      scope.columns.find((column) => column.name.toLowerCase() === name.text.toLowerCase()),
    )
    if (!a || !b)
      throw new TextError(`USING (${name.text}): both tables must have this column`, name, name.text)
    return { a, b }
  })
  const conditions = pairs.map(
    ({ a, b }) => compare('=', { ...a, at: relation }, { ...b, at: relation }, relation, timeZone).sql,
  )
  const shared = pairs.map(({ a, b }): Column => {
    if (relation.join === 'right') return { ...b, name: a.name }
    if (relation.join !== 'full') return a
    const type = commonTypeOf([a.type, b.type]) ?? a.type
    const sides = [a, b].map((column) => castTo({ ...column, at: relation }, type, timeZone).sql)
    return { name: a.name, type, sql: `coalesce(${sides.join(', ')})` }
  })
  const others = [...left.columns, ...right.columns].filter(
    (column) => !pairs.some(({ a, b }) => column === a || column === b),
  )
  return {
    condition: conditions.join(' and '),
    scope: { sources: [...left.sources, ...right.sources], columns: [...shared, ...others] },
  }
}
