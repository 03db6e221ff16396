import { type OptionSchema, printJson } from '@sluice/sdk'
import { assign } from '../assignments.ts'
import { type Call, UsageError } from '../command.ts'
import { isObject } from '../fields.ts'
import { cellText, cellWidthMax } from '../result-table.ts'
import { type Column, printTable } from '../table.ts'
import { exporterNamed } from './export-types.ts'

/** What a store is asked by, and how many rows it is to give: the first of these that its queries have. */
const textMembers = ['sql', 'query']
const limitMembers = ['limit', 'size']
/** Where the rows of an answer are. */
const rowMembers = ['rows', 'data']

type Row = { readonly [column: string]: unknown }

/** Asks the store that the server keeps itself for exports of a type. */
export async function queryDestination(call: Call, type: string): Promise<void> {
  const client = await call.client()
  const { store } = exporterNamed(await client.exporters(), type)
  if (!store)
    throw new UsageError(`exports of type ${type} keep nothing on the server`, 'ask the destination')
  const answer = await client.queryDestination(type, queryOf(call, store.query))
  const rows = rowMembers.map((member) => answer[member]).find(Array.isArray)
  if (call.json) {
    const objects = rows ?? [answer]
    for (const row of objects) await call.shell.stdout.write(`${printJson(row)}\n`)
  } else await call.shell.stdout.write(textOf(answer, rows, call))
  await sayWhatIsMissing(call, answer, rows?.length ?? 0)
}

function queryOf(call: Call, schema: OptionSchema): Row {
  const member = (names: readonly string[]) => names.find((name) => schema.properties?.[name])
  const [text, limit] = [member(textMembers), member(limitMembers)]
  const rowsMax = call.wholeNumber('limit')
  const query = {
    ...(text && call.arg('sql') !== '' ? { [text]: call.arg('sql') } : {}),
    ...(limit && rowsMax !== undefined ? { [limit]: rowsMax } : {}),
  }
  return assign(query, call.texts('set'), schema)
}

function textOf(answer: Row, rows: unknown[] | undefined, { shell }: Call): string {
  if (!rows) return `${printJson(answer, 2)}\n`
  const objects: Row[] = rows.filter(isObject)
  const names = columnNames(answer, objects)
  const columns = names.map(
    (title): Column => ({
      title,
      ...(objects.every((row) => isNumber(row[title])) ? { align: 'right' } : {}),
      ...(shell.stdout.tty ? { widthMax: cellWidthMax } : {}),
    }),
  )
  const cells = objects.map((row) => names.map((name) => cellText(row[name])))
  return printTable(columns, cells, shell.stdout)
}

/** As the answer lists them, else all that occur. */
function columnNames({ columns }: Row, rows: readonly Row[]): string[] {
  if (!Array.isArray(columns)) return [...new Set(rows.flatMap(Object.keys))]
  return columns.map((column) => String(isObject(column) ? column['name'] : column))
}

const isNumber = (value: unknown) => value === undefined || ['number', 'bigint'].includes(typeof value)

async function sayWhatIsMissing({ shell }: Call, { total, truncated }: Row, shown: number): Promise<void> {
  if (typeof total === 'number' && total > shown)
    await shell.stderr.write(`${shown} of ${total}: see --limit\n`)
  else if (truncated === true)
    await shell.stderr.write(`only the first ${shown} rows: there are more, see --limit\n`)
}
