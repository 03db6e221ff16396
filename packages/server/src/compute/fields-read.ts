import { columnNames, quoteIdentifier } from '@sluice/model'
import type { TableSchema } from '../transforms/sql-engine.ts'
import type { Session } from './session.ts'
import { emptySource } from './sources.ts'

/** Tables without rows, each under all of its names. `fieldsRead` finds them again in the plan of a query. */
export async function makeEmptyTables(session: Session, tables: readonly TableSchema[]): Promise<void> {
  // What these optimizers leave out of the plan is read all the same.
  await session.connection.run(
    `set disabled_optimizers = 'filter_pushdown,statistics_propagation,empty_result_pullup'`,
  )
  for (const [i, { names, schema }] of tables.entries()) {
    await session.connection.run(`create table ${tableName(i)} as ${emptySource(schema)}`)
    const distinct = new Map(names.map((name) => [name.toLowerCase(), name]))
    for (const name of distinct.values())
      await session.connection.run(
        `create view ${quoteIdentifier(name)} as select * from main.${tableName(i)}`,
      )
  }
}

const tableName = (i: number): string => `_table${i}`

interface PlanNode {
  readonly extra_info?: { readonly Table?: string; readonly Projections?: string | readonly string[] }
  readonly children?: readonly PlanNode[]
}

/** Keys of the fields that a query needs of each table, in schema order: what the plan reads after the optimizer has left
 *  out the rest. */
export async function fieldsRead(
  { connection }: Session,
  select: string,
  tables: readonly TableSchema[],
): Promise<string[][]> {
  const explained = await connection.runAndReadAll(`explain (format json) ${select}`)
  const plans: PlanNode[] = explained.getRows().flatMap(([, plan]) => JSON.parse(String(plan)))
  const scans = plans.flatMap(nodes).map(({ extra_info }) => extra_info ?? {})
  return tables.map(({ schema }, i) => {
    const columns = scans
      .filter(({ Table }) => Table?.endsWith(`.${tableName(i)}`))
      .flatMap(({ Projections = [] }) => Projections)
      // A member of a map is written `place.city`.
      .map((column) => column.split(/\./, 1)[0]?.replaceAll('"', ''))
    const names = columnNames(schema)
    return schema.filter((_, at) => columns.includes(names[at])).map(({ key }) => key)
  })
}

function nodes(node: PlanNode): PlanNode[] {
  return [node, ...(node.children ?? []).flatMap(nodes)]
}
