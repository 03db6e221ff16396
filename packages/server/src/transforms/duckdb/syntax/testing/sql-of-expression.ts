import type {
  CallExpression,
  Expression,
  FrameBound,
  Literal,
  Name,
  SortItem,
  StarArgument,
  TypeName,
  Window,
} from '../ast.ts'
import { sqlOfQuery } from './sql-of-query.ts'

/** SQL that says what the tree says, every operator in brackets: its precedence is the tree's, not the grammar's. */
export function sqlOf(expression: Expression | StarArgument): string {
  switch (expression.kind) {
    case 'star':
      return '*'
    case 'literal':
      return literalSql(expression.literal)
    case 'column':
      return pathSql(expression.path)
    case 'member':
      return `(${sqlOf(expression.base)}).${nameSql(expression.name)}`
    case 'index':
      return `(${sqlOf(expression.base)})[${sqlOf(expression.index)}]`
    case 'unary':
      return `(${expression.operator} ${sqlOf(expression.value)})`
    case 'binary':
      return `(${sqlOf(expression.left)} ${expression.operator} ${sqlOf(expression.right)})`
    case 'cast':
      return `cast(${sqlOf(expression.value)} as ${typeSql(expression.type)})`
    case 'call':
      return callSql(expression)
    case 'interval':
      return `interval ${expression.parts.map(({ value, unit }) => `${bare(sqlOf(value))} ${unit}s`).join(' ')}`
    case 'lambda':
      return `(${namesSql(expression.parameters)}) -> ${sqlOf(expression.body)}`
    case 'tuple':
      return `(${listSql(expression.items)})`
    case 'subquery':
      return `(${sqlOfQuery(expression.query)})`
    case 'exists':
      return `exists (${sqlOfQuery(expression.query)})`
    default:
      return testSql(expression)
  }
}

type Test = Extract<Expression, { kind: 'is' | 'between' | 'in' | 'like' | 'case' }>

function testSql(test: Test): string {
  if (test.kind === 'case') return caseSql(test)
  const value = sqlOf(test.value)
  const not = test.negated ? 'not ' : ''
  switch (test.kind) {
    case 'is':
      return `(${value} is ${not}${test.test}${test.other ? ` ${sqlOf(test.other)}` : ''})`
    case 'between':
      return `(${value} ${not}between ${sqlOf(test.low)} and ${sqlOf(test.high)})`
    case 'in':
      return `(${value} ${not}in (${'kind' in test.choices ? sqlOfQuery(test.choices) : listSql(test.choices)}))`
    case 'like':
      return `(${value} ${not}${test.operator} ${sqlOf(test.pattern)}${test.escape ? ` escape ${sqlOf(test.escape)}` : ''})`
  }
}

function caseSql(test: Extract<Expression, { kind: 'case' }>): string {
  const subject = test.subject ? `${sqlOf(test.subject)} ` : ''
  const branches = test.branches.map(({ when, then }) => `when ${sqlOf(when)} then ${sqlOf(then)}`)
  return `case ${subject}${branches.join(' ')}${test.otherwise ? ` else ${sqlOf(test.otherwise)}` : ''} end`
}

function callSql(call: CallExpression): string {
  const parts = [`${call.name.text}(${call.distinct ? 'distinct ' : ''}${listSql(call.arguments)})`]
  if (call.withinGroup) parts.push(`within group (order by ${sortSql(call.withinGroup)})`)
  if (call.filter) parts.push(`filter (where ${sqlOf(call.filter)})`)
  if (call.ignoreNulls !== undefined) parts.push(call.ignoreNulls ? 'ignore nulls' : 'respect nulls')
  if (call.over) parts.push(`over ${windowSql(call.over)}`)
  return parts.join(' ')
}

export function windowSql({ base, partitionBy, orderBy, frame }: Window): string {
  const parts = base ? [nameSql(base)] : []
  if (partitionBy.length > 0) parts.push(`partition by ${listSql(partitionBy)}`)
  if (orderBy.length > 0) parts.push(`order by ${sortSql(orderBy)}`)
  if (frame) parts.push(`${frame.unit} between ${boundSql(frame.start)} and ${boundSql(frame.end)}`)
  return `(${parts.join(' ')})`
}

function boundSql(bound: FrameBound): string {
  return 'distance' in bound ? `${sqlOf(bound.distance)} ${bound.kind}` : bound.kind
}

export function sortSql(items: readonly SortItem[]): string {
  return items
    .map(({ value, descending, nulls }) => {
      return `${sqlOf(value)} ${descending ? 'desc' : 'asc'}${nulls ? ` nulls ${nulls}` : ''}`
    })
    .join(', ')
}

function typeSql(type: TypeName): string {
  switch (type.kind) {
    case 'simple':
      return type.arguments.length > 0 ? `${type.name}(${type.arguments.join(', ')})` : type.name
    case 'array':
      return `array<${typeSql(type.element)}>`
    case 'map':
      return `map<${typeSql(type.key)}, ${typeSql(type.value)}>`
    case 'struct':
      return `struct<${type.members.map((member) => `${nameSql(member.name)}: ${typeSql(member.type)}`).join(', ')}>`
  }
}

const suffixes = { tinyint: 'Y', smallint: 'S', int: '', bigint: 'L', decimal: 'BD', double: 'D', float: 'F' }

function literalSql(literal: Literal): string {
  switch (literal.type) {
    case 'null':
      return 'null'
    case 'boolean':
      return String(literal.value)
    case 'string':
      return textSql(literal.value)
    case 'date':
    case 'timestamp':
      return `${literal.type} ${textSql(literal.value)}`
    case 'binary':
      return `x'${literal.value}'`
    default:
      return `${'digits' in literal ? literal.digits : literal.text}${suffixes[literal.type]}`
  }
}

/** `\%` and `\_` are what those two give, so a backslash before them is left alone. */
function textSql(text: string): string {
  return `'${text.replace(/\\(?![%_])|'/g, '\\$&')}'`
}

export function nameSql({ text }: Name): string {
  return /^[a-z]\d?$/.test(text) ? text : `\`${text.replaceAll('`', '``')}\``
}

export function pathSql(path: readonly Name[]): string {
  return path.map(nameSql).join('.')
}

export function namesSql(all: readonly Name[]): string {
  return all.map(nameSql).join(', ')
}

export function listSql(all: readonly (Expression | StarArgument)[]): string {
  return all.map(sqlOf).join(', ')
}

/** A number of an interval may have a sign, and no brackets. */
function bare(sql: string): string {
  return sql.replace(/^\((.*)\)$/, '$1')
}
