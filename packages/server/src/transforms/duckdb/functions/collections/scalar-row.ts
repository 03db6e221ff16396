import type { FunctionRow } from '../function.ts'

export function scalarRow(
  name: string,
  usage: string,
  about: string,
  parameters: FunctionRow['parameters'],
  returns: FunctionRow['returns'],
  sql: FunctionRow['sql'],
  aliases: readonly string[] = [],
): FunctionRow {
  return { name, aliases, kind: 'scalar', usage, about, parameters, returns, sql }
}
