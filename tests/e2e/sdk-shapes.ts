import type {
  Account,
  Connection,
  ConnectionSpec,
  Container,
  Driver,
  Export,
  Exporter,
  ExportSpec,
  ExportVerification,
  Field,
  Grant,
  Group,
  GroupItem,
  GroupSpec,
  NewAccount,
  ParseRule,
  ParseRuleSpec,
  Plugin,
  PluginField,
  PluginUse,
  Preview,
  PreviewSide,
  PreviewSpec,
  QueryResult,
  Replay,
  ReplayRange,
  Repo,
  RepoItem,
  RepoOptions,
  RepoSpec,
  RepoUpdate,
  SharedRepo,
  TaskStatus,
  Transform,
  TransformSpec,
  TransformVerification,
  Variable,
  VariableSpec,
  VerifiedTransform,
  Workflow,
  WorkflowNode,
  WorkflowSearch,
  WorkflowSpec,
  WorkflowStatus,
  WorkflowUpdate,
} from '@sluice/sdk'

/** Every member of a type by name: the compiler refuses a list that lacks one or has one more. */
type Members<Type> = { readonly [name in keyof Required<Type>]: true }

interface Shape {
  readonly name: string
  readonly members: readonly string[]
  /** Where the document has it: see SdkDocument.membersAt. */
  readonly at: string
}

/** `others`: members that the API takes and the client does not send, with the reason. */
function shape<Type>(
  name: string,
  at: string,
  members: Members<Type>,
  others: { readonly [member: string]: string } = {},
): Shape {
  return { name, at, members: [...Object.keys(members), ...Object.keys(others)] }
}

const yes = true as const
const named = { name: 'the path says it' }
const fixed = { type: 'cannot change', whence: 'cannot change' }
const listed = {
  ...{ name: yes, region: yes, derivedFrom: yes, group: yes, workflow: yes, fromDag: yes },
  ...{ ruleNames: yes, description: yes },
} as const
const spec = {
  ...{ mode: yes, code: yes, plugin: yes, interval: yes, container: yes, whence: yes, destrepo: yes },
} as const

