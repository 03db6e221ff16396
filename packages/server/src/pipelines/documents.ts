import type { Container, PluginUse, RecordOptions, Rule, Schema, Variable } from '@sluice/model'
import type { QueueId } from '../queues/record-log.ts'

/** What is stored of each noun: kind → document. Ids are paths: account/repo, account/repo/transform, account/repo/export. */
export interface Documents {
  repo: RepoDocument
  transform: TransformDocument
  export: ExportDocument
  plugin: PluginDocument
  group: GroupDocument
  variable: Variable
  workflow: WorkflowDocument
  grant: GrantDocument
  rule: Rule
  connection: ConnectionDocument
  replay: ReplayDocument
}

/** Id: account/type/name. */
export interface ConnectionDocument {
  readonly driver: string
  /** Checked against the driver's options, defaults filled in; without the secrets. */
  readonly options: { readonly [option: string]: unknown }
  /** By option: boxes (access/secret-box.ts). */
  readonly secrets: { readonly [option: string]: string }
  readonly createdAtMs: number
  readonly updatedAtMs: number
}

/** What an account lets another one do with a repo, or with everything (repo '*'). Id: owner/repo/grantee. */
export interface GrantDocument {
  readonly perms: readonly Permission[]
}

/** read: look at records and specs. write: push. manage: create, change and delete. */
export const permissions = ['read', 'write', 'manage'] as const
export type Permission = (typeof permissions)[number]

export interface PluginDocument {
  /** Unique for ever: name of the stored jar. */
  readonly id: string
  readonly bytes: number
  /** Standard base64 of the MD5, as clients send it. */
  readonly md5: string
  readonly createdAtMs: number
}

/** A shared resource pool: the transforms of the repos that name it run inside its container. */
export interface GroupDocument {
  readonly region: string
  readonly container: Required<Container>
  readonly allocateOnStart: boolean
  readonly state: 'running' | 'stopped'
  readonly createdAtMs: number
  readonly updatedAtMs: number
}

export interface WorkflowDocument {
  readonly region: string
  readonly comment: string
  /** What a person asked for; what is running follows it. */
  readonly state: 'ready' | 'started' | 'stopped'
  readonly createdAtMs: number
  readonly updatedAtMs: number
}

export interface RepoDocument {
  readonly queue: QueueId
  readonly region: string
  /** With the fields that options add. */
  readonly schema: Schema
  readonly options: RecordOptions
  readonly group: string
  readonly workflow: string
  readonly ruleNames: readonly string[] | null
  readonly description: string | null
  /** Name of the transform that feeds this repo, '' when people push to it; and that transform's source repo. */
  readonly derivedFrom: string
  readonly derivedFromRepo: string
  /** Deleting survives a crash: the start-up finishes it. */
  readonly state: 'ready' | 'deleting'
  readonly createdAtMs: number
}

export interface TransformSpec {
  readonly plugin?: PluginUse
  readonly mode?: 'sql'
  readonly code?: string
  readonly interval: string
  readonly container: Required<Container>
  readonly whence: Whence
  readonly destrepo?: Schema
}

export interface TransformDocument {
  /** Unique for ever: the writer's name in the destination's log. */
  readonly id: string
  readonly to: string
  readonly spec: TransformSpec
  /** Columns the SQL gives; updates may only add to them. */
  readonly output: Schema
  /** The destination was created by this transform and goes with it. */
  readonly ownsDestination: boolean
  /** Where in the source it started, decimal. */
  readonly startOffset: string
  readonly workflow: string
  readonly createdAtMs: number
}

export interface ExportDocument {
  /** Unique for ever: key of the saved position. */
  readonly id: string
  readonly type: string
  readonly whence: Whence
  /** As parsed by its type: checked, defaults filled in. */
  readonly spec: unknown
  readonly startOffset: string
  readonly workflow: string
  readonly createdAtMs: number
}

/** A bounded run of an export beside the live one. Id: account/repo/export/run. */
export interface ReplayDocument {
  /** replay: records of the source repo; redrive: the export's dead letters. */
  readonly kind: 'replay' | 'redrive'
  /** What it reads; from and until are offsets in it, decimal, until exclusive. */
  readonly queue: QueueId
  readonly from: string
  readonly until: string
  readonly state: 'running' | 'done'
  readonly createdAtMs: number
  /** When it is done. */
  readonly endedAtMs?: number
  readonly recordsOut?: number
  readonly rejected?: number
  readonly notes?: readonly string[]
}

export type Whence = 'oldest' | 'newest'

export interface RepoRef {
  readonly account: string
  readonly repo: string
}

export interface TaskRef extends RepoRef {
  readonly name: string
}

export const repoId = (ref: RepoRef): string => `${ref.account}/${ref.repo}`
export const taskId = (ref: TaskRef): string => `${ref.account}/${ref.repo}/${ref.name}`

export function taskRefOf(id: string): TaskRef {
  const [account = '', repo = '', name = ''] = id.split('/')
  return { account, repo, name }
}

export function repoRefOf(id: string): RepoRef {
  const { account, repo } = taskRefOf(id)
  return { account, repo }
}
