import type { ElementType, Field, Schema } from './field.ts'

/** Columns the log adds to a queue's own. A field may have such a name; its column then gets another. */
export const reservedColumns = ['_offset', '_arrived_at'] as const

/**
 * SQL and Parquet column names of a schema's fields, in schema order (docs/formats/canonical-record.md). SQL names ignore
 * case while field names do not, so a field whose name is taken becomes `<name>__<n>`, n from 2. A name never changes when
 * fields are added behind. For the members of a map give its nested schema and no reserved names.
 */
export function columnNames(schema: Schema, reserved: readonly string[] = reservedColumns): string[] {
  const taken = new Set(reserved.map((name) => name.toLowerCase()))
  const numbers = new Map<string, number>()
  return schema.map((field) => {
    const name = freeName(field.key, taken, numbers)
    taken.add(name.toLowerCase())
    return name
  })
}

/** `numbers`: where to go on counting for a name, so that thousands of one name take no time to speak of. */
function freeName(key: string, taken: ReadonlySet<string>, numbers: Map<string, number>): string {
  const lower = key.toLowerCase()
  if (!taken.has(lower)) return key
  let n = numbers.get(lower) ?? 2
  while (taken.has(`${lower}__${n}`)) n++
  numbers.set(lower, n)
  return `${key}__${n}`
}

/** DuckDB type of a field's column, for example `STRUCT("position" VARCHAR, "salary" DOUBLE)`. */
export function duckdbType(field: Field): string {
  switch (field.valtype) {
    case 'boolean':
      return 'BOOLEAN'
    case 'long':
      return 'BIGINT'
    case 'float':
      return 'DOUBLE'
    case 'date':
      return 'TIMESTAMP WITH TIME ZONE'
    case 'string':
    case 'jsonstring':
      return 'VARCHAR'
    case 'array':
      return `${elementColumnType(field.elemtype ?? 'string')}[]`
    case 'map':
      return structType(field.schema ?? [])
  }
}

function elementColumnType(elemtype: ElementType): string {
  return { long: 'BIGINT', float: 'DOUBLE', string: 'VARCHAR', boolean: 'BOOLEAN' }[elemtype]
}

function structType(schema: Schema): string {
  const names = columnNames(schema, [])
  const members = schema.map((field, i) => `${quoteIdentifier(names[i] ?? field.key)} ${duckdbType(field)}`)
  return `STRUCT(${members.join(', ')})`
}

/** A name as SQL may hold it, whatever is in it. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** Text as SQL may hold it, whatever is in it. A NUL would end the SQL. */
export function quoteText(text: string): string {
  if (text.includes('\0')) return `(${text.split('\0').map(quoteText).join(' || chr(0) || ')})`
  return `'${text.replaceAll("'", "''")}'`
}
