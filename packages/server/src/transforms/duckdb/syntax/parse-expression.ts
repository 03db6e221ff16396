import type { BinaryOperator, Expression } from './ast.ts'
import { atName } from './names.ts'
import { atPredicate, readPredicate } from './parse-predicate.ts'
import { readPrimary } from './parse-primary.ts'
import type { TokenReader } from './token-reader.ts'

/**
 * An expression by the binding power of its operators (a Pratt parser): of two operators beside an operand the stronger
 * takes it, of equal ones the left. Chains are read in a loop, so that their length costs no stack.
 */
export function readExpression(reader: TokenReader, what = 'an expression'): Expression {
  return reader.nested(() => readAbove(reader, powers.none, what))
}

/** Spark's precedence, the weakest first. */
export const powers = {
  none: 0,
  or: 1,
  and: 2,
  not: 3,
  predicate: 4,
  comparison: 5,
  bitOr: 6,
  bitXor: 7,
  bitAnd: 8,
  sum: 9,
  product: 10,
} as const

interface Infix {
  readonly operator: BinaryOperator
  readonly power: number
}

const infixes: ReadonlyMap<string, Infix> = new Map([
  ['or', { operator: 'or', power: powers.or }],
  ['and', { operator: 'and', power: powers.and }],
  ['=', { operator: '=', power: powers.comparison }],
  ['==', { operator: '=', power: powers.comparison }],
  ['<=>', { operator: '<=>', power: powers.comparison }],
  ['<>', { operator: '<>', power: powers.comparison }],
  ['!=', { operator: '<>', power: powers.comparison }],
  ['<', { operator: '<', power: powers.comparison }],
  ['<=', { operator: '<=', power: powers.comparison }],
  ['>', { operator: '>', power: powers.comparison }],
  ['>=', { operator: '>=', power: powers.comparison }],
  ['|', { operator: '|', power: powers.bitOr }],
  ['^', { operator: '^', power: powers.bitXor }],
  ['&', { operator: '&', power: powers.bitAnd }],
  ['+', { operator: '+', power: powers.sum }],
  ['-', { operator: '-', power: powers.sum }],
  ['||', { operator: '||', power: powers.sum }],
  ['*', { operator: '*', power: powers.product }],
  ['/', { operator: '/', power: powers.product }],
  ['%', { operator: '%', power: powers.product }],
  ['div', { operator: 'div', power: powers.product }],
  ['mod', { operator: '%', power: powers.product }],
])

/** An expression of operators stronger than `floor`. */
export function readAbove(reader: TokenReader, floor: number, what = 'an expression'): Expression {
  const { start } = reader.peek()
  let left = readPrefix(reader, floor, what)
  let predicate = false
  for (;;) {
    const infix = infixAt(reader)
    const power = infix?.power ?? (atPredicate(reader) ? powers.predicate : powers.none)
    if (power <= floor) return left
    if (predicate && power >= powers.predicate)
      throw reader.error(`'${reader.peek().text}' after another test: put the test before it in brackets`)
    predicate = infix === undefined
    if (infix === undefined) left = readPredicate(reader, start, left)
    else left = readInfix(reader, start, left, infix)
  }
}

function readInfix(reader: TokenReader, start: number, left: Expression, infix: Infix): Expression {
  const sign = reader.next()
  const right = readAbove(reader, infix.power, `an expression after '${sign.text}'`)
  return { kind: 'binary', operator: infix.operator, left, right, ...reader.since(start) }
}

/** DIV and MOD are operators between operands, and names elsewhere. */
function infixAt(reader: TokenReader): Infix | undefined {
  const { key } = reader.peek()
  const word = key === 'div' || key === 'mod'
  return word && !atOperand(reader) ? undefined : infixes.get(key)
}

function atOperand(reader: TokenReader): boolean {
  const { kind, key } = reader.peek(1)
  return kind === 'number' || kind === 'text' || beginsOperand.has(key) || atName(reader, 1)
}

const beginsOperand: ReadonlySet<string> = new Set(['(', '-', '+', '~', 'null', 'true', 'false', 'case'])

function readPrefix(reader: TokenReader, floor: number, what: string): Expression {
  const { start, key } = reader.peek()
  if (key === 'not' || key === '!') return readNot(reader, floor)
  if (key !== '-' && key !== '+' && key !== '~') return readPrimary(reader, what)
  reader.next()
  const value = reader.nested(() => readPrefix(reader, powers.product, `an expression after '${key}'`))
  return { kind: 'unary', operator: key, value, ...reader.since(start) }
}

function readNot(reader: TokenReader, floor: number): Expression {
  if (floor >= powers.predicate) throw reader.error('NOT after an operator: put it in brackets, (not …)')
  const { start, text } = reader.next()
  const what = `a condition after ${text.toUpperCase()}`
  const value = reader.nested(() => readAbove(reader, powers.not, what))
  return { kind: 'unary', operator: 'not', value, ...reader.since(start) }
}
