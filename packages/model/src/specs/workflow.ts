import { type Static, Type } from 'typebox'

const NodeRef = Type.Object({ name: Type.String(), type: Type.String() })

export const WorkflowNode = Type.Object({
  name: Type.String(),
  type: Type.String({ description: 'repo, transform or export' }),
  data: Type.Optional(Type.Unknown({ description: 'The spec: the body that creates such a thing' })),
  parents: Type.Optional(Type.Array(NodeRef)),
  children: Type.Optional(Type.Array(NodeRef)),
})
export type WorkflowNode = Static<typeof WorkflowNode>

/** Bodies of create and update workflow (protocol §7.6). */
export const CreateWorkflowBody = Type.Object({
  region: Type.Optional(Type.String({ description: 'The region of this server', needed: true })),
  comment: Type.Optional(Type.String()),
})
export type CreateWorkflowBody = Static<typeof CreateWorkflowBody>

export const UpdateWorkflowBody = Type.Object({
  region: Type.Optional(Type.String()),
  comment: Type.Optional(Type.String()),
  nodes: Type.Optional(
    Type.Record(Type.String(), WorkflowNode, { description: 'The whole graph, by `<name>-<type>`' }),
  ),
})
export type UpdateWorkflowBody = Static<typeof UpdateWorkflowBody>

const searchTime = 'ms since 1970, or seconds; 0 = any'

/** Body of search workflow (protocol §7.6). Empty text and 0 ask for nothing in particular. */
export const SearchWorkflowBody = Type.Object({
  type: Type.Optional(Type.String({ description: 'transform or export' })),
  name: Type.Optional(Type.String({ description: 'Of a transform or export' })),
  reponame: Type.Optional(Type.String({ description: 'Source repo of the transforms and exports' })),
  query: Type.Optional(Type.String({ description: 'Text that occurs in what there is to tell' })),
  size: Type.Optional(Type.Number({ description: 'How many at most; default 100' })),
  startTime: Type.Optional(Type.Number({ description: `Of the log, from: ${searchTime}` })),
  endTime: Type.Optional(Type.Number({ description: `Of the log, up to: ${searchTime}` })),
})
export type SearchWorkflowBody = Static<typeof SearchWorkflowBody>
