import { type Static, Type } from 'typebox'
import { ContainerBody } from './transform.ts'

/** Bodies of create and update resource pool (protocol §7.5). */
export const CreateGroupBody = Type.Object({
  region: Type.Optional(Type.String({ description: 'The region of this server', needed: true })),
  container: Type.Optional(ContainerBody),
  allocateOnStart: Type.Optional(Type.Boolean()),
})
export type CreateGroupBody = Static<typeof CreateGroupBody>

export const UpdateGroupBody = Type.Object({ container: ContainerBody })
export type UpdateGroupBody = Static<typeof UpdateGroupBody>
