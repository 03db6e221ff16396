import type { Frame, FrameBound, SortItem, Window } from '../syntax/ast.ts'
import { TextError } from '../syntax/text-error.ts'
import { sortKey } from '../types/sort-key.ts'
import { isInteger, isNumeric } from '../types/sql-type.ts'
import type { Typed } from '../types/typed.ts'
import { intervalSql } from './intervals.ts'
import type { Compile } from './operators.ts'
import type { Place } from './place.ts'

/** What stands in the brackets of OVER. */
export function windowSql(window: Window, place: Place, compile: Compile): string {
  const whole = withBase(window, place)
  const inner: Place = { ...place, clause: 'a window', allows: { ...place.allows, windows: false } }
  const partition = whole.partitionBy.map((key) => compile(key, inner).sql)
  const parts = [
    ...(partition.length > 0 ? [`partition by ${partition.join(', ')}`] : []),
    ...(whole.orderBy.length > 0
      ? [`order by ${whole.orderBy.map((item) => sortSql(item, compile(item.value, inner))).join(', ')}`]
      : []),
    ...(whole.frame ? [frameSql(whole.frame, whole, inner, compile)] : []),
  ]
  return parts.join(' ')
}

export const isOrdered = (window: Window, place: Place): boolean => withBase(window, place).orderBy.length > 0

/** Windows that one window may build on, so that none can build on itself. */
const windowLevelsMax = 50

function withBase(window: Window, place: Place, level = 0): Window {
  const { base } = window
  if (!base) return window
  if (level > windowLevelsMax)
    throw new TextError(
      `window '${base.text}' is defined by itself, or by more than ${windowLevelsMax} others`,
      base,
    )
  const found = place.windows.find(({ name }) => name.text.toLowerCase() === base.text.toLowerCase())
  if (!found)
    throw new TextError(`there is no window '${base.text}': define it with WINDOW ${base.text} AS (…)`, base)
  const under = withBase(found.window, place, level + 1)
  const frame = window.frame ?? under.frame
  return {
    partitionBy: under.partitionBy.length > 0 ? under.partitionBy : window.partitionBy,
    orderBy: window.orderBy.length > 0 ? window.orderBy : under.orderBy,
    ...(frame ? { frame } : {}),
  }
}

/** NULLs come first ascending and last descending, unless the user says otherwise. */
export function sortSql(item: SortItem, { sql, type }: Pick<Typed, 'sql' | 'type'>): string {
  const nulls = item.nulls ?? (item.descending ? 'last' : 'first')
  return `${sortKey(sql, type)} ${item.descending ? 'desc' : 'asc'} nulls ${nulls}`
}

function frameSql(frame: Frame, window: Window, place: Place, compile: Compile): string {
  if (
    window.orderBy.length === 0 &&
    frame.unit === 'range' &&
    (hasDistance(frame.start) || hasDistance(frame.end))
  )
    throw new TextError('a RANGE frame with distances needs ORDER BY', frame.at)
  return `${frame.unit} between ${boundSql(frame.start, frame, place, compile)} and ${boundSql(frame.end, frame, place, compile)}`
}

const hasDistance = (bound: FrameBound): boolean => 'distance' in bound

function boundSql(bound: FrameBound, frame: Frame, place: Place, compile: Compile): string {
  if (!('distance' in bound)) return bound.kind
  if (bound.distance.kind === 'interval') {
    if (frame.unit === 'rows')
      throw new TextError('ROWS counts rows: an interval needs RANGE', bound.distance)
    return `${intervalSql(bound.distance)} ${bound.kind}`
  }
  const distance = compile(bound.distance, place)
  if (frame.unit === 'rows' ? !isInteger(distance.type) : !isNumeric(distance.type))
    throw new TextError(
      `the distance of a frame is a ${frame.unit === 'rows' ? 'whole ' : ''}number`,
      distance.at,
    )
  return `${distance.sql} ${bound.kind}`
}
