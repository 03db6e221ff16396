import { likeSql } from '../functions/text/like.ts'
import { rlikeSql } from '../functions/text/rlike.ts'
import { onceMark } from '../macros/bound.ts'
import type {
  BetweenExpression,
  Expression,
  InExpression,
  IsExpression,
  LikeExpression,
  Query,
} from '../syntax/ast.ts'
import { TextError } from '../syntax/text-error.ts'
import { commonType, commonTypeOf, comparisonType } from '../types/coercion.ts'
import { booleanType, isNumeric, type SqlType, stringType, typeName } from '../types/sql-type.ts'
import type { Typed } from '../types/typed.ts'
import { castTo, implicitly } from './coerce.ts'
import { type Compile, compare } from './operators.ts'
import type { Place } from './place.ts'

export function isTest(node: IsExpression, value: Typed, other: Typed | undefined, place: Place): Typed {
  const not = node.negated ? 'not ' : ''
  if (node.test === 'distinct from' && other) {
    const same = compare('<=>', value, other, node, place.translation.timeZone)
    return node.negated ? same : { ...same, sql: `(not ${same.sql})` }
  }
  if (node.test === 'null' || node.test === 'unknown')
    return { sql: `(${value.sql} is ${not}null)`, type: booleanType, at: node }
  if (value.type.kind !== 'boolean' && value.type.kind !== 'null')
    throw new TextError(
      `IS ${node.test.toUpperCase()} needs true or false, and this is ${typeName(value.type)}`,
      value.at,
    )
  return { sql: `(${value.sql} is ${not}${node.test})`, type: booleanType, at: node }
}

export function between(node: BetweenExpression, value: Typed, low: Typed, high: Typed, place: Place): Typed {
  const { timeZone } = place.translation
  const from = compare('>=', value, low, node, timeZone)
  const to = compare('<=', value, high, node, timeZone)
  const sql = `(${from.sql} and ${to.sql})`
  return { sql: node.negated ? `(not ${sql})` : sql, type: booleanType, at: node }
}

export function inChoices(node: InExpression, place: Place, compile: Compile): Typed {
  const not = node.negated ? 'not ' : ''
  const { choices } = node
  if (isQuery(choices)) return inSubquery(node, choices, place, compile)
  const value = compile(node.value, place)
  const items = choices.map((choice) => compile(choice, place))
  const { timeZone } = place.translation
  const [first] = items
  // One choice is a comparison; several are brought to one type with the value, as Spark does.
  const all = [value, ...items]
  const type =
    items.length === 1 && first
      ? comparisonType(value.type, first.type)
      : commonTypeOf(all.map((item) => item.type))
  if (!type)
    throw new TextError(
      `the choices of IN do not go together with ${typeName(value.type)}: ${items.map((item) => typeName(item.type)).join(', ')}`,
      node,
    )
  const native = all.every((item) => isNumeric(item.type) || item.type.kind === 'null')
  const as = (item: Typed) => (native ? item.sql : castTo(item, type, timeZone).sql)
  return { sql: `(${as(value)} ${not}in (${items.map(as).join(', ')}))`, type: booleanType, at: node }
}

const isQuery = (choices: readonly Expression[] | Query): choices is Query => 'kind' in choices

/** `(a, b) in (select x, y …)`: a row with a NULL is in no list, and is not known not to be in one. */
function inSubquery(node: InExpression, query: Query, place: Place, compile: Compile): Typed {
  const { sql, columns } = place.compileQuery(query, place)
  const parts = node.value.kind === 'tuple' ? node.value.items : [node.value]
  if (columns.length !== parts.length)
    throw new TextError(
      `the subquery of IN must give ${parts.length} column${parts.length === 1 ? '' : 's'}, and it gives ${columns.length}`,
      node,
    )
  const { timeZone } = place.translation
  const alias = place.translation.newName('t')
  const pairs = parts.map((part, i): Pair => {
    const value = compile(part, place)
    const column = columns[i]
    // Unlike `=`, and as several choices in brackets: text and numbers are compared as text.
    const type = column && commonType(value.type, column.type)
    if (!column || !type)
      throw new TextError(
        `${typeName(value.type)} cannot be compared with the subquery's ${column ? typeName(column.type) : 'nothing'}`,
        node,
      )
    const inner: Typed = { sql: `${alias}.${column.column}`, type: column.type, at: node }
    return { value: castTo(value, type, timeZone).sql, column: castTo(inner, type, timeZone).sql }
  })
  const from = `from (${sql}) as ${alias}`
  return { sql: `(${onceMark}${inRows(pairs, from, node.negated)})`, type: booleanType, at: node }
}

interface Pair {
  readonly value: string
  readonly column: string
}

/** DuckDB compares rows as structs, in which NULL equals NULL. */
function inRows(pairs: readonly Pair[], from: string, negated: boolean): string {
  const [first] = pairs
  if (first && pairs.length === 1)
    return `${first.value} ${negated ? 'not ' : ''}in (select ${first.column} ${from})`
  if (negated) {
    const maybe = pairs.map(({ value, column }) => `coalesce(${value} = ${column}, true)`)
    return `not exists (select 1 ${from} where ${maybe.join(' and ')})`
  }
  const row = (texts: readonly string[]) => `(${texts.join(', ')})`
  const values = pairs.map(({ value }) => value)
  const columns = pairs.map(({ column }) => column)
  const known = (texts: readonly string[]) => texts.map((text) => `${text} is not null`).join(' and ')
  return `${known(values)} and ${row(values)} in (select ${row(columns)} ${from} where ${known(columns)})`
}

export function like(node: LikeExpression, place: Place, compile: Compile): Typed {
  const { timeZone } = place.translation
  const of = node.operator.toUpperCase()
  const value = implicitly(compile(node.value, place), stringType as SqlType, of, timeZone)
  const pattern = implicitly(compile(node.pattern, place), stringType as SqlType, of, timeZone)
  const refuse = (message: string): never => {
    throw new TextError(message, pattern.at)
  }
  const given = node.escape && compile(node.escape, place)
  if (given && (given.constant?.type !== 'string' || given.constant.value.length !== 1))
    throw new TextError('ESCAPE needs one character in quotes', given.at)
  const sign = given?.constant?.type === 'string' ? given.constant.value : '\\'
  const sql =
    node.operator === 'rlike'
      ? rlikeSql(value.sql, pattern, refuse)
      : likeSql(value.sql, pattern, sign, node.operator === 'ilike', refuse)
  return { sql: node.negated ? `(not ${sql})` : sql, type: booleanType, at: node }
}
