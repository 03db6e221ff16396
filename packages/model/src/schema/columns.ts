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
  return schema.map((field) => {
    const name = freeName(field.key, taken)
    taken.add(name.toLowerCase())
    return name
  })
}

function freeName(key: string, taken: ReadonlySet<string>): string {
  if (!taken.has(key.toLowerCase())) return key
  let n = 2
  while (taken.has(`${key}__${n}`.toLowerCase())) n++
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

/** Text as an SQL literal. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
