import { type Static, Type } from 'typebox'
import { namePattern } from '../names.ts'
import { elementTypes, valueTypes } from '../schema/field.ts'

/** Wire shape of one schema entry (seed: create repo). Requests are checked by parseSchema, which gives finer codes: their
 *  bodies say Unknown, and name this as what is documented. */
export const FieldBody = Type.Cyclic(
  {
    Field: Type.Object({
      key: Type.String({
        pattern: namePattern.source,
        description: 'Field name: 1 to 128 letters, digits and _, not starting with a digit',
      }),
      valtype: Type.Enum([...valueTypes, 'ip'], {
        description: 'Type of the values; ip is another word for string',
      }),
      elemtype: Type.Optional(
        Type.Enum([...elementTypes], { description: 'Type of the elements of an array' }),
      ),
      required: Type.Optional(
        Type.Boolean({ description: 'Each pushed record must have the field', default: false }),
      ),
      schema: Type.Optional(
        Type.Array(Type.Ref('Field'), { description: 'Fields of a map; maps nest at most 5 levels' }),
      ),
      description: Type.Optional(Type.String()),
    }),
  },
  'Field',
)

/** A repo's schema on the wire. */
export const SchemaBody = Type.Array(FieldBody)

export const RepoOptionsBody = Type.Object({
  withIP: Type.Optional(
    Type.String({ description: "Name of a string field that receives the sender's address; empty = off" }),
  ),
  withTimestamp: Type.Optional(
    Type.String({ description: 'Name of a date field that receives the arrival time; empty = off' }),
  ),
  unescapeLine: Type.Optional(
    Type.Boolean({ description: 'Turn \\t and \\n in values back into TAB and LF', default: false }),
  ),
})

export const CreateRepoBody = Type.Object({
  region: Type.Optional(
    Type.String({ description: 'The region of this server (setting `region`, default nb)', needed: true }),
  ),
  schema: Type.Optional(Type.Unknown({ description: 'The fields', documented: SchemaBody, needed: true })),
  options: Type.Optional(RepoOptionsBody),
  group: Type.Optional(Type.String()),
  workflow: Type.Optional(Type.String()),
  ruleNames: Type.Optional(Type.Array(Type.String())),
  description: Type.Optional(Type.String()),
})
export type CreateRepoBody = Static<typeof CreateRepoBody>

export const UpdateRepoBody = Type.Object({
  schema: Type.Optional(
    Type.Unknown({
      description: 'The complete new schema: fields can only be added',
      documented: SchemaBody,
    }),
  ),
  options: Type.Optional(RepoOptionsBody),
  ruleNames: Type.Optional(Type.Array(Type.String())),
  description: Type.Optional(Type.String()),
})
export type UpdateRepoBody = Static<typeof UpdateRepoBody>