/** The types of the client and the shapes that they are written after. */
export const shapes: readonly Shape[] = [
  shape<RepoSpec>('RepoSpec', 'postReposByRepo body', {
    ...{ schema: yes, region: yes, options: yes, group: yes, workflow: yes, ruleNames: yes },
    description: yes,
  }),
  shape<Field>('Field', 'postReposByRepo body schema []', {
    ...{ key: yes, valtype: yes, elemtype: yes, required: yes, schema: yes, description: yes },
  }),
  shape<RepoOptions>('RepoOptions', 'postReposByRepo body options', {
    ...{ withIP: yes, withTimestamp: yes, unescapeLine: yes },
  }),
  shape<RepoUpdate>('RepoUpdate', 'putReposByRepo body', {
    ...{ schema: yes, options: yes, ruleNames: yes, description: yes },
  }),
  shape<RepoItem>('RepoItem', 'getRepos answer repos []', listed, {
    owner: 'SharedRepo has it',
    perms: 'SharedRepo has it',
  }),
  shape<SharedRepo>('SharedRepo', 'getRepos answer repos []', { ...listed, owner: yes, perms: yes }),
  shape<Repo>('Repo', 'getReposByRepo answer', {
    ...{ region: yes, derivedFrom: yes, group: yes, workflow: yes, fromDag: yes, ruleNames: yes },
    ...{ description: yes, schema: yes, options: yes },
  }),
  shape<TransformSpec>('TransformSpec', 'postReposByRepoTransformsByTransformToByDestination body', spec),
  shape<TransformSpec>('TransformSpec', 'putReposByRepoTransformsByTransform body', spec),
  shape<PluginUse>('PluginUse', 'putReposByRepoTransformsByTransform body plugin', {
    name: yes,
    output: yes,
  }),
  shape<Container>('Container', 'putReposByRepoTransformsByTransform body container', {
    ...{ type: yes, count: yes },
  }),
  shape<Transform>('Transform', 'getReposByRepoTransforms answer transforms []', {
    ...{ name: yes, to: yes, spec: yes, workflow: yes },
  }),
  shape<TransformVerification>('TransformVerification', 'postVerifyTransforms body', {
    ...{ schema: yes, repo: yes, transform: yes, to: yes, spec: yes },
  }),
  shape<VerifiedTransform>('VerifiedTransform', 'postVerifyTransforms answer', {
    ...{ schema: yes, output: yes, fields: yes },
  }),
  shape<TaskStatus>('TaskStatus', 'getStatus answer tasks []', {
    ...{ kind: yes, repo: yes, name: yes, target: yes, state: yes, position: yes, end: yes, lagRecords: yes },
    ...{ lagSeconds: yes, lateSeconds: yes, lastError: yes, lastRun: yes, counters: yes, notes: yes },
    detail: yes,
  }),
  shape<ExportSpec>('ExportSpec', 'postReposByRepoExportsByExport body', {
    ...{ type: yes, whence: yes, spec: yes },
  }),
  shape<Pick<ExportSpec, 'spec'>>('ExportSpec', 'putReposByRepoExportsByExport body', { spec: yes }, fixed),
  shape<Export>('Export', 'getReposByRepoExports answer exports []', {
    ...{ name: yes, type: yes, whence: yes, spec: yes, workflow: yes },
  }),
  shape<ExportVerification>('ExportVerification', 'postVerifyExports body', {
    ...{ schema: yes, type: yes, whence: yes, spec: yes },
  }),
  shape<Exporter>('Exporter', 'getExporters answer exporters []', {
    ...{ type: yes, title: yes, repeatable: yes, spec: yes, example: yes, connectionNamedBy: yes },
    ...{ withoutConnection: yes, drivers: yes, store: yes },
  }),
  shape<Driver>('Driver', 'getExporters answer exporters [] drivers []', {
    ...{ driver: yes, title: yes, options: yes, example: yes },
  }),
  shape<ReplayRange>('ReplayRange', 'postReposByRepoExportsByExportReplay body', {
    ...{ fromOffset: yes, toOffset: yes, fromTime: yes, toTime: yes },
  }),
  shape<Replay>('Replay', 'postReposByRepoExportsByExportReplay answer', {
    ...{
      id: yes,
      kind: yes,
      from: yes,
      until: yes,
      state: yes,
      position: yes,
      recordsOut: yes,
      rejected: yes,
    },
    ...{ lastError: yes, notes: yes, createdAt: yes, endedAt: yes },
  }),
  shape<ConnectionSpec>('ConnectionSpec', 'putConnectionsByTypeByName body', { driver: yes, options: yes }),
  shape<Connection>('Connection', 'getConnections answer connections []', {
    ...{ type: yes, name: yes, driver: yes, options: yes, from: yes },
  }),
  shape<Plugin>('Plugin', 'getPlugins answer plugins []', { name: yes, createTime: yes }),
  shape<PluginField>('PluginField', 'postVerifyPluginsByPlugin answer outputFields []', {
    ...{ name: yes, type: yes },
  }),
  shape<PreviewSpec>('PreviewSpec', 'postReposByRepoPreview body', {
    ...{ code: yes, plugin: yes, n: yes, limit: yes, compareWith: yes },
  }),
  shape<Preview>('Preview', 'postReposByRepoPreview answer', {
    ...{ schema: yes, records: yes, truncated: yes, read: yes, durationMs: yes, difference: yes },
  }),
  shape<PreviewSide>('PreviewSide', 'postReposByRepoPreview answer difference onlyAfter', {
    ...{ schema: yes, count: yes, records: yes },
  }),
  shape<QueryResult>('QueryResult', 'postQuery answer', { schema: yes, records: yes, truncated: yes }),
  shape<Account>('Account', 'getAccounts answer accounts []', {
    ...{ name: yes, admin: yes, createdAt: yes, accessKeys: yes },
  }),
  shape<NewAccount>('NewAccount', 'postAccountsByAccount answer', {
    ...{ name: yes, accessKey: yes, secretKey: yes },
  }),
  shape<Grant>('Grant', 'getGrants answer grants []', { account: yes, perms: yes }),
  shape<Pick<Grant, 'perms'>>('Grant', 'putGrantsByAccount body', { perms: yes }),
  shape<GroupSpec>('GroupSpec', 'postGroupsByGroup body', {
    ...{ region: yes, container: yes, allocateOnStart: yes },
  }),
  shape<Pick<GroupSpec, 'container'>>('GroupSpec', 'putGroupsByGroup body', { container: yes }),
  shape<GroupItem>('GroupItem', 'getGroups answer groups []', { name: yes, region: yes, container: yes }),
  shape<Group>('Group', 'getGroupsByGroup answer', {
    ...{ region: yes, container: yes, createTime: yes, updateTime: yes },
  }),
  shape<Group['container']>('Group.container', 'getGroupsByGroup answer container', {
    ...{ type: yes, count: yes, status: yes },
  }),
  shape<WorkflowSpec>('WorkflowSpec', 'postWorkflowsByWorkflow body', { region: yes, comment: yes }),
  shape<WorkflowUpdate>(
    'WorkflowUpdate',
    'putWorkflowsByWorkflow body',
    { comment: yes, nodes: yes },
    { region: 'cannot change' },
  ),
  shape<WorkflowNode>('WorkflowNode', 'putWorkflowsByWorkflow body nodes {}', {
    ...{ name: yes, type: yes, data: yes, parents: yes, children: yes },
  }),
  shape<Workflow>('Workflow', 'getWorkflows answer []', {
    ...{ name: yes, region: yes, comment: yes, createTime: yes, updateTime: yes, status: yes },
    ...{ canStart: yes, isManualWorkflow: yes, nodes: yes },
  }),
  shape<WorkflowStatus>('WorkflowStatus', 'getWorkflowsByWorkflowStatus answer', {
    ...{ name: yes, region: yes, status: yes, nodes: yes },
  }),
  shape<WorkflowSearch>('WorkflowSearch', 'postWorkflowsByWorkflowSearch body', {
    ...{ type: yes, name: yes, reponame: yes, query: yes, size: yes, startTime: yes, endTime: yes },
  }),
  shape<VariableSpec>(
    'VariableSpec',
    'postVariablesByVariable body',
    { type: yes, value: yes, format: yes },
    named,
  ),
  shape<Variable>('Variable', 'getVariables answer variables []', {
    ...{ name: yes, type: yes, value: yes, format: yes },
  }),
  shape<ParseRuleSpec>('ParseRuleSpec', 'postRulesByRule body', { type: yes, spec: yes }),
  shape<ParseRule>('ParseRule', 'getRules answer rules []', { name: yes, type: yes, spec: yes }),
]
