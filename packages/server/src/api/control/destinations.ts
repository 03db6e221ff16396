import { Type } from 'typebox'
import { queryDestination } from '../../pipelines/destinations.ts'
import { param, Reply, type Route } from '../route.ts'
import type { ControlDeps } from './deps.ts'

/** Reading what exports delivered to this server's own stores. Sluice's own: the hosted service had consoles for it. */
export function destinationRoutes({ pipelines }: ControlDeps): Route[] {
  const withStore = pipelines.exporterTypes.flatMap(({ kind, store }) => (store ? [{ kind, store }] : []))
  const shapes = withStore.map(({ kind, store }) => ({ title: kind, ...store.query }))
  return [
    {
      method: 'POST',
      path: '/v2/destinations/{type}/query',
      tag: 'Exports',
      summary: "Query what exports of a type delivered to this server's own store",
      body: Type.Unknown({
        description: `By type: ${withStore.map(({ kind }) => kind).join(', ')}`,
        ...(shapes.length > 0 ? { documented: Type.Union(shapes) } : {}),
      }),
      answer: Type.Record(Type.String(), Type.Unknown(), { description: 'As its type has it' }),
      errors: ['E9002', 'E18007', 'E18122', 'E18209', 'E18322'],
      permission: 'read',
      handle: async (call) =>
        new Reply(
          await queryDestination(pipelines, call.actor.account, param(call, 'type'), call.body, call.signal),
        ),
    },
  ]
}
