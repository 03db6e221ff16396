import type {
  BinaryExpression,
  BinaryOperator,
  Expression,
  IntervalExpression,
  Span,
  UnaryExpression,
} from '../syntax/ast.ts'
import { TextError } from '../syntax/text-error.ts'
import { arithmeticType, comparisonType, isOrderable } from '../types/coercion.ts'
import { sortKey } from '../types/sort-key.ts'
import { bigintType, booleanType, isInteger, isNumeric, stringType, typeName } from '../types/sql-type.ts'
import type { Typed } from '../types/typed.ts'
import { arithmetic, wholeArithmetic } from './arithmetic.ts'
import { castTo, implicitly, numeric } from './coerce.ts'
import { grouped } from './grouping.ts'
import { addInterval } from './intervals.ts'
import { compileLiteral, negated } from './literal.ts'
import type { Place } from './place.ts'

export type Compile = (node: Expression, place: Place) => Typed

export function compileUnary(node: UnaryExpression, value: Typed, place: Place): Typed {
  const { timeZone } = place.translation
  if (node.operator === 'not') return { sql: `(not ${truth(value).sql})`, type: booleanType, at: node }
  if (node.operator === '~') {
    const whole = implicitly(value, isInteger(value.type) ? value.type : bigintType, '~', timeZone)
    return { sql: `(~${whole.sql})`, type: whole.type, at: node }
  }
  const number = numeric(value, node.operator, timeZone)
  if (node.operator === '+') return { ...number, at: node }
  if (node.value.kind === 'literal') {
    const literal = negated(node.value)
    if (literal) return compileLiteral({ ...literal, start: node.start, end: node.end }, timeZone)
  }
  const zero: Typed = { sql: '0', type: { kind: 'int' }, at: node }
  return isInteger(number.type)
    ? wholeArithmetic('-', zero, number, number.type, node)
    : { sql: `(-${number.sql})`, type: number.type, at: node }
}

/** Long chains of operators are trees that lean to the left: they are walked without recursion. */
export function compileBinary(node: BinaryExpression, place: Place, compile: Compile): Typed {
  const chain: BinaryExpression[] = [node]
  for (let left = node.left; left.kind === 'binary'; left = left.left) chain.push(left)
  const innermost = chain.at(-1) ?? node
  const before = place.loose.length
  let value = operand(innermost.left, place, compile)
  for (const link of chain.reverse()) {
    value = grouped(apply(link, value, operand(link.right, place, compile), place), place, before)
    // These are put together without a look at the text that there is so far.
    if (!['and', 'or', '||'].includes(link.operator)) place.translation.count(value.sql.length, link)
  }
  return value
}

interface Operand extends Typed {
  readonly interval?: IntervalExpression
}

/** Intervals have no value of their own: they only move a date or a timestamp. */
function operand(node: Expression, place: Place, compile: Compile): Operand {
  if (node.kind !== 'interval') return compile(node, place)
  return { sql: '', type: { kind: 'interval' }, at: node, interval: node }
}

function apply(node: BinaryExpression, left: Operand, right: Operand, place: Place): Typed {
  const { operator } = node
  const { timeZone } = place.translation
  const at: Span = { start: left.at.start, end: right.at.end }
  if (left.interval || right.interval) return withInterval(node, left, right, place)
  switch (operator) {
    case 'and':
    case 'or':
      return { sql: `(${truth(left).sql} ${operator} ${truth(right).sql})`, type: booleanType, at }
    case '||':
      return joined(left, right, at, timeZone)
    case '=':
    case '<=>':
    case '<>':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return compare(operator, left, right, at, timeZone)
    case '&':
    case '|':
    case '^':
      return bitwise(operator, left, right, at, timeZone)
    default:
      return arithmetic(operator, left, right, at, timeZone)
  }
}

function truth(value: Typed): Typed {
  if (value.type.kind === 'boolean' || value.type.kind === 'null') return value
  throw new TextError(
    `a condition is needed here (true or false), and this is ${typeName(value.type)}`,
    value.at,
  )
}

const duckdbComparison: { readonly [operator: string]: string } = { '<=>': 'is not distinct from' }

export function compare(
  operator: BinaryOperator,
  left: Typed,
  right: Typed,
  at: Span,
  timeZone: string,
): Typed {
  const type = comparisonType(left.type, right.type)
  const byOrder = !['=', '<>', '<=>'].includes(operator)
  if (!type || (byOrder && !isOrderable(type)))
    throw new TextError(
      `${typeName(left.type)} cannot be compared with ${typeName(right.type)}: use cast on one of them`,
      at,
    )
  // Numbers of two types are compared by DuckDB as Spark compares them; a column stays a column that files can be skipped by.
  const native = isNumeric(left.type) && isNumeric(right.type)
  const [a, b] = native ? [left, right] : [castTo(left, type, timeZone), castTo(right, type, timeZone)]
  const side = ({ sql }: Typed) => (byOrder ? sortKey(sql, type) : sql)
  return { sql: `(${side(a)} ${duckdbComparison[operator] ?? operator} ${side(b)})`, type: booleanType, at }
}

function joined(left: Typed, right: Typed, at: Span, timeZone: string): Typed {
  if (left.type.kind === 'array' && right.type.kind === 'array') {
    const type = comparisonType(left.type, right.type)
    if (!type)
      throw new TextError(`arrays of ${typeName(left.type)} and ${typeName(right.type)} cannot be joined`, at)
    return {
      sql: `list_concat(${castTo(left, type, timeZone).sql}, ${castTo(right, type, timeZone).sql})`,
      type,
      at,
    }
  }
  const [a, b] = [left, right].map((side) => implicitly(side, stringType, '||', timeZone).sql)
  return { sql: `(${a} || ${b})`, type: stringType, at }
}

function bitwise(operator: '&' | '|' | '^', left: Typed, right: Typed, at: Span, timeZone: string): Typed {
  const [a, b] = [left, right].map((side) =>
    implicitly(side, isInteger(side.type) ? side.type : bigintType, operator, timeZone),
  )
  if (!a || !b) throw new TextError('two numbers are needed', at)
  const type = arithmeticType('+', a.type, b.type)
  const [x, y] = [castTo(a, type, timeZone).sql, castTo(b, type, timeZone).sql]
  return { sql: operator === '^' ? `xor(${x}, ${y})` : `(${x} ${operator} ${y})`, type, at }
}

function withInterval(node: BinaryExpression, left: Operand, right: Operand, place: Place): Typed {
  const at: Span = { start: left.at.start, end: right.at.end }
  const { operator } = node
  const { timeZone } = place.translation
  if (right.interval && !left.interval && (operator === '+' || operator === '-'))
    return addInterval(left, right.interval, operator, at, timeZone)
  if (left.interval && !right.interval && operator === '+')
    return addInterval(right, left.interval, '+', at, timeZone)
  throw new TextError('an interval can only be added to or taken from a date or timestamp', at)
}
