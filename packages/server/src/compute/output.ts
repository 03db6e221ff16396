import { type Field, namePattern, type Schema } from '@sluice/model'
import { SqlError } from '../transforms/sql-engine.ts'
import { mapJson, type OutputColumn, resultColumn } from './canonical-sql.ts'
import type { Session } from './session.ts'

/** What a checked SELECT gives: its fields, and how each column is written. Columns are addressed as c0, c1, …. */
export interface Output {
  readonly columns: readonly OutputColumn[]
  readonly schema: Schema
}

/**
 * Prepares the SELECT and maps its columns. An expression without a name gets one: the name of its function (`count(*)` →
 * `count`), else `_c<position>`; where that is taken, `_2` and so on follows. Errors: SqlError 'diagnostics' for a name
 * given twice or a type no field can hold; DuckDB's own binder errors pass through.
 */
export async function outputOf({ connection, timeZone }: Session, sql: string): Promise<Output> {
  const prepared = await connection.prepare(sql)
  try {
    const names = fieldNames(Array.from({ length: prepared.columnCount }, (_, i) => prepared.columnName(i)))
    const columns = names.map((key, i) => {
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

function fieldNames(given: readonly string[]): string[] {
  const taken = new Set<string>()
  for (const name of given.filter((name) => namePattern.test(name))) {
    if (taken.has(name))
      throw wrong(`two columns are named '${name}': write AS and another name for one of them`)
    taken.add(name)
  }
  return given.map((name, i) => (namePattern.test(name) ? name : madeUpName(name, i, taken)))
}

function madeUpName(given: string, position: number, taken: Set<string>): string {
  const called = /^"?([A-Za-z_][A-Za-z0-9_]{0,99})"?\(/.exec(given)?.[1]
  const base = called === undefined ? `_c${position}` : called === 'count_star' ? 'count' : called
  let name = base
  for (let n = 2; taken.has(name); n++) name = `${base}_${n}`
  taken.add(name)
  return name
}

/**
 * The columns as a destination stores them: its fields only, in its order, members of maps too. A field that the SQL does
 * not give stays absent. Errors: SqlError 'diagnostics' for a column whose type is not the field's.
 */
export function conform(columns: readonly OutputColumn[], fields: Schema, path = ''): OutputColumn[] {
  return fields.flatMap((field) => {
    const column = columns.find((other) => other.field.key === field.key)
    return column ? [conformColumn(column, field, path)] : []
  })
}

function conformColumn(column: OutputColumn, field: Field, path: string): OutputColumn {
  const [given, wanted] = [typeName(column.field), typeName(field)]
  // SQL knows JSON text only as a string (protocol §10.10).
  if (given !== wanted && !(given === 'string' && wanted === 'jsonstring'))
    throw wrong(
      `column '${path}${field.key}' is ${given}, but the destination's field is ${wanted}: convert it, or name it otherwise`,
    )
  if (!column.members || column.value === undefined || !field.schema) return { ...column, field }
  const members = conform(column.members, field.schema, `${path}${field.key}.`)
  return { field, json: mapJson(column.value, members), members, value: column.value }
}

function typeName({ valtype, elemtype }: Field): string {
  return elemtype === undefined ? valtype : `${valtype} of ${elemtype}`
}

function wrong(message: string): SqlError {
  return new SqlError('diagnostics', message, [{ message }])
}
