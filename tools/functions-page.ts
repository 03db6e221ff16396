// docs/reference/sql-functions.md, from the rows that translate calls of functions.
import type {
  FunctionRow,
  GeneratorRow,
} from '../packages/server/src/transforms/duckdb/functions/function.ts'
import { families, generators } from '../packages/server/src/transforms/duckdb/functions/index.ts'

type Row = FunctionRow | GeneratorRow

export function functionsPage(): string {
  const sections = [...families, { title: 'Functions that make rows', rows: generators }]
  return [
    '# SQL functions',
    '',
    '<!-- Generated from packages/server/src/transforms/duckdb/functions by tools/generate-reference.ts. -->',
    '',
    'The functions of the [SQL dialect](sql.md), by family. Names are not case-sensitive. Where nothing else is said, an argument',
    'that is NULL makes the result NULL. Aggregates can be used over a window, too; what makes rows stands alone in a SELECT',
    'list or in LATERAL VIEW.',
    ...sections.flatMap(({ title, rows }) => section(title, rows)),
    '',
  ].join('\n')
}

function section(title: string, rows: readonly Row[]): string[] {
  const sorted = [...rows].sort((a, b) => (a.name < b.name ? -1 : 1))
  return [
    '',
    `## ${title}`,
    '',
    '| call | kind | gives |',
    '| --- | --- | --- |',
    ...sorted.map(functionLine),
  ]
}

function functionLine({ usage, about, kind, aliases = [] }: Row): string {
  const others = aliases.length > 0 ? ` Also: ${aliases.map((name) => `\`${name}\``).join(', ')}.` : ''
  return `| \`${cell(usage)}\` | ${kind} | ${cell(about)}${others} |`
}

const cell = (text: string): string => text.replaceAll('|', '\\|')
