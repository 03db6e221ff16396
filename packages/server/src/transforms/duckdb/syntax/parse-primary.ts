import type { Expression, Name } from './ast.ts'
import { shortened } from './found-text.ts'
import { missingExpression } from './missing-expression.ts'
import { atName, nameOf, readMemberName, readName } from './names.ts'
import { readBracketed } from './parse-brackets.ts'
import { atCallWithoutBrackets, callWithoutBrackets, readCall } from './parse-call.ts'
import { readCase } from './parse-case.ts'
import { readExpression } from './parse-expression.ts'
import { atInterval, readInterval } from './parse-interval.ts'
import { atLiteral, readLiteral } from './parse-literal.ts'
import { readQuery } from './parse-query.ts'
import { readType } from './parse-type.ts'
import type { TokenReader } from './token-reader.ts'

/** An operand, and what is attached to its end: `.name`, `[index]`, `::type`. */
export function readPrimary(reader: TokenReader, what: string): Expression {
  const { start } = reader.peek()
  let value = readOperand(reader, what)
  for (;;) {
    if (reader.accept('.'))
      value = { kind: 'member', base: value, name: readMemberName(reader), ...reader.since(start) }
    else if (reader.at('['))
      value = { kind: 'index', base: value, index: readIndex(reader), ...reader.since(start) }
    else if (reader.accept('::'))
      value = { kind: 'cast', value, type: readType(reader), ...reader.since(start) }
    else return value
  }
}

function readIndex(reader: TokenReader): Expression {
  const open = reader.next()
  const index = readExpression(reader, 'an index')
  reader.close(open)
  return index
}

function readOperand(reader: TokenReader, what: string): Expression {
  if (reader.at('(')) return readInBrackets(reader)
  if (atInterval(reader)) return readInterval(reader)
  if (atLiteral(reader)) return readLiteral(reader)
  if (reader.at('case')) return readCase(reader)
  if (reader.at('exists', '(', 'select') || reader.at('exists', '(', 'with')) return readExists(reader)
  if (!atName(reader)) throw missingExpression(reader, what)
  return readNamed(reader)
}

function readInBrackets(reader: TokenReader): Expression {
  const { start } = reader.peek()
  const content = readBracketed(reader, 'an expression')
  if (content.kind === 'query') return { kind: 'subquery', query: content.query, ...reader.since(start) }
  const { items } = content
  if (reader.at('->'))
    return readLambda(
      reader,
      start,
      items.map((item) => parameter(reader, item)),
    )
  const [only] = items
  return items.length === 1 && only !== undefined ? only : { kind: 'tuple', items, ...reader.since(start) }
}

function parameter(reader: TokenReader, item: Expression): Name {
  const [name] = item.kind === 'column' ? item.path : []
  if (name === undefined || (item.kind === 'column' && item.path.length > 1))
    throw reader.error('only names in brackets may stand before ->')
  return name
}

function readLambda(reader: TokenReader, start: number, parameters: readonly Name[]): Expression {
  reader.expect('->')
  const body = readExpression(reader, 'an expression after ->')
  return { kind: 'lambda', parameters, body, ...reader.since(start) }
}

function readExists(reader: TokenReader): Expression {
  const { start } = reader.next()
  const open = reader.next()
  const query = readQuery(reader)
  reader.close(open)
  return { kind: 'exists', query, ...reader.since(start) }
}

function readCast(reader: TokenReader): Expression {
  const { start } = reader.next()
  const open = reader.next()
  const value = readExpression(reader, 'what to cast')
  if (!reader.accept('as')) throw reader.unexpected('AS and a type')
  const type = readType(reader)
  reader.close(open)
  return { kind: 'cast', value, type, ...reader.since(start) }
}

function readNamed(reader: TokenReader): Expression {
  const { start } = reader.peek()
  if (reader.at('cast', '(') || reader.at('try_cast', '(')) return readCast(reader)
  if (atCallWithoutBrackets(reader)) return callWithoutBrackets(nameOf(reader.next()))
  const name = readName(reader, 'a column')
  if (reader.at('(')) return readCall(reader, name)
  if (reader.at('->')) return readLambda(reader, start, [name])
  const path = [name]
  while (reader.accept('.')) path.push(readColumnPart(reader))
  return { kind: 'column', path, ...reader.since(start) }
}

function readColumnPart(reader: TokenReader): Name {
  if (reader.at('*')) throw reader.error('all columns, as in t.*, may only be selected: here name one')
  const name = readMemberName(reader)
  if (reader.at('('))
    throw reader.error(`functions have no dot in their name: write ${shortened(name.text)}(…)`)
  return name
}
