import { type Field, namePattern, type Schema } from '@sluice/model'
import { SqlError } from '../transforms/sql-engine.ts'
import { type OutputColumn, resultColumn } from './canonical-sql.ts'
import type { Session } from './session.ts'

/** What a checked SELECT gives: its fields, and how each column is written. Columns are addressed as c0, c1, …. */
export interface Output {
  readonly columns: readonly OutputColumn[]
  readonly schema: Schema
}

/**
 * Prepares the SELECT and maps its columns. An expression without a name gets one: the name of its function (`count(*)` →
 * `count`), else `_c<position>`; a second one of that name gets `_2` and so on. Errors: SqlError 'diagnostics' for a name
 * given twice or a type no field can hold; DuckDB's own binder errors pass through.
 */
export async function outputOf({ connection, timeZone }: Session, sql: string): Promise<Output> {
  const prepared = await connection.prepare(sql)
  try {
    const taken = new Set<string>()
    const columns = Array.from({ length: prepared.columnCount }, (_, i) => {
      const key = fieldName(prepared.columnName(i), i, taken)
      const type = prepared.columnType(i)
      const column = resultColumn(key, type, `c${i}`, timeZone)
      if (column) return column
      throw wrong(`column '${key}' has type ${type}, which no field can hold: convert it`)
    })
    return { columns, schema: columns.map(({ field }): Field => field) }
  } finally {
    prepared.destroySync()
  }
}

function fieldName(given: string, position: number, taken: Set<string>): string {
  if (namePattern.test(given)) {
    if (taken.has(given))
      throw wrong(`two columns are named '${given}': write AS and another name for one of them`)
    taken.add(given)
    return given
  }
  const called = /^"?([A-Za-z_][A-Za-z0-9_]*)"?\(/.exec(given)?.[1]
  const base = called === undefined ? `_c${position}` : called === 'count_star' ? 'count' : called
  let name = base
  for (let n = 2; taken.has(name); n++) name = `${base}_${n}`
  taken.add(name)
  return name
}

function wrong(message: string): SqlError {
  return new SqlError('diagnostics', message, [{ message }])
}
