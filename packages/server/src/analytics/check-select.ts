import type { DuckDBConnection } from '@duckdb/node-api'
import { refusedFunctions, tableFunctions } from '../compute/fenced-functions.ts'
import { StoreRefusal } from './analytic-store.ts'

/** Names of the engine's own tables, which are found without a schema. */
const engineTables = /^(duckdb|pragma|pg|sqlite)_/i
const engineSchemas = /^(system|temp|pg_catalog)$/i

interface Node {
  readonly [key: string]: unknown
}

/**
 * Refuses everything but one SELECT over the store's tables: the parser's own tree is walked, because a prepared statement's
 * type is not enough (`PRAGMA version` prepares as a SELECT), and because there are functions that change how the engine
 * works (`enable_profiling`). information_schema may be read: it tells which tables there are. Errors: StoreRefusal.
 */
export async function checkSelect(connection: DuckDBConnection, sql: string): Promise<void> {
  if (sql.trim() === '') throw new StoreRefusal('the SQL is empty')
  const parsed = await connection.runAndReadAll('select json_serialize_sql($1::varchar)::varchar', [sql])
  const { error, error_type, error_message, statements } = JSON.parse(String(parsed.getRows()[0]?.[0]))
  if (error && error_type === 'parser') throw new StoreRefusal(String(error_message))
  if (error) throw new StoreRefusal('only a SELECT can be run here')
  if (statements.length !== 1) throw new StoreRefusal('write exactly one SELECT')
  walk(statements)
}

function walk(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  if (!Array.isArray(value)) checkNode(value as Node)
  for (const member of Object.values(value)) walk(member)
}

function checkNode(node: Node): void {
  if (node['class'] === 'PARAMETER') throw new StoreRefusal('parameters cannot be used here: write the value')
  const fault = faultOf(node)
  if (fault !== undefined) throw new StoreRefusal(`${fault} cannot be used here`)
}

function faultOf(node: Node): string | undefined {
  switch (node['type']) {
    case 'BASE_TABLE':
      return tableFault(String(node['table_name']), String(node['schema_name']), String(node['catalog_name']))
    case 'TABLE_FUNCTION': {
      const name = functionName(node['function'])
      return tableFunctions.has(name.toLowerCase()) ? undefined : `table function ${name}`
    }
    case 'FUNCTION': {
      const name = functionName(node)
      return refusedFunctions.test(name) ? `function ${name}` : undefined
    }
    default:
      return undefined
  }
}

function tableFault(name: string, schema: string, catalog: string): string | undefined {
  const ofEngine = (schema === '' || /^main$/i.test(schema)) && engineTables.test(name)
  return catalog !== '' || ofEngine || engineSchemas.test(schema) ? `table ${name}` : undefined
}

function functionName(node: unknown): string {
  return String(Object(node)['function_name'])
}
