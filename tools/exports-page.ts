// docs/reference/exports.md, from the descriptors that check specs and connections.
import type { TSchema } from 'typebox'
import type { ConnectionDriver, ExporterType } from '../packages/server/src/exporters/exporter.ts'
import {
  destinationMembers,
  withoutConnection,
} from '../packages/server/src/pipelines/destination-members.ts'

export function exportsPage(types: readonly ExporterType[]): string {
  return [
    '# Export types',
    '',
    '<!-- Generated from packages/server/src/exporters by tools/generate-reference.ts. -->',
    '',
    'A spec says what an export delivers; a [connection](../guide/connections.md) says where its destination lives and with',
    'which secrets. Without a connection a type delivers to what the server keeps itself, where it has that. The same tables',
    'are printed by `sluice export types <type>` and answered by `GET /v2/exporters`.',
    ...types.flatMap(typeSection),
    '',
  ].join('\n')
}

function typeSection(type: ExporterType): string[] {
  const { kind, title, options, example, repeatable, drivers = [], store } = type
  return [
    '',
    `## ${kind}: ${title}`,
    '',
    repeatable
      ? 'Records that are delivered again leave one copy.'
      : 'Records that are delivered again may be there more than once.',
    connectionText(type),
    '',
    ...optionTable(options),
    '',
    ...json(example),
    ...drivers.flatMap((driver) => driverSection(kind, driver)),
    ...(store
      ? [
          '',
          `### Query of what the server keeps for ${kind}`,
          '',
          `The body of \`POST /v2/destinations/${kind}/query\`; \`sluice query --destination ${kind}\` sends it.`,
          '',
          ...optionTable(store.query),
          '',
          ...json(store.example),
        ]
      : []),
  ]
}

function connectionText(type: ExporterType): string {
  const { drivers = [] } = type
  if (drivers.length === 0) return withoutConnection(type)
  const members = destinationMembers(type).map((member) => `the spec's \`${member}\`, else `)
  return [
    `Drivers of its connections: ${drivers.map(({ driver }) => driver).join(', ')}.`,
    `The connection is the one named as ${members.join('')}\`default\`.`,
    `Without one: ${withoutConnection(type)}`,
  ].join('\n')
}

function driverSection(kind: string, { driver, title, options, example }: ConnectionDriver): string[] {
  return ['', `### Driver ${driver} of ${kind}: ${title}`, '', ...optionTable(options), '', ...json(example)]
}

function optionTable(schema: TSchema): string[] {
  const { properties = {}, required = [] } = schemaOf(schema)
  return [
    '| option | type | | |',
    '| --- | --- | --- | --- |',
    ...Object.entries(properties).map(([name, option]) => optionRow(name, option, required.includes(name))),
  ]
}

interface OptionSchema {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly default?: unknown
  readonly description?: string
  readonly secret?: boolean
  readonly properties?: { readonly [name: string]: OptionSchema }
  readonly required?: readonly string[]
}

/** TypeBox schemas are JSON Schema; printed, they hold nothing else. */
const schemaOf = (schema: TSchema): OptionSchema => JSON.parse(JSON.stringify(schema))

function optionRow(name: string, option: OptionSchema, required: boolean): string {
  const { type, enum: choices, secret, description = '' } = option
  const value = secret ? 'secret' : (choices?.join(' \\| ') ?? type ?? 'any')
  const initial = option.default === undefined ? '' : `default \`${JSON.stringify(option.default)}\``
  const needed = required && option.default === undefined ? 'required' : initial
  return `| \`${name}\` | ${value} | ${needed} | ${description.replaceAll('|', '\\|')} |`
}

const json = (value: unknown): string[] => ['```json', JSON.stringify(value, null, 2), '```']
