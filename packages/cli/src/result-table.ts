import { printJson, type QueryResult } from '@sluice/sdk'
import { type Column, printTable } from './table.ts'

/** Wider cells are cut on a terminal; in a file they are whole. */
export const cellWidthMax = 60

/** Rows of a query as a table for people. */
export function printResult(
  result: Pick<QueryResult, 'schema' | 'records'>,
  out: Parameters<typeof printTable>[2] & { readonly tty: boolean },
): string {
  return printTable(columnsOf(result, out.tty), rowsOf(result), out)
}

function columnsOf({ schema }: Pick<QueryResult, 'schema'>, tty: boolean): Column[] {
  return schema.map(({ key, valtype }) => ({
    title: key,
    ...(valtype === 'long' || valtype === 'float' ? { align: 'right' as const } : {}),
    ...(tty ? { widthMax: cellWidthMax } : {}),
  }))
}

function rowsOf({ schema, records }: Pick<QueryResult, 'schema' | 'records'>): string[][] {
  return records.map((record) => schema.map(({ key }) => cellText(record[key])))
}

export function cellText(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'object' ? printJson(value) : String(value)
}
