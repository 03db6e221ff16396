import type { OptionSchema } from '@sluice/sdk'
import { printTable } from '../table.ts'

const columns = [
  { title: 'OPTION' },
  { title: 'TYPE' },
  { title: 'REQUIRED' },
  { title: 'DEFAULT' },
  { title: 'MEANING' },
]

/** The options that a schema describes, a line each; those needed first. */
export function optionTable(schema: OptionSchema, { colour = false } = {}): string {
  const needed = (name: string) =>
    schema.required?.includes(name) === true && schema.properties?.[name]?.default === undefined
  const rows = Object.entries(schema.properties ?? {})
    .sort(([a], [b]) => Number(needed(b)) - Number(needed(a)))
    .map(([name, option]) => [
      name,
      typeText(option),
      needed(name) ? 'yes' : '',
      option.default === undefined ? '' : JSON.stringify(option.default),
      option.description ?? '',
    ])
  return printTable(columns, rows, { colour })
}

function typeText({ type, enum: choices, secret }: OptionSchema): string {
  if (secret) return 'secret'
  if (choices) return choices.join('|')
  return type ?? 'any'
}
