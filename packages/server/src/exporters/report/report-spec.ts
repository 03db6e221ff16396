import { type Schema, SluiceError } from '@sluice/model'
import { type Static, Type } from 'typebox'
import { flatMapping, readOptions, writtenSource } from '../exporter.ts'

/** Names of a MySQL database, table or column that need no quoting, with the hyphen besides. */
const sqlName = '^[a-zA-Z0-9_$-]{1,64}$'
const sqlNamePattern = new RegExp(sqlName)

/** Seed, export to the report service; protocol §11.5. */
export const reportOptions = Type.Object({
  dbName: Type.String({
    description: 'Database that has the table: 1 to 64 letters, digits, _ $ and -',
    pattern: sqlName,
  }),
  tableName: Type.String({
    description: 'Table that takes the records: 1 to 64 letters, digits, _ $ and -',
    pattern: sqlName,
  }),
  columns: Type.Record(Type.String(), writtenSource, {
    description: 'Column of the table → #field of the repo, of type string, long, float or date; or constant',
    minProperties: 1,
  }),
})

export type ReportSpec = Static<typeof reportOptions>

/** Errors: E18305, E18332 dbName missing, E18333 tableName missing; E18311 E18312 E18313 E18315 E18324 E18329 of columns. */
export function parseReportSpec(spec: unknown, schema: Schema): ReportSpec {
  const read = readOptions(reportOptions, withDbName(spec), { dbName: 'E18332', tableName: 'E18333' })
  refuseTwins(Object.keys(read.columns))
  const columns = flatMapping('spec.columns', read.columns, schema, {
    checkName: checkColumnName,
    types: ['string', 'long', 'float', 'date'],
    typesHint: 'a report table has no column for: use string, long, float or date',
  })
  return { ...read, columns }
}

/** The table of the seed calls the database `database`, its sample `dbName` (protocol §12): both are read. */
function withDbName(spec: unknown): unknown {
  if (typeof spec !== 'object' || spec === null || Array.isArray(spec)) return spec
  if (!('database' in spec)) return spec
  const given = 'dbName' in spec ? spec.dbName : undefined
  return { ...spec, dbName: given || spec.database }
}

function checkColumnName(where: string, name: string): void {
  if (!sqlNamePattern.test(name) || name.toLowerCase().startsWith('_sluice_'))
    throw new SluiceError(
      'E18311',
      `${where}: '${name}' cannot name a column; use 1 to 64 letters, digits, _ $ and -, and not _sluice_ first`,
    )
}

/** MySQL's column names ignore case. */
function refuseTwins(columns: readonly string[]): void {
  const seen = new Set<string>()
  for (const column of columns) {
    const name = column.toLowerCase()
    if (seen.has(name))
      throw new SluiceError(
        'E18329',
        `spec.columns.${column}: the table has this column once, whatever its case`,
      )
    seen.add(name)
  }
}
