import type { Name } from './ast.ts'
import { foundText, shortened } from './found-text.ts'
import { loneComma } from './missing-expression.ts'
import type { TextError } from './text-error.ts'
import type { TokenReader } from './token-reader.ts'
import type { Token } from './tokens.ts'

type Strictness = [string, 'never' | 'as']

/**
 * Almost every keyword is a name too, as in Spark. Not these: what begins the next part of a query would be taken for a name.
 * `never`: needs backticks wherever an expression or a table may stand. `as`: may be a name, but an alias only after AS.
 */
const strictWords: ReadonlyMap<string, 'never' | 'as'> = new Map<string, 'never' | 'as'>([
  ...'select from where having limit union intersect except when then else and or not in is like ilike rlike regexp between as case null true false'
    .split(' ')
    .map((word): Strictness => [word, 'never']),
  ...'group order sort cluster distribute by offset qualify window with minus join on using natural inner cross left right full semi anti lateral tablesample pivot unpivot'
    .split(' ')
    .map((word): Strictness => [word, 'as']),
])

/** `rlike(a, 'b')` is a call where an operand is wanted. */
const functionsToo: ReadonlySet<string> = new Set(['like', 'ilike', 'rlike', 'regexp'])

/** `order by` begins a clause, `order` alone is somebody's column. */
const namesUnlessBy: ReadonlySet<string> = new Set(['group', 'order', 'sort', 'cluster', 'distribute'])

/** Whether a column or a table of this name may stand here. */
export function atName(reader: TokenReader, ahead = 0): boolean {
  const token = reader.peek(ahead)
  if (token.kind === 'quoted name') return true
  if (token.kind !== 'word') return false
  if (strictWords.get(token.key) === 'never')
    return functionsToo.has(token.key) && reader.peek(ahead + 1).key === '('
  return !(namesUnlessBy.has(token.key) && reader.peek(ahead + 1).key === 'by')
}

/** Whether this may be an alias without AS: no strict word. */
export function atAlias(reader: TokenReader, ahead = 0): boolean {
  const token = reader.peek(ahead)
  return token.kind === 'quoted name' || (token.kind === 'word' && !strictWords.has(token.key))
}

/** An alias without AS, where there is one. */
export function readBareAlias(reader: TokenReader): Name | undefined {
  return atAlias(reader) ? nameOf(reader.nextAsAlias()) : undefined
}

/** A name where only a name can stand: any word that does not obviously belong to the next part. */
export function readName(reader: TokenReader, what: string): Name {
  if (!atName(reader) && !standsAlone(reader)) throw noName(reader, what)
  return nameOf(reader.next())
}

/** After a dot every word is a name: `t.from`. In `t. from` that is more likely a name forgotten. */
export function readMemberName(reader: TokenReader): Name {
  const { start } = reader.peek()
  if (strictWords.get(reader.peek().key) === 'never' && start > reader.previous().end)
    throw noName(reader, "a name after '.'")
  return readAnyName(reader, "a name after '.'")
}

/** Where no keyword can stand. */
export function readAnyName(reader: TokenReader, what: string): Name {
  const { kind } = reader.peek()
  if (kind !== 'word' && kind !== 'quoted name') throw noName(reader, what)
  return nameOf(reader.next())
}

/** `a`, `db.a` */
export function readPath(reader: TokenReader, what: string): Name[] {
  const path = [readName(reader, what)]
  while (reader.accept('.')) path.push(readMemberName(reader))
  return path
}

/** `(a, b)` */
export function readNameList(reader: TokenReader, what: string): Name[] {
  const open = reader.expect('(')
  const names = [readName(reader, what)]
  while (reader.option(',')) names.push(readName(reader, what))
  reader.close(open)
  return names
}

export function nameOf(token: Token): Name {
  return { text: token.text, start: token.start, end: token.end }
}

/** `count(*) as limit from t`: a strict word with nothing behind it that it could belong to. */
function standsAlone(reader: TokenReader): boolean {
  const after = reader.peek(1)
  return reader.peek().kind === 'word' && (after.kind === 'end' || [',', ')', 'from'].includes(after.key))
}

function noName(reader: TokenReader, what: string): TextError {
  const token = reader.peek()
  const before = reader.previous()
  if (before.key === ',' && (token.kind === 'word' || token.key === ')')) return loneComma(before)
  if (token.kind === 'text')
    return reader.error(`${what} stands in backticks, not in quotes: ${quoted(token.text)}`)
  if (token.kind === 'word')
    return reader.error(
      `expected ${what}, found the keyword '${token.text}': as a name put ${quoted(token.text)} in backticks`,
    )
  return reader.error(`expected ${what}, found ${foundText(token)}`)
}

function quoted(name: string): string {
  return `\`${shortened(name).replaceAll('`', '``')}\``
}
