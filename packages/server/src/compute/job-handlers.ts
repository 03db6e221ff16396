import { quoteIdentifier, quoteText } from '@sluice/model'
import type { TableSchema } from '../transforms/sql-engine.ts'
import { lineSql, schemaColumns } from './canonical-sql.ts'
import { checkSql } from './check-sql.ts'
import type { Query } from './compute.ts'
import { sqlErrorOf } from './diagnostics.ts'
import { writeDifference } from './difference.ts'
import { fieldsRead, makeEmptyTables } from './fields-read.ts'
import type { JobName, Jobs } from './jobs.ts'
import { conform, outputOf } from './output.ts'
import { copyToParquet, seal } from './seal.ts'
import { lockDown, type Session } from './session.ts'
import { inRange, linesSource, parquetShapes, selection, sourceOf } from './sources.ts'
import { firstStatement } from './sql-text.ts'

type Handlers = {
  [J in JobName]: (session: Session, question: Jobs[J]['question']) => Promise<Jobs[J]['answer']>
}

/** Raw lines: a CSV of one column without quoting, whose delimiter cannot occur in JSON. */
const asLines = `(format csv, header false, quote '', escape '', delimiter e'\\x01')`

export const jobHandlers: Handlers = {
  async analyze(session, { query, tables }) {
    try {
      await makeMacros(session, query)
      await makeEmptyTables(session, tables)
      await lockDown(session, [])
      const { select, schema } = await outputOfChecked(session, query.select, tables)
      return { schema, fieldsRead: await fieldsRead(session, select, tables), diagnostics: [] }
    } catch (error) {
      const { kind, message, diagnostics } = sqlErrorOf(error)
      if (kind !== 'diagnostics') throw error
      return { diagnostics: diagnostics.length > 0 ? diagnostics : [{ message }] }
    }
  },

  async execute(session, { query, tables, rowsMax, fields, output }) {
    await makeMacros(session, query)
    const paths = await makeViews(session, tables)
    await lockDown(session, [...paths, output])
    const { select, columns, schema } = await outputOfChecked(session, query.select, tables)
    const aliases = columns.map((_, i) => `c${i}`).join(', ')
    const limit = rowsMax === undefined ? '' : `limit ${rowsMax}`
    const before = `copy (select ${lineSql(fields ? conform(columns, fields) : columns)} from (\n`
    try {
      const rows = await session.connection.run(
        `${before}${select}\n) as result(${aliases}) ${limit}) to ${quoteText(output)} ${asLines}`,
      )
      return { schema: fields ?? schema, count: Number(rows.rowsChanged) }
    } catch (error) {
      throw sqlErrorOf(error, select, Buffer.byteLength(before))
    }
  },

  async compare(session, { before, after, tables, rowsMax, output }) {
    await makeMacros(session, before, after)
    const paths = await makeViews(session, tables)
    await lockDown(session, [...paths, output])
    const selects = [
      await outputOfChecked(session, before.select, tables),
      await outputOfChecked(session, after.select, tables),
    ] as const
    try {
      const sides = await writeDifference(session, selects, { rowsMax, output, form: asLines })
      const [{ schema: was }, { schema: is }] = selects
      return { before: { ...sides.before, schema: was }, after: { ...sides.after, schema: is } }
    } catch (error) {
      throw sqlErrorOf(error)
    }
  },

  async seal(session, job) {
    return { count: await seal(session, job) }
  },

  // A sealed file is in offset order, and DuckDB keeps the order of what it reads: sorting would hold it all in memory.
  async unseal(session, { path, schema, output, ...range }) {
    const stored = (await parquetShapes(session, [path])).get(path)?.columns ?? new Set()
    const line = lineSql(schemaColumns(schema))
    const rows = `read_parquet(${quoteText(path)}) where ${inRange(range)}`
    const result = await session.connection.run(
      `copy (
         select ${line} from (select ${selection(schema, stored)} from ${rows})
       ) to ${quoteText(output)} ${asLines}`,
    )
    const arrivals = await session.connection.runAndReadAll(
      `select _offset, epoch_ms(_arrived_at) from ${rows}
       qualify _arrived_at is distinct from lag(_arrived_at) over (order by _offset) order by _offset`,
    )
    return {
      count: Number(result.rowsChanged),
      arrivals: arrivals.getRows().map(([offset, at]) => ({
        offset: BigInt(String(offset)),
        arrivedAtMs: Number(at),
      })),
    }
  },

  async parquet(session, { linesPath, schema, target }) {
    const { sql, paths } = linesSource(session, schema, [{ kind: 'lines', path: linesPath }])
    return { count: await copyToParquet(session, sql, target, paths) }
  },
}

/** The macros that queries call, each once. */
async function makeMacros({ connection }: Session, ...queries: readonly Query[]): Promise<void> {
  for (const statement of new Set(queries.flatMap(({ macros }) => macros))) await connection.run(statement)
}

/** Gives every table all of its names; returns the files that reading them will touch. */
async function makeViews(session: Session, tables: Jobs['execute']['question']['tables']): Promise<string[]> {
  const touched: string[] = []
  for (const { names, schema, files } of tables) {
    const { sql, paths } = await sourceOf(session, schema, files)
    touched.push(...paths)
    const distinct = new Map(names.map((name) => [name.toLowerCase(), name]))
    for (const name of distinct.values())
      await session.connection.run(`create view ${quoteIdentifier(name)} as ${sql}`)
  }
  return touched
}

/** What the SQL gives, after it was checked on its own; `select` is it without the semicolon that would end a statement.
 *  Errors: SqlError 'diagnostics', placed in the SQL as written. */
async function outputOfChecked(session: Session, sql: string, tables: readonly TableSchema[]) {
  try {
    await checkSql(session, sql, tables)
    const select = firstStatement(sql)
    // What is run is what was checked, even if we and the parser should not agree on where the statement ends.
    if (select !== sql) await checkSql(session, select, tables)
    return { select, ...(await outputOf(session, select)) }
  } catch (error) {
    throw sqlErrorOf(error, sql)
  }
}
