import { type Diagnostic, SqlError, type TableSchema } from '../transforms/sql-engine.ts'
import { placeOf, plainMessage } from './diagnostics.ts'
import { refusedFunctions, tableFunctions } from './fenced-functions.ts'
import type { Session } from './session.ts'

const bareFunctions = /^(current_(catalog|database|schema|role|user)|session_user)$/i

/** The engine's own tables: outside of the query that defines it, the name of such a CTE would mean the engine's. */
const engineTables = /^(duckdb|pragma|pg|sqlite)_/i

interface Query {
  readonly sql: string
  /** Names that columns of the tables have, in lower case. */
  readonly fields: ReadonlySet<string>
}

interface Node {
  readonly [key: string]: unknown
}

/**
 * Refuses everything but one SELECT over the given tables: the parser's own tree is walked, because a prepared statement's
 * type is not enough (`PRAGMA version` prepares as a SELECT). Errors: SqlError 'diagnostics'.
 */
export async function checkSql(session: Session, sql: string, tables: readonly TableSchema[]): Promise<void> {
  if (sql.trim() === '') throw refused(sql, 'the SQL is empty', undefined)
  // The engine reads SQL up to a NUL: what is behind it would be checked by nobody.
  if (sql.includes('\0')) throw refused(sql, 'the SQL holds the character NUL', undefined)
  const tree = await parse(session, sql)
  const [statement, ...others] = tree
  if (!statement || others.length > 0) throw refused(sql, 'write exactly one SELECT', undefined)
  const names = tables.flatMap((table) => table.names).map((name) => name.toLowerCase())
  const fields = tables.flatMap(({ schema }) => schema).map(({ key }) => key.toLowerCase())
  walk(statement, new Set(names), { sql, fields: new Set(fields) })
}

async function parse({ connection }: Session, sql: string): Promise<readonly Node[]> {
  const prepared = await connection.prepare('select json_serialize_sql($1::varchar)::varchar')
  prepared.bindVarchar(1, sql)
  const text = String((await prepared.runAndReadAll()).getRows()[0]?.[0])
  const answer = JSON.parse(text)
  if (!answer.error) return answer.statements
  if (answer.error_type !== 'parser') throw refused(sql, 'only a SELECT can be run here', undefined)
  throw refused(sql, plainMessage(String(answer.error_message)), answer.position)
}

function refused(sql: string, message: string, position: unknown): SqlError {
  const at = Number(position)
  const placed = position !== undefined && at >= 0 && at <= Buffer.byteLength(sql)
  const diagnostic: Diagnostic = { message, ...(placed ? placeOf(sql, at) : {}) }
  return new SqlError('diagnostics', message, [diagnostic])
}

/** Checks every object of the tree. The names of CTEs are tables in the query that has them, and below it. */
function walk(value: unknown, tables: ReadonlySet<string>, query: Query): void {
  if (Array.isArray(value)) {
    for (const item of value) walk(item, tables, query)
    return
  }
  if (typeof value !== 'object' || value === null) return
  const node = value as Node
  checkNode(node, tables, query)
  const names = ctes(node).map(({ key }) => key.toLowerCase())
  const taken = names.find((name) => engineTables.test(name))
  if (taken) throw refused(query.sql, `a query cannot be named '${taken}': choose another name`, undefined)
  const inner = names.length > 0 ? new Set([...tables, ...names]) : tables
  for (const member of Object.values(node)) walk(member, inner, query)
}

function ctes(node: Node): { key: string }[] {
  const map = node['cte_map'] as { map?: { key: string }[] } | undefined
  return map?.map ?? []
}

function checkNode(node: Node, tables: ReadonlySet<string>, { sql, fields }: Query): void {
  const at = node['query_location']
  if (node['class'] === 'PARAMETER') throw refused(sql, 'parameters cannot be used here: write the value', at)
  switch (node['type']) {
    case 'BASE_TABLE': {
      const name = String(node['table_name'])
      if (tables.has(name.toLowerCase()) && !node['schema_name'] && !node['catalog_name']) return
      throw refused(sql, `table '${name}' does not exist: the tables are ${[...tables].join(', ')}`, at)
    }
    case 'TABLE_FUNCTION': {
      const name = String((node['function'] as Node | undefined)?.['function_name'])
      if (!tableFunctions.has(name.toLowerCase()))
        throw refused(sql, `table function ${name} cannot be used here`, at)
      return
    }
    case 'SHOW_REF':
      throw refused(sql, 'DESCRIBE and SHOW cannot be used here', at)
    case 'COLUMN_REF': {
      const names = node['column_names']
      if (!Array.isArray(names) || names.length !== 1) return
      // Written without parentheses these are functions, unless a column has the name.
      const name = String(names[0]).toLowerCase()
      if (bareFunctions.test(name) && !fields.has(name)) throw refused(sql, `${name} cannot be used here`, at)
      return
    }
    case 'FUNCTION': {
      const name = String(node['function_name'])
      if (refusedFunctions.test(name)) throw refused(sql, `function ${name} cannot be used here`, at)
    }
  }
}
