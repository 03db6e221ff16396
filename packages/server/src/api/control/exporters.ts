import { type TSchema, Type } from 'typebox'
import type { ExporterType } from '../../exporters/exporter.ts'
import { destinationMembers, withoutConnection } from '../../pipelines/destination-members.ts'
import type { Route } from '../route.ts'
import type { ControlDeps } from './deps.ts'

const JsonSchema = Type.Record(Type.String(), Type.Unknown(), {
  description: 'JSON Schema of the members; `secret` marks those that are encrypted at rest and never shown',
})
const Example = Type.Record(Type.String(), Type.Unknown())

const ExporterAnswer = Type.Object({
  type: Type.String(),
  title: Type.String(),
  repeatable: Type.Boolean({ description: 'Delivering a batch again leaves one copy at the destination' }),
  spec: JsonSchema,
  example: Example,
  connectionNamedBy: Type.Array(Type.String(), {
    description: 'Members of the spec by whose values its connection is found, before the one named default',
  }),
  withoutConnection: Type.String({ description: 'What delivering without a connection means' }),
  drivers: Type.Array(
    Type.Object({ driver: Type.String(), title: Type.String(), options: JsonSchema, example: Example }),
    { description: 'Servers that connections of this type lead to' },
  ),
  store: Type.Optional(
    Type.Object(
      { query: JsonSchema, example: Example },
      { description: 'What this server keeps itself when there is no connection, and how it is asked' },
    ),
  ),
})

/** What export types there are, for forms and command lines: printed from the descriptors that check specs. */
export function exporterRoutes({ pipelines: { exporterTypes } }: ControlDeps): Route[] {
  return [
    {
      method: 'GET',
      path: '/v2/exporters',
      tag: 'Exports',
      summary: 'The export types of this server: their specs, the servers they deliver to, their own stores',
      answer: Type.Object({ exporters: Type.Array(ExporterAnswer) }),
      handle: async () => ({ exporters: exporterTypes.map(printType) }),
    },
  ]
}

function printType(exporterType: ExporterType) {
  const { kind, title, repeatable, options, example, drivers = [], store } = exporterType
  return {
    type: kind,
    title,
    repeatable,
    spec: plain(options),
    example,
    connectionNamedBy: destinationMembers(exporterType),
    withoutConnection: withoutConnection(exporterType),
    drivers: drivers.map((driver) => ({ ...driver, options: plain(driver.options) })),
    ...(store ? { store: { query: plain(store.query), example: store.example } } : {}),
  }
}

/** What TypeBox keeps beside JSON Schema is not printed. */
const plain = (schema: TSchema): unknown => JSON.parse(JSON.stringify(schema))
