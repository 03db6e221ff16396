import type { JoinKind, JoinRelation, Relation } from './ast.ts'
import { readNameList } from './names.ts'
import { readExpression } from './parse-expression.ts'
import { readRelation } from './parse-relation.ts'
import type { TokenReader } from './token-reader.ts'

/** The words before JOIN; the longer before those they begin with. */
const joins: readonly (readonly [JoinKind, readonly [string, string?]])[] = [
  ['left semi', ['left', 'semi']],
  ['left anti', ['left', 'anti']],
  ['left', ['left', 'outer']],
  ['left', ['left']],
  ['right', ['right', 'outer']],
  ['right', ['right']],
  ['full', ['full', 'outer']],
  ['full', ['full']],
  ['left semi', ['semi']],
  ['left anti', ['anti']],
  ['cross', ['cross']],
  ['inner', ['inner']],
]

/** The next join of what stands left of it, if there is one. */
export function readJoin(reader: TokenReader, start: number, left: Relation): JoinRelation | undefined {
  const natural = reader.accept('natural')
  const join = readKind(reader, natural)
  if (join === undefined) return undefined
  if (reader.at('lateral')) throw reader.error('LATERAL before a subquery cannot be run here')
  const right = readRelation(reader)
  const on = !natural && reader.option('on') ? readExpression(reader, 'a condition after ON') : undefined
  const using = !natural && !on && reader.option('using') ? readNameList(reader, 'the name of a column') : []
  return { kind: 'join', join, natural, left, right, ...(on && { on }), using, ...reader.since(start) }
}

function readKind(reader: TokenReader, natural: boolean): JoinKind | undefined {
  if (reader.option('join')) return 'inner'
  const found = joins.find(([, words]) => reader.accept(...words))
  if (found === undefined && !natural) return undefined
  reader.expect('join')
  return found?.[0]
}
