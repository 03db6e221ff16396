import { type Static, Type } from 'typebox'
import { PluginUseBody } from './transform.ts'

/** Body of a preview: SQL tried on stored records. Sluice's own. */
export const PreviewBody = Type.Object({
  code: Type.Optional(Type.String({ description: 'A SELECT over `stream` (also named as the repo)' })),
  plugin: Type.Optional(PluginUseBody),
  n: Type.Optional(
    Type.Integer({ description: 'How many of the newest records it runs on, 1 to 100000', default: 100 }),
  ),
  limit: Type.Optional(Type.Integer({ description: 'Rows at most, 1 to 10000', default: 1000 })),
  compareWith: Type.Optional(
    Type.String({
      description: 'Name of a transform of the repo: the answer says how its rows on the same records differ',
    }),
  ),
})
export type PreviewBody = Static<typeof PreviewBody>
