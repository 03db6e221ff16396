import type { Typed } from '../types/typed.ts'
import type { Grouping, Place } from './place.ts'

/** What is grouped by is read as the column that it is, whatever columns are in it; `before`: how many were read before. */
export function grouped(value: Typed, place: Place, before: number): Typed {
  const key = place.grouping?.keys.get(value.sql)
  if (key === undefined) return value
  place.loose.length = before
  return { ...value, sql: key }
}

/** The column of an aggregate, the same for equal ones. */
export function aggregateColumn(sql: string, { aggregates, alias }: Grouping): string {
  const known = aggregates.get(sql)
  if (known !== undefined) return known
  const column = `${alias}.a${aggregates.size}`
  aggregates.set(sql, column)
  return column
}
