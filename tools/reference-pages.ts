// The generated pages under docs/reference/. Add a page as one line: its file and the text, made from the table it is about.
import { errorTable } from '@sluice/model'
import { exporterTypes } from '../packages/server/src/exporters/index.ts'
import { createMetrics } from '../packages/server/src/runtime/metrics.ts'
import { printReference } from '../packages/server/src/runtime/settings/print-settings.ts'
import { settingsTable } from '../packages/server/src/settings.ts'

import { startServer } from '../tests/e2e/start-server.ts'
import { exportsPage } from './exports-page.ts'
import { functionsPage } from './functions-page.ts'
import { sqlDifferencesPage } from './sql-differences-page.ts'

export interface ReferencePage {
  /** From the repository root. */
  readonly path: string
  text(): string | Promise<string>
}

export const referencePages: readonly ReferencePage[] = [
  { path: 'docs/reference/settings.md', text: () => printReference(settingsTable) },
  { path: 'docs/reference/errors.md', text: errorsPage },
  { path: 'docs/reference/exports.md', text: () => exportsPage(exporterTypes) },
  { path: 'docs/reference/metrics.md', text: metricsPage },
  { path: 'docs/reference/sql-differences.md', text: sqlDifferencesPage },
  { path: 'docs/reference/sql-functions.md', text: functionsPage },
  { path: 'docs/reference/openapi.json', text: openApiPage },
]

function errorsPage(): string {
  return [
    '# Errors',
    '',
    '<!-- Generated from packages/model/src/errors.ts by tools/generate-reference.ts. -->',
    '',
    'A refused request is answered with the status below and `{"error":"<code>: <what and why>"}`. A request that is not',
    'signed as it should be gets 401 and `{"error":"bad token"}`; the `X-Log` header says what is wrong with it.',
    '',
    '| code | status | meaning |',
    '| --- | --- | --- |',
    ...Object.entries(errorTable).map(
      ([code, { status, meaning }]) => `| ${code} | ${status} | ${meaning} |`,
    ),
    '',
  ].join('\n')
}

async function metricsPage(): Promise<string> {
  const { text } = await createMetrics({ processMetrics: false }).print()
  const types = new Map([...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => [name, type]))
  const rows = [...text.matchAll(/^# HELP (\S+) (.*)$/gm)]
  return [
    '# Metrics',
    '',
    '<!-- Generated from packages/server/src/runtime/metrics.ts by tools/generate-reference.ts. -->',
    '',
    '`GET /metrics` answers in the Prometheus text format, without a signature. Series of the process itself (`process_…`,',
    '`nodejs_…`) come with it, and one `sluice_task_…_total` for each counter of a transform or export.',
    '',
    '| metric | type | |',
    '| --- | --- | --- |',
    ...rows.map(([, name, help]) => `| \`${name}\` | ${types.get(name)} | ${help} |`),
    '',
  ].join('\n')
}

/** What a server answers, in lines that a review can read. */
async function openApiPage(): Promise<string> {
  await using server = await startServer()
  const answer = await fetch(`${server.url}/openapi.json`)
  return `${JSON.stringify(await answer.json(), null, 2)}\n`
}
