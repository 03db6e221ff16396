import type { Expression, GroupBy } from './ast.ts'
import { readExpression } from './parse-expression.ts'
import type { TokenReader } from './token-reader.ts'

/** Grouping sets times keys: a CUBE of 12 keys. The sets are written out, and a short text can stand for millions. */
export const groupingSetKeysMax = 65_536

type Sets = readonly (readonly Expression[])[]

/** One element of GROUP BY: the sets it stands for; a plain key is one set of itself. */
interface Element {
  readonly kind: GroupBy['sets']
  readonly keys: readonly Expression[]
  readonly sets: Sets
}

export function readGroupBy(reader: TokenReader): GroupBy | undefined {
  const { start } = reader.peek()
  if (!reader.option('group', 'by')) return undefined
  const elements = [readElement(reader)]
  while (reader.option(',')) elements.push(readElement(reader))
  return { ...afterKeys(reader, elements), ...reader.since(start) }
}

/** `a, b with rollup`, `a, b grouping sets ((a), (b))`, or what the elements say themselves. */
function afterKeys(reader: TokenReader, elements: readonly Element[]): Omit<GroupBy, 'start' | 'end'> {
  const keys = elements.flatMap((element) => element.keys)
  if (elements.every((element) => element.kind === 'plain')) {
    if (reader.accept('with')) return ofElement(readWith(reader, keys))
    if (reader.accept('grouping', 'sets')) return ofElement({ ...readGroupingSets(reader), keys })
    return { sets: 'plain', keys, groupingSets: [] }
  }
  const [only] = elements
  if (only !== undefined && elements.length === 1) return ofElement(only)
  const groupingSets = crossed(reader, elements, keys.length)
  return { sets: 'grouping sets', keys: keys.flatMap(membersOf), groupingSets }
}

function ofElement({ kind, keys, sets }: Element): Omit<GroupBy, 'start' | 'end'> {
  return { sets: kind, keys, groupingSets: sets }
}

function readElement(reader: TokenReader): Element {
  if (reader.accept('grouping', 'sets')) return readGroupingSets(reader)
  if (reader.at('rollup', '(') || reader.at('cube', '(')) {
    const kind = reader.next().key === 'cube' ? 'cube' : 'rollup'
    return withSets(reader, kind, readKeys(reader))
  }
  const key = readExpression(reader, 'a column or an expression after GROUP BY')
  return { kind: 'plain', keys: [key], sets: [[key]] }
}

function readWith(reader: TokenReader, keys: readonly Expression[]): Element {
  if (reader.accept('rollup')) return withSets(reader, 'rollup', keys)
  if (reader.accept('cube')) return withSets(reader, 'cube', keys)
  throw reader.unexpected('ROLLUP', 'CUBE after WITH')
}

/** `(a, (b, c))` */
function readKeys(reader: TokenReader): Expression[] {
  const open = reader.expect('(')
  const keys = [readExpression(reader, 'a column or an expression')]
  while (reader.option(',')) keys.push(readExpression(reader, 'a column or an expression'))
  reader.close(open)
  return keys
}

/** `((a, b), a, ())` */
function readGroupingSets(reader: TokenReader): Element {
  const open = reader.expect('(')
  const sets = [readGroupingSet(reader)]
  while (reader.option(',')) sets.push(readGroupingSet(reader))
  reader.close(open)
  return { kind: 'grouping sets', keys: sets.flat(), sets }
}

function readGroupingSet(reader: TokenReader): readonly Expression[] {
  if (reader.accept('(', ')')) return []
  return membersOf(readExpression(reader, 'a column, or columns in brackets,'))
}

function membersOf(key: Expression): readonly Expression[] {
  return key.kind === 'tuple' ? key.items : [key]
}

function withSets(reader: TokenReader, kind: 'rollup' | 'cube', keys: readonly Expression[]): Element {
  checkCount(reader, kind === 'rollup' ? keys.length + 1 : 2 ** keys.length, keys.length)
  const sets = kind === 'rollup' ? prefixes(keys) : subsets(keys)
  return { kind, keys, sets: sets.map((set) => set.flatMap(membersOf)) }
}

/** ROLLUP (a, b): (a, b), (a), () */
function prefixes(keys: readonly Expression[]): Sets {
  return [...keys.keys(), keys.length].reverse().map((length) => keys.slice(0, length))
}

/** CUBE (a, b): (a, b), (a), (b), () */
function subsets(keys: readonly Expression[]): Sets {
  const [first, ...others] = keys
  if (first === undefined) return [[]]
  const rest = subsets(others)
  return [...rest.map((set) => [first, ...set]), ...rest]
}

/** `a, rollup(b, c)`: every set of one element with every set of the others. */
function crossed(reader: TokenReader, elements: readonly Element[], keys: number): Sets {
  return elements.reduce<Sets>(
    (sets, element) => {
      checkCount(reader, sets.length * element.sets.length, keys)
      return sets.flatMap((set) => element.sets.map((more) => [...set, ...more]))
    },
    [[]],
  )
}

function checkCount(reader: TokenReader, sets: number, keys: number): void {
  if (sets * keys > groupingSetKeysMax)
    throw reader.error(`GROUP BY stands for ${sets} grouping sets of up to ${keys} keys here: too many`)
}
