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
import { printQuery } from './print-query.ts'

/** An expression with its operator first and every bracket written: `(+ 1 (* 2 a.b))`. Shows the tree, not the text. */
export function printExpression(expression: Expression | StarArgument): string {
  switch (expression.kind) {
    case 'star':
      return '*'
    case 'literal':
      return printLiteral(expression.literal)
    case 'column':
      return printPath(expression.path)
    case 'member':
      return list('.', printExpression(expression.base), expression.name.text)
    case 'index':
      return list('[]', printExpression(expression.base), printExpression(expression.index))
    case 'unary':
      return list(expression.operator, printExpression(expression.value))
    case 'binary':
      return list(expression.operator, printExpression(expression.left), printExpression(expression.right))
    case 'cast':
      return list('cast', printExpression(expression.value), printType(expression.type))
    case 'call':
      return printCall(expression)
    case 'interval':
      return list(
        'interval',
        ...expression.parts.map(({ value, unit }) => `${printExpression(value)}:${unit}`),
      )
    case 'lambda':
      return list('->', `[${names(expression.parameters)}]`, printExpression(expression.body))
    case 'tuple':
      return list('tuple', ...expression.items.map(printExpression))
    case 'subquery':
      return printQuery(expression.query)
    case 'exists':
      return list('exists', printQuery(expression.query))
    default:
      return printTest(expression)
  }
}

type Test = Extract<Expression, { kind: 'is' | 'between' | 'in' | 'like' | 'case' }>

function printTest(test: Test): string {
  if (test.kind === 'case') return printCase(test)
  const word = `${test.negated ? 'not-' : ''}${test.kind === 'like' ? test.operator : test.kind}`
  const value = printExpression(test.value)
  switch (test.kind) {
    case 'is':
      return list(`${word}-${test.test.replace(' ', '-')}`, value, ...maybe(test.other))
    case 'between':
      return list(word, value, printExpression(test.low), printExpression(test.high))
    case 'in':
      return 'kind' in test.choices
        ? list(word, value, printQuery(test.choices))
        : list(word, value, ...test.choices.map(printExpression))
    case 'like':
      return list(word, value, printExpression(test.pattern), ...maybe(test.escape))
  }
}

function printCase(test: Extract<Expression, { kind: 'case' }>): string {
  const branches = test.branches.map(({ when, then }) => `${printExpression(when)}=>${printExpression(then)}`)
  return list('case', ...maybe(test.subject), ...branches, ...maybe(test.otherwise))
}

function printCall(call: CallExpression): string {
  const values = call.arguments.map(printExpression).join(', ')
  const parts = [`${call.name.text}(${call.distinct ? 'distinct ' : ''}${values})`]
  if (call.ignoreNulls !== undefined) parts.push(call.ignoreNulls ? 'ignore-nulls' : 'respect-nulls')
  if (call.withinGroup) parts.push(`within[${printSort(call.withinGroup)}]`)
  if (call.filter) parts.push(`filter[${printExpression(call.filter)}]`)
  if (call.over) parts.push(`over[${printWindow(call.over)}]`)
  return parts.join(' ')
}

export function printWindow({ base, partitionBy, orderBy, frame }: Window): string {
  const parts = base ? [base.text] : []
  if (partitionBy.length > 0) parts.push(`partition ${partitionBy.map(printExpression).join(', ')}`)
  if (orderBy.length > 0) parts.push(`order ${printSort(orderBy)}`)
  if (frame) parts.push(`${frame.unit} ${printBound(frame.start)}..${printBound(frame.end)}`)
  return parts.join(' ')
}

function printBound(bound: FrameBound): string {
  return 'distance' in bound ? `${printExpression(bound.distance)} ${bound.kind}` : bound.kind
}

export function printSort(items: readonly SortItem[]): string {
  return items
    .map(({ value, descending, nulls }) => {
      return `${printExpression(value)}${descending ? ' desc' : ''}${nulls ? ` nulls-${nulls}` : ''}`
    })
    .join(', ')
}

export function printType(type: TypeName): string {
  switch (type.kind) {
    case 'simple':
      return type.arguments.length > 0 ? `${type.name}(${type.arguments.join(',')})` : type.name
    case 'array':
      return `array<${printType(type.element)}>`
    case 'map':
      return `map<${printType(type.key)},${printType(type.value)}>`
    case 'struct':
      return `struct<${type.members.map((member) => `${member.name.text}:${printType(member.type)}`).join(',')}>`
  }
}

const suffixes = { tinyint: 'Y', smallint: 'S', int: '', bigint: 'L', decimal: 'BD', double: 'D', float: 'F' }

function printLiteral(literal: Literal): string {
  switch (literal.type) {
    case 'null':
      return 'null'
    case 'boolean':
      return String(literal.value)
    case 'string':
      return JSON.stringify(literal.value)
    case 'date':
    case 'timestamp':
    case 'binary':
      return `${literal.type}${JSON.stringify(literal.value)}`
    default:
      return `${'digits' in literal ? literal.digits : literal.text}${suffixes[literal.type]}`
  }
}

export function printPath(path: readonly Name[]): string {
  return path.map(({ text }) => (/^\w+$/.test(text) ? text : `\`${text}\``)).join('.')
}

export function names(all: readonly Name[]): string {
  return all.map(({ text }) => text).join(', ')
}

function maybe(expression: Expression | undefined): string[] {
  return expression ? [printExpression(expression)] : []
}

function list(...parts: readonly string[]): string {
  return `(${parts.join(' ')})`
}
