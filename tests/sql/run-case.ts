import type { Schema } from '@sluice/model'
import { type Diagnostic, SqlError, type Table } from '../../packages/server/src/transforms/sql-engine.ts'
import type { Expectation, SqlCase } from './case-file.ts'
import type { EngineUnderTest } from './engine-under-test.ts'
import { parseRow, printRow, type Row, sameRows } from './rows.ts'
import { printSchemaText } from './schema-text.ts'

/** What an engine made of a case. */
export type Outcome =
  | { readonly kind: 'rows'; readonly rows: readonly Row[]; readonly types: Schema }
  | {
      readonly kind: 'refused'
      readonly code: string
      readonly place: string | undefined
      readonly text: string
    }
  | { readonly kind: 'fails'; readonly text: string }

const limits = { threads: 1, memoryBytesMax: 1024 ** 3, timeoutMs: 30_000 }

/** Analyses the query, then runs it. undefined = as expected, else what is wrong, for a person. */
export async function faultOfCase(one: SqlCase, under: EngineUnderTest): Promise<string | undefined> {
  const outcome = await outcomeOf(one, under)
  const fault = differenceFrom(one.expected, one.types, outcome)
  return fault && report(one, fault)
}

/** What our engine makes of a case. */
export async function outcomeOf(one: SqlCase, under: EngineUnderTest): Promise<Outcome> {
  const tables: Table[] = [{ names: ['stream'], schema: one.schema, files: await under.filesOf(one.input) }]
  const analysis = await under.engine.analyze(one.sql, tables)
  if (!analysis.schema) return refusal(analysis.diagnostics)
  try {
    const { lines, schema } = await under.engine.execute(one.sql, tables, limits)
    const analysed = printSchemaText(analysis.schema)
    const executed = printSchemaText(schema)
    if (analysed !== executed)
      return { kind: 'fails', text: `analysis says '${analysed}', the run gave '${executed}'` }
    const rows = Buffer.from(lines).toString('utf8').split('\n').slice(0, -1).map(parseRow)
    return { kind: 'rows', rows, types: schema }
  } catch (error) {
    if (error instanceof SqlError) return { kind: 'fails', text: error.message }
    throw error
  }
}

function refusal(diagnostics: readonly Diagnostic[]): Outcome {
  const [first] = diagnostics
  return {
    kind: 'refused',
    code: diagnostics.some(({ unknownField }) => unknownField) ? 'E18228' : 'E18209',
    place: first?.line === undefined ? undefined : `${first.line}:${first.column ?? '?'}`,
    text: diagnostics.map(({ message }) => message).join('; '),
  }
}

/** undefined when the outcome is the expected one, else both, for a person. */
export function differenceFrom(
  expected: Expectation,
  types: Schema | undefined,
  outcome: Outcome,
): string | undefined {
  const typesWrong =
    types && outcome.kind === 'rows' && printSchemaText(types) !== printSchemaText(outcome.types)
  if (typesWrong)
    return `expected the types ${printSchemaText(types)}\ngot the types      ${printSchemaText(outcome.types)}`
  return isExpected(expected, outcome) ? undefined : `expected ${print(expected)}\ngot      ${print(outcome)}`
}

function isExpected(expected: Expectation, outcome: Outcome): boolean {
  switch (expected.kind) {
    case 'rows':
      return outcome.kind === 'rows' && sameRows(expected.rows, outcome.rows, expected)
    case 'refused':
      return (
        outcome.kind === 'refused' &&
        outcome.code === expected.code &&
        (expected.place === undefined || outcome.place === expected.place) &&
        contains(outcome.text, expected.text)
      )
    case 'fails':
      return outcome.kind === 'fails' && contains(outcome.text, expected.text)
  }
}

const contains = (text: string, part: string) => text.toLowerCase().includes(part.toLowerCase())

function print(one: Expectation | Outcome): string {
  switch (one.kind) {
    case 'rows':
      return one.rows.length === 0 ? 'no rows' : one.rows.map(printRow).join('\n         ')
    case 'refused':
      return `the refusal ${one.code} ${one.place ?? ''} ${one.text}`
    case 'fails':
      return `the failure ${one.text}`
  }
}

export function report(one: SqlCase, fault: string): string {
  const indented = (text: string) => text.replaceAll(/^/gm, '    ')
  return `${one.file}:${one.line} ${one.title}\n${indented(one.sql)}\n${indented(fault)}\n`
}
