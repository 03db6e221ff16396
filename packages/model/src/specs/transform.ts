import { type Static, Type } from 'typebox'
import { SchemaBody } from './repo.ts'

export const PluginUseBody = Type.Object({
  name: Type.String({ description: 'Name of an uploaded plugin' }),
  output: Type.Array(
    Type.Object({
      name: Type.String(),
      type: Type.Optional(Type.String({ description: 'string, long, float or date', default: 'string' })),
    }),
    { description: 'The columns of the table that the plugin makes' },
  ),
})

export const ContainerBody = Type.Object({
  type: Type.String({ description: '1U2G, 1U4G, 2U4G, 4U8G, 4U16G or 8U16G: cores and gigabytes' }),
  count: Type.Optional(Type.Integer({ description: 'How many of them, at least 1', default: 1 })),
})

/** Body of create and update (seed: create transform, update transform); which members are needed differs. */
export const TransformBody = Type.Object({
  plugin: Type.Optional(PluginUseBody),
  mode: Type.Optional(Type.String({ description: 'The language of `code`: sql' })),
  code: Type.Optional(Type.String({ description: 'A SELECT over `stream` (also named as the source repo)' })),
  interval: Type.Optional(Type.String({ description: '5s, 10s, 20s, 30s, 1m, 5m or 10m', default: '1m' })),
  container: Type.Optional(ContainerBody),
  whence: Type.Optional(
    Type.String({ description: 'Where in the source to start: oldest or newest', default: 'newest' }),
  ),
  destrepo: Type.Optional(
    Type.Unknown({
      description: 'Schema of the destination repo; default: from the output',
      documented: SchemaBody,
    }),
  ),
})

/** Body of verify transform (protocol §7.4: schema and spec; the rest is Sluice's own). */
export const VerifyTransformBody = Type.Object({
  schema: Type.Optional(
    Type.Unknown({ description: 'Schema of the source, when `repo` is absent', documented: SchemaBody }),
  ),
  repo: Type.Optional(Type.String({ description: 'The source: a repo that exists' })),
  transform: Type.Optional(
    Type.String({ description: 'A transform of `repo` that is to be updated: columns may only be added' }),
  ),
  to: Type.Optional(Type.String({ description: 'The destination, which need not exist' })),
  spec: TransformBody,
})
export type VerifyTransformBody = Static<typeof VerifyTransformBody>
export type TransformBody = Static<typeof TransformBody>
export type PluginUse = Static<typeof PluginUseBody>
export type Container = Static<typeof ContainerBody>
