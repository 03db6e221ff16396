import { escapeId, escape as escapeText } from 'mysql2/promise'
import type { ReportRows } from './report-rows.ts'
import type { TargetColumns } from './table-shape.ts'
import { timeText } from './time-text.ts'

/** Of one INSERT: far below the packet that any server takes (4 MB in MySQL 5.7). */
const statementCharactersMax = 512 * 1024

/** Statements that add the rows from `from` on. A row whose unique key is there replaces its mapped columns. */
export function* inserts(
  table: string,
  { mapped, identity }: TargetColumns,
  rows: ReportRows,
  owner: string,
  from: number,
  utcOffset: string,
): Generator<string> {
  const identityNames = identity ? [identity.owner, identity.offset] : []
  const names = [...mapped.map(({ name }) => name), ...identityNames].map((name) => escapeId(name, true))
  const head = `insert into ${table} (${names.join(', ')}) values `
  const tail = ` on duplicate key update ${names.map((name) => `${name} = values(${name})`).join(', ')}`
  let tuples: string[] = []
  let characters = 0
  for (let row = from; row < rows.positions.length; row++) {
    const cells = mapped.map((_, i) => literal(rows, i, row, utcOffset))
    if (identity) cells.push(escapeText(owner), String(rows.offsets[row]))
    const tuple = `(${cells.join(', ')})`
    if (tuples.length > 0 && characters + tuple.length > statementCharactersMax) {
      yield head + tuples.join(', ') + tail
      tuples = []
      characters = 0
    }
    tuples.push(tuple)
    characters += tuple.length
  }
  if (tuples.length > 0) yield head + tuples.join(', ') + tail
}

function literal({ values, dates }: ReportRows, column: number, row: number, utcOffset: string): string {
  const value = values[column]?.[row] ?? null
  if (value === null) return 'null'
  if (typeof value === 'bigint') return dates[column] ? `'${timeText(value, utcOffset)}'` : String(value)
  return typeof value === 'number' ? String(value) : escapeText(value)
}
