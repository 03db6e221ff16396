/** The groups of the reference page, in its order, with what each is about. An operation names one of them. */
export const operationTags = {
  Repos: 'Typed message queues: records satisfy the schema of their repo, in the order of their offsets.',
  Records: 'Pushing records, reading them back, and asking them with SQL.',
  'Parse rules': 'How lines of raw text become records.',
  Transforms: 'Streaming SQL and plugins from repo to repo, every record counted exactly once.',
  Plugins: "Users' own code, which transforms run before their SQL.",
  Exports: 'Delivering the records of a repo to the outside, at least once.',
  Connections: 'Where exports deliver to, with the secrets that takes.',
  Workflows: 'Repos, transforms and exports as one thing that is started and stopped.',
  'Resource pools': 'Containers that transforms share.',
  Variables: 'Values that SQL and key prefixes write as `$(name)`.',
  Verify: 'Trying a spec without creating anything.',
  Exists: 'Whether a name is taken.',
  Status: 'How transforms and exports are doing.',
  Grants: 'Letting other accounts of this server use repos of this one.',
  Accounts: 'Accounts and their keys, for the administrator.',
  Server: 'Probes, metrics and this document, without a signature.',
  'Not here': 'Families of the hosted service that Sluice does not have.',
} as const

export type OperationTag = keyof typeof operationTags
