// docs/reference/sql-differences.md, from the cases that say what Apache Spark gives instead, and why.
import type { Expectation, SqlCase } from '../tests/sql/case-file.ts'
import { findCases } from '../tests/sql/find-cases.ts'
import { printRow } from '../tests/sql/rows.ts'
export function sqlDifferencesPage(): string {
  const topics = [...findCases()].map(([file, cases]) => ({
    title: file.replace(/\.sql$/, '').replaceAll('-', ' '),
    cases: cases.filter((one) => one.spark !== undefined),
  }))
  return [
    '# Where answers differ from Apache Spark',
    '',
    '<!-- Generated from tests/sql/cases by tools/generate-reference.ts. -->',
    '',
    'Every SQL case of `tests/sql/cases` runs on Apache Spark, too (`npm run sql:oracle`). These are all cases in which the two',
    'answers differ, with the reason. In all others they are the same.',
    ...topics.filter(({ cases }) => cases.length > 0).flatMap(({ title, cases }) => section(title, cases)),
    '',
  ].join('\n')
}

function section(title: string, cases: readonly SqlCase[]): string[] {
  return [
    '',
    `## ${title.charAt(0).toUpperCase()}${title.slice(1)}`,
    '',
    '| query | Sluice | Spark | why |',
    '| --- | --- | --- | --- |',
    ...cases.map(line),
  ]
}

function line({ sql, expected, spark }: SqlCase): string {
  const there = spark?.expected ?? expected
  const other = there === 'skip' ? 'cannot run it' : answer(there)
  return `| ${code(sql)} | ${answer(expected)} | ${other} | ${cell(spark?.why ?? '')} |`
}

function answer(expected: Expectation): string {
  if (expected.kind !== 'rows') return 'refused'
  return expected.rows.length === 0 ? 'no rows' : expected.rows.map((row) => code(printRow(row))).join('<br>')
}

const code = (text: string): string => `\`${cell(text.trim().replaceAll(/\s+/g, ' '))}\``
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('`', '´')
