import { quoteIdentifier } from '@sluice/model'
import type { SelectItem } from '../syntax/ast.ts'
import { TextError } from '../syntax/text-error.ts'
import type { Typed } from '../types/typed.ts'
import { compile } from './expression.ts'
import { grouped } from './grouping.ts'
import type { Place } from './place.ts'
import { findSource } from './scope.ts'
import { checkColumns } from './work.ts'

type Star = Extract<SelectItem, { kind: 'star' }>

interface Starred {
  readonly value: Typed
  readonly name: string
  readonly given: boolean
  readonly at: Star
}

/** What `*`, `t.*` and `a.*` (the members of a map) stand for. */
export function stars(item: Star, place: Place): Starred[] {
  const left = new Set(item.except.map((name) => name.text.toLowerCase()))
  return starred(item, place).filter(({ name }) => !left.has(name.toLowerCase()))
}

function starred(item: Star, place: Place): Starred[] {
  const [first, ...others] = item.qualifier
  const columns = (list: Place['scope']['columns']) =>
    list.map(({ name, sql, type }) => {
      const before = place.loose.length
      place.loose.push({ name, at: item })
      return { value: grouped({ sql, type, at: item }, place, before), name, given: true, at: item }
    })
  if (!first) {
    if (place.scope.columns.length === 0) throw new TextError('* needs a table: write FROM', item)
    checkColumns(place.scope.columns.length, item)
    return columns(place.scope.columns)
  }
  const source = others.length === 0 ? findSource(place.scope, first) : undefined
  if (source) return columns(source.columns)
  const base = compile({ kind: 'column', path: item.qualifier, start: item.start, end: item.end }, place)
  if (base.type.kind !== 'struct')
    throw new TextError(
      `'${item.qualifier.map((name) => name.text).join('.')}' has no members that .* could stand for`,
      item,
    )
  return base.type.members.map(({ name, column, type }) => ({
    value: { sql: `(${base.sql}).${quoteIdentifier(column)}`, type, at: item },
    name,
    given: true,
    at: item,
  }))
}
