import type { Exporter } from '@sluice/sdk'
import { type Call, type Command, UsageError } from '../command.ts'
import { nearest } from '../nearest.ts'
import { printTable } from '../table.ts'
import { optionTable } from './option-table.ts'

export const exportTypesCommand: Command = {
  name: 'export types',
  summary: 'list the export types of the server, or what one of them needs',
  args: [{ name: 'type', description: 'only this one, with its options and drivers', optional: true }],
  options: {},
  examples: ['sluice export types', 'sluice export types kodo'],
  run: exportTypes,
}

async function exportTypes(call: Call): Promise<void> {
  const exporters = await (await call.client()).exporters()
  const type = call.arg('type')
  if (type === '') await call.answer({ exporters }, printTypes(exporters, call))
  else {
    const exporter = exporterNamed(exporters, type)
    await call.answer(exporter, printType(exporter, call))
  }
}

/** Throws UsageError, which names those there are. */
export function exporterNamed(exporters: readonly Exporter[], type: string): Exporter {
  const found = exporters.find((exporter) => exporter.type === type)
  if (found) return found
  const names = exporters.map((exporter) => exporter.type)
  const near = nearest(type, names)
  throw new UsageError(
    `the server has no export type '${type}'`,
    near ? `did you mean ${near}?` : `it has ${names.join(', ')}`,
  )
}

function printTypes(exporters: readonly Exporter[], { shell }: Call): string {
  const columns = [{ title: 'TYPE' }, { title: 'DELIVERS TO' }, { title: 'DRIVERS' }, { title: 'OWN STORE' }]
  const rows = exporters.map(({ type, title, drivers, store }) => [
    type,
    title,
    drivers.map(({ driver }) => driver).join(', '),
    store ? `sluice query --destination ${type}` : '',
  ])
  return printTable(columns, rows, shell.stdout)
}

function printType(exporter: Exporter, { shell }: Call): string {
  const { type, title, spec, example, drivers, repeatable, store } = exporter
  const repeats = repeatable
    ? 'Records that are delivered again leave one copy.'
    : 'Records may arrive more than once.'
  const named = exporter.connectionNamedBy.map((member) => `the spec's ${member}, else `).join('')
  const parts = [
    `${type}: ${title}. ${repeats}\n`,
    drivers.length > 0
      ? `Connection: named as ${named}default. Without one: ${exporter.withoutConnection}\n`
      : `${exporter.withoutConnection}\n`,
    optionTable(spec, shell.stdout),
    `example: ${JSON.stringify(example, null, 2)}\n`,
    ...drivers.map(
      ({ driver, title, options }) =>
        `driver ${driver} (${title}), for sluice connection create --type ${type} --driver ${driver}\n\n` +
        optionTable(options, shell.stdout),
    ),
  ]
  if (store) {
    const asked = `what it keeps on the server, for sluice query --destination ${type} … --set option=value`
    parts.push(`${asked}\n\n${optionTable(store.query, shell.stdout)}`)
  }
  return parts.join('\n')
}
