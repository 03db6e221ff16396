import { parseBody } from '@sluice/model'
import { type TSchema, Type } from 'typebox'
import type { ConnectionDriver } from '../../exporters/exporter.ts'
import { checkConnection } from '../../pipelines/check-connection.ts'
import { connectionNameRule, secretOptions } from '../../pipelines/connection-options.ts'
import {
  type ConnectionRef,
  deleteConnection,
  findConnection,
  listConnections,
  putConnection,
} from '../../pipelines/connections.ts'
import { type Call, param, type Route } from '../route.ts'
import type { ControlDeps } from './deps.ts'

/** Where exports deliver to and with which secrets. Sluice's own: the hosted service had its own destinations only. */
export function connectionRoutes({ pipelines, serially }: ControlDeps): Route[] {
  const ref = (call: Call): ConnectionRef => ({
    account: call.actor.account,
    type: param(call, 'type'),
    name: param(call, 'name'),
  })
  const { ConnectionBody, ConnectionAnswer } = shapes(pipelines)
  return [
    {
      method: 'PUT',
      path: '/v2/connections/{type}/{name}',
      tag: 'Connections',
      summary: 'Create or replace a connection; exports that use it go on with it',
      description:
        `Secrets are encrypted at rest and shown as \`******\`; one that is left out, or sent as \`******\`, stays. ` +
        `A name is ${connectionNameRule}.`,
      body: ConnectionBody,
      answer: ConnectionAnswer,
      errors: ['E18305', 'E18322'],
      handle: (call) =>
        serially(call.actor.account, async () => {
          const { driver, options = {} } = parseBody(ConnectionBody, call.body)
          await putConnection(pipelines, ref(call), { driver, options })
          await pipelines.tasks.connectionChanged(ref(call))
          return findConnection(pipelines, ref(call))
        }),
    },
    {
      method: 'GET',
      path: '/v2/connections',
      tag: 'Connections',
      summary: 'List connections',
      answer: Type.Object({ connections: Type.Array(ConnectionAnswer) }),
      handle: async (call) => ({ connections: listConnections(pipelines, call.actor.account) }),
    },
    {
      method: 'GET',
      path: '/v2/connections/{type}',
      tag: 'Connections',
      summary: 'List the connections of an export type',
      answer: Type.Object({ connections: Type.Array(ConnectionAnswer) }),
      errors: ['E18322'],
      handle: async (call) => ({
        connections: listConnections(pipelines, call.actor.account, param(call, 'type')),
      }),
    },
    {
      method: 'GET',
      path: '/v2/connections/{type}/{name}',
      tag: 'Connections',
      summary: 'Get a connection, its secrets masked',
      answer: ConnectionAnswer,
      errors: ['E9003', 'E18322'],
      handle: async (call) => findConnection(pipelines, ref(call)),
    },
    {
      method: 'DELETE',
      path: '/v2/connections/{type}/{name}',
      tag: 'Connections',
      summary: 'Delete a connection; exports that use it go on with the next one that fits',
      errors: ['E9003', 'E18322', 'E18665'],
      handle: (call) =>
        serially(call.actor.account, async () => {
          await deleteConnection(pipelines, ref(call))
          await pipelines.tasks.connectionChanged(ref(call))
        }),
    },
    {
      method: 'POST',
      path: '/v2/connections/{type}/{name}/check',
      tag: 'Connections',
      summary: 'Knock at the destination: is it there, and does it take the secrets',
      description:
        'At the destinations of the exports that use it; while none does, or with `destination`, for the example spec of ' +
        'its type with that destination, else the one that the connection is named after.',
      query: { destination: 'What a spec would call the destination: a bucket, a database, a repo …' },
      answer: Type.Object({
        ok: Type.Boolean(),
        message: Type.String({ description: 'What is wrong and what to do; empty when all is well' }),
      }),
      errors: ['E9003', 'E18322'],
      handle: async (call) => {
        const problem = await checkConnection(pipelines, ref(call), call.query['destination'])
        return { ok: problem === undefined, message: problem ?? '' }
      },
    },
  ]
}

function shapes({ exporterTypes }: ControlDeps['pipelines']) {
  const shapesOfOptions: TSchema[] = exporterTypes.flatMap(({ kind, drivers = [] }) =>
    drivers.map((driver) => ({ title: `${kind}: ${driver.driver}`, ...optionsShape(driver) })),
  )
  const options = Type.Record(Type.String(), Type.Unknown(), {
    description: 'What the driver needs',
    ...(shapesOfOptions.length > 0 ? { documented: Type.Union(shapesOfOptions) } : {}),
  })
  const driver = Type.String({ description: `By type: ${driversByType(exporterTypes)}` })
  return {
    ConnectionBody: Type.Object({ driver, options: Type.Optional(options) }),
    ConnectionAnswer: Type.Object({
      type: Type.String(),
      name: Type.String(),
      driver,
      options: Type.Record(Type.String(), Type.Unknown(), { description: 'Secrets that are set are ******' }),
      from: Type.Enum(['account', 'settings'], {
        description: 'settings: given to every account by the settings of the server, and changed there',
      }),
    }),
  }
}

/** Secrets that are kept already may be left out. */
function optionsShape(driver: ConnectionDriver): TSchema {
  const secrets = secretOptions(driver)
  const { required = [], ...shape } = driver.options
  return { ...shape, required: required.filter((name) => !secrets.includes(name)) }
}

function driversByType(types: ControlDeps['pipelines']['exporterTypes']): string {
  const withDrivers = types.filter(({ drivers = [] }) => drivers.length > 0)
  return withDrivers
    .map(({ kind, drivers = [] }) => `${kind}: ${drivers.map(({ driver }) => driver).join(', ')}`)
    .join('; ')
}
