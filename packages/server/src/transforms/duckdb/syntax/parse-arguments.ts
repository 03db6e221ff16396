import type { Expression, Name, Span, StarArgument } from './ast.ts'
import { readBareAlias, readName } from './names.ts'
import { powers, readAbove, readExpression } from './parse-expression.ts'
import { textLiteral } from './parse-literal.ts'
import type { TokenReader } from './token-reader.ts'

type Values = readonly (Expression | StarArgument)[]

/** What stands in the brackets of a call, and which function that calls. */
export interface Arguments {
  readonly function: string
  readonly values: Values
}

/** The functions of the SQL standard that have words between their arguments; undefined: this call has commas. */
const special: ReadonlyMap<string, (reader: TokenReader) => Arguments | undefined> = new Map<
  string,
  (reader: TokenReader) => Arguments | undefined
>([
  ['extract', readExtract],
  ['trim', readTrim],
  ['position', readPosition],
  ['struct', readStruct],
])

/** The words that may stand for the commas, in order. */
const separators: ReadonlyMap<string, readonly string[]> = new Map([
  ['substring', ['from', 'for']],
  ['substr', ['from', 'for']],
  ['overlay', ['placing', 'from', 'for']],
])

/** Up to the closing bracket. */
export function readArguments(reader: TokenReader, name: string): Arguments {
  const key = name.toLowerCase()
  return (
    special.get(key)?.(reader) ??
    withUnit({ function: name, values: readList(reader, separators.get(key) ?? []) })
  )
}

/** What the functions of units are called when a unit stands first; with two arguments those of dates count days. */
const unitFunctions: ReadonlyMap<string, string> = new Map([
  ['timestampadd', 'timestampadd'],
  ['dateadd', 'timestampadd'],
  ['date_add', 'timestampadd'],
  ['timestampdiff', 'timestampdiff'],
  ['datediff', 'timestampdiff'],
  ['date_diff', 'timestampdiff'],
])

/** `timestampadd(hour, 2, t)`: the word is no column but the text of a unit. */
function withUnit(call: Arguments): Arguments {
  const name = unitFunctions.get(call.function.toLowerCase())
  const [unit, ...others] = call.values
  if (name === undefined || others.length !== 2 || unit?.kind !== 'column') return call
  const [word, more] = unit.path
  if (word === undefined || more !== undefined) return call
  return { function: name, values: [textLiteral(word.text, word), ...others] }
}

function readList(reader: TokenReader, words: readonly string[]): Values {
  const values = [readArgument(reader)]
  while (reader.option(',') || reader.accept(words[values.length - 1] ?? ','))
    values.push(readArgument(reader))
  return values
}

function readArgument(reader: TokenReader): Expression | StarArgument {
  const { start } = reader.peek()
  if (!reader.at('*') || ![',', ')'].includes(reader.peek(1).key))
    return readExpression(reader, 'an argument')
  reader.next()
  return { kind: 'star', ...reader.since(start) }
}

/** `year from t` is ('year', t). */
function readExtract(reader: TokenReader): Arguments | undefined {
  const { kind } = reader.peek()
  if ((kind !== 'word' && kind !== 'text') || reader.peek(1).key !== 'from') return undefined
  const part = reader.next()
  reader.expect('from')
  const source = readExpression(reader, 'an expression after FROM')
  return { function: 'extract', values: [textLiteral(part.text.toLowerCase(), part), source] }
}

const trims: ReadonlyMap<string, string> = new Map([
  ['both', 'btrim'],
  ['leading', 'ltrim'],
  ['trailing', 'rtrim'],
])

/** `both 'x' from s` is btrim(s, 'x'), `leading 'x' from s` is ltrim('x', s): the orders that these functions have. */
function readTrim(reader: TokenReader): Arguments | undefined {
  const side = [',', ')', '.'].includes(reader.peek(1).key) ? undefined : trims.get(reader.peek().key)
  if (side !== undefined) reader.next()
  if (reader.accept('from')) return { function: side ?? 'btrim', values: [readExpression(reader)] }
  const first = readExpression(reader, 'an argument')
  if (reader.accept('from')) {
    const source = readExpression(reader)
    const both = side === undefined || side === 'btrim'
    return { function: side ?? 'btrim', values: both ? [source, first] : [first, source] }
  }
  if (side !== undefined) throw reader.unexpected('FROM')
  const values = [first]
  while (reader.option(',')) values.push(readExpression(reader, 'an argument'))
  return { function: 'trim', values }
}

/** `'a' in s` is locate('a', s). Reading `'a'` must stop before IN. */
function readPosition(reader: TokenReader): Arguments {
  const first = readAbove(reader, powers.predicate, 'an argument')
  if (reader.accept('in')) return { function: 'locate', values: [first, readExpression(reader)] }
  const values = [first]
  while (reader.option(',')) values.push(readExpression(reader, 'an argument'))
  return { function: 'position', values }
}

interface StructItem {
  readonly value: Expression | StarArgument
  readonly alias: Name | undefined
}

/** `a as x, b` is named_struct('x', a, 'b', b). Without any alias it stays a struct. */
function readStruct(reader: TokenReader): Arguments {
  const items = [readStructItem(reader)]
  while (reader.option(',')) items.push(readStructItem(reader))
  if (items.every((item) => item.alias === undefined))
    return { function: 'struct', values: items.map((item) => item.value) }
  return {
    function: 'named_struct',
    values: items.flatMap((item, index) => [memberName(item, index), item.value]),
  }
}

function readStructItem(reader: TokenReader): StructItem {
  const value = readArgument(reader)
  const alias = reader.accept('as') ? readName(reader, 'the name of a member') : readBareAlias(reader)
  return { value, alias }
}

function memberName({ value, alias }: StructItem, index: number): Expression {
  const own = value.kind === 'column' ? value.path.at(-1) : value.kind === 'member' ? value.name : undefined
  const name = alias ?? own
  const span: Span = name ?? value
  return textLiteral(name?.text ?? `col${index + 1}`, span)
}
