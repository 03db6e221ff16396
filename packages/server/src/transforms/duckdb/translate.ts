import { columnNames, namePattern, nameRule, quoteIdentifier } from '@sluice/model'
import type { TableSchema } from '../sql-engine.ts'
import { type Diagnostic, SqlError } from '../sql-engine.ts'
import { macrosOf } from './macros/index.ts'
import { compileQuery } from './query/compile-query.ts'
import { lambdaParameters } from './query/lambda-parameters.ts'
import type { OutputColumn, Place, Table, Translation } from './query/place.ts'
import { emptyScope } from './query/scope.ts'
import { tablesRead } from './query/tables-read.ts'
import { createWork } from './query/work.ts'
import type { Query } from './syntax/ast.ts'
import { parseQuery } from './syntax/parse-query.ts'
import { placeOf } from './syntax/place.ts'
import { TextError } from './syntax/text-error.ts'
import { duckdbTypeOf } from './types/duckdb-type.ts'
import { type SqlType, stringType, typeName, typeOfField } from './types/sql-type.ts'

/** A query as DuckDB runs it: the statements that make the macros it calls, and one SELECT. */
export interface Translated {
  readonly select: string
  readonly macros: readonly string[]
}

/**
 * Spark SQL as users write it → DuckDB SQL with the same answers (docs/decisions/0018-own-translation-of-spark-sql.md). The
 * text is parsed and typed here, so that what is wrong in it can be shown there; nothing runs. Errors: SqlError
 * 'diagnostics' with line and column.
 */
export function translate(sql: string, tables: readonly TableSchema[], timeZone: string): Translated {
  try {
    const query = parseQuery(sql)
    const plain = selectOf(query, tables, timeZone, false)
    const select = namesMeet(plain, tables) ? selectOf(query, tables, timeZone, true) : plain
    return { select, macros: macrosOf(select) }
  } catch (error) {
    throw error instanceof TextError ? diagnosed(error, sql) : error
  }
}

function selectOf(query: Query, tables: readonly TableSchema[], timeZone: string, renames: boolean): string {
  const { sql, columns } = compileQuery(query, topPlace(tables, timeZone, renames))
  return `select ${named(columns).join(', ')} from (${sql})`
}

/** In a lambda DuckDB takes `entry.key` for a member of the column `entry`, when there is one, before the lambda's parameter. */
function namesMeet(select: string, tables: readonly TableSchema[]): boolean {
  const parameters = lambdaParameters(select)
  if (parameters.size === 0) return false
  return tables.some(({ schema }) => columnNames(schema).some((name) => parameters.has(name.toLowerCase())))
}

/** Names of the tables that the text reads. Errors: those of translate that the text alone decides. */
export function tablesReadBy(sql: string): string[] {
  try {
    return tablesRead(parseQuery(sql))
  } catch (error) {
    throw error instanceof TextError ? diagnosed(error, sql) : error
  }
}

/** A message quotes names, and a name may be a megabyte. */
const messageLengthMax = 2_000

function diagnosed({ message: whole, at, unknownField }: TextError, sql: string): SqlError {
  const message = whole.length > messageLengthMax ? `${whole.slice(0, messageLengthMax)}…` : whole
  const diagnostic: Diagnostic = {
    message,
    ...placeOf(sql, at.start),
    ...(unknownField ? { unknownField } : {}),
  }
  return new SqlError('diagnostics', message, [diagnostic])
}

function topPlace(tables: readonly TableSchema[], timeZone: string, renames: boolean): Place {
  let names = 0
  const translation: Translation = {
    timeZone,
    tables: new Map(
      tables.flatMap((table) =>
        table.names.map((name) => [name.toLowerCase(), tableOf(table, name, renames)]),
      ),
    ),
    tableNames: tables.flatMap((table) => table.names),
    newName: (prefix) => `${prefix}${names++}`,
    count: createWork(),
  }
  return {
    translation,
    ctes: new Map(),
    scope: emptyScope,
    outer: undefined,
    clause: 'SELECT',
    allows: { aggregates: true, windows: true },
    aliases: new Map(),
    aliasesFirst: false,
    grouping: undefined,
    loose: [],
    variables: new Map(),
    windows: [],
    compileQuery,
  }
}

/** `renames`: its columns are called f0, f1, … */
function tableOf({ schema }: TableSchema, name: string, renames: boolean): Table {
  const stored = columnNames(schema).map(quoteIdentifier)
  const columns = renames ? stored.map((_, i) => `f${i}`) : stored
  const items = stored.map((column, i) => `${column} as f${i}`)
  return {
    sql: renames ? `(select ${items.join(', ')} from ${quoteIdentifier(name)})` : quoteIdentifier(name),
    columns: schema.map((field, i) => ({
      name: field.key,
      column: columns[i] ?? field.key,
      type: typeOfField(field),
    })),
  }
}

/** The columns under the names of the fields that they become. */
function named(columns: readonly OutputColumn[]): string[] {
  const taken = new Set<string>()
  for (const { name, given, at, type } of columns) {
    if (!holds(type))
      throw new TextError(
        `column '${name}' is ${typeName(type)}, which no field can hold: ${type.kind === 'binary' ? 'use base64, hex or decode' : 'take its parts, or use to_json'}`,
        at,
      )
    if (!given) continue
    if (!namePattern.test(name)) throw new TextError(`'${name}' cannot be a field's name: ${nameRule}`, at)
    if (taken.has(name))
      throw new TextError(`two columns are named '${name}': write AS and another name for one of them`, at)
    taken.add(name)
  }
  return columns.map(
    ({ name, column, given, type }) =>
      `cast(${column} as ${resultType(type)}) as ${quoteIdentifier(given ? name : freeName(name, taken))}`,
  )
}

/** NULL without a type is text. */
const resultType = (type: SqlType): string => duckdbTypeOf(type.kind === 'null' ? stringType : type)

function freeName(base: string, taken: Set<string>): string {
  const start = namePattern.test(base) ? base : '_c'
  let name = start
  for (let n = 2; taken.has(name); n++) name = `${start}_${n}`
  taken.add(name)
  return name
}

/** Whether a field of a repo can hold values of this type (spec: sql.md §1.2). */
function holds(type: SqlType): boolean {
  if (type.kind === 'array')
    return ['array', 'struct'].includes(type.element.kind) ? false : holds(type.element)
  if (type.kind === 'struct')
    return type.members.every((member) => namePattern.test(member.name) && holds(member.type))
  return !['map', 'binary', 'interval'].includes(type.kind)
}
