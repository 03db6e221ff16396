import type { ValueType } from '@sluice/model'
import { ConfigurationError } from '../exporter.ts'
import { identityColumns } from './identity-columns.ts'
import type { ReportColumn } from './report-rows.ts'

/** A column as the database has it. */
export interface TableColumn {
  readonly name: string
  /** As the database calls it, for example `varchar`. */
  readonly type: string
  readonly kind: ColumnKind
  /** An insert has to give it. */
  readonly required: boolean
}

export type ColumnKind = 'integer' | 'decimal' | 'float' | 'time' | 'text' | 'other'

/** Where values go: the names as the table has them, in the order of the mapping. */
export interface TargetColumns {
  readonly mapped: readonly TableColumn[]
  /** Undefined when the table was made by hand without them. */
  readonly identity: { readonly owner: string; readonly offset: string } | undefined
}

/** Into which kinds of column a type goes without loss; a string goes anywhere, and the database judges each one. */
const kindsOf: { readonly [type in ValueType]?: readonly ColumnKind[] } = {
  long: ['integer', 'decimal', 'text'],
  float: ['float', 'decimal', 'text'],
  date: ['time', 'text'],
}

/** Finds the mapped columns in the table. Throws ConfigurationError when one is missing, has a type that cannot hold what
 *  comes, or when the table wants a column that is not mapped. */
export function targetColumns(
  table: string,
  columns: readonly ReportColumn[],
  there: readonly TableColumn[],
): TargetColumns {
  const missing = columns.filter(({ name }) => !find(there, name)).map(({ name }) => name)
  if (missing.length > 0)
    throw new ConfigurationError(
      `table ${table} has no column ${missing.join(', ')}: add it, or take it out of spec.columns`,
    )
  const mapped = columns.map((column) => fitting(table, column, find(there, column.name)))
  const owner = find(there, identityColumns.owner)?.name
  const offset = find(there, identityColumns.offset)?.name
  const identity = owner !== undefined && offset !== undefined ? { owner, offset } : undefined
  refuseUnfilled(table, there, new Set([...mapped.map(({ name }) => name), owner, offset]))
  return { mapped, identity }
}

/** SQL's names ignore case unless they were quoted when they were made. */
export function find<T extends { readonly name: string }>(all: readonly T[], name: string): T | undefined {
  const alike = all.filter((one) => one.name.toLowerCase() === name.toLowerCase())
  return alike.find((one) => one.name === name) ?? (alike.length === 1 ? alike[0] : undefined)
}

function fitting(table: string, { name, field }: ReportColumn, column: TableColumn | undefined): TableColumn {
  if (!column) throw new Error(`BUG: column ${name} was found before`)
  const kinds = kindsOf[field.valtype]
  if (!kinds || kinds.includes(column.kind)) return column
  throw new ConfigurationError(
    `column ${name} of table ${table} is of type ${column.type}, which does not hold every ${field.valtype} of field '${field.key}': change the column or the mapping`,
  )
}

function refuseUnfilled(
  table: string,
  there: readonly TableColumn[],
  filled: ReadonlySet<string | undefined>,
): void {
  const unfilled = there.filter(({ name, required }) => required && !filled.has(name))
  if (unfilled.length === 0) return
  const names = unfilled.map(({ name }) => name).join(', ')
  throw new ConfigurationError(
    `table ${table} does not take rows without ${names}: map it in spec.columns, or give it a default`,
  )
}
