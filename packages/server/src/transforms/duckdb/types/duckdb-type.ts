import { quoteIdentifier } from '@sluice/model'
import type { SimpleKind, SqlType } from './sql-type.ts'

const simpleNames: { readonly [kind in SimpleKind]: string } = {
  null: 'INTEGER',
  boolean: 'BOOLEAN',
  tinyint: 'TINYINT',
  smallint: 'SMALLINT',
  int: 'INTEGER',
  bigint: 'BIGINT',
  float: 'FLOAT',
  double: 'DOUBLE',
  string: 'VARCHAR',
  binary: 'BLOB',
  date: 'DATE',
  timestamp: 'TIMESTAMPTZ',
  interval: 'INTERVAL',
}

/** How DuckDB holds a type of the dialect. */
export function duckdbTypeOf(type: SqlType): string {
  switch (type.kind) {
    case 'decimal':
      return `DECIMAL(${type.precision},${type.scale})`
    case 'array':
      return `${duckdbTypeOf(type.element)}[]`
    case 'map':
      return `MAP(${duckdbTypeOf(type.key)}, ${duckdbTypeOf(type.value)})`
    case 'struct':
      return `STRUCT(${type.members
        .map((member) => `${quoteIdentifier(member.column)} ${duckdbTypeOf(member.type)}`)
        .join(', ')})`
    default:
      return simpleNames[type.kind]
  }
}
