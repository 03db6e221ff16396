import { type Static, Type } from 'typebox'

/** Body of create export (seed). The spec's own shape is its type's (exporters/<type>). */
export const CreateExportBody = Type.Object({
  type: Type.String({ description: 'http, logdb, mongo, tsdb, kodo or report' }),
  whence: Type.Optional(
    Type.String({ description: 'Where in the repo to start: oldest or newest', default: 'oldest' }),
  ),
  spec: Type.Unknown({ description: 'What the type needs' }),
})
export type CreateExportBody = Static<typeof CreateExportBody>

/** Type and whence never change (seed: update export); they are tolerated when they say what is stored. */
export const UpdateExportBody = Type.Object({
  spec: Type.Unknown(),
  type: Type.Optional(Type.String()),
  whence: Type.Optional(Type.String()),
})
export type UpdateExportBody = Static<typeof UpdateExportBody>
