/** The things of the API as a client writes and reads them. Source: protocol §4, §6, §7. */

export type FieldType =
  | 'boolean'
  | 'long'
  | 'date'
  | 'float'
  | 'string'
  | 'array'
  | 'map'
  | 'jsonstring'
  | 'ip'

export interface Field {
  readonly key: string
  readonly valtype: FieldType
  /** Of an array: long, float or string. */
  readonly elemtype?: string
  /** Each pushed record must have the field; default false. */
  readonly required?: boolean
  /** Fields of a map. */
  readonly schema?: readonly Field[]
  readonly description?: string | null
}

/** A value of a record. A long past 2^53 is a bigint, in both directions. NaN and infinities count as absent. */
export type Value =
  | string
  | number
  | bigint
  | boolean
  | null
  | undefined
  | Date
  | readonly Value[]
  | { readonly [key: string]: Value }

export type DataRecord = { readonly [field: string]: Value }

export interface RepoOptions {
  /** Name of a string field that receives the sender's address; '' = off. */
  readonly withIP?: string
  /** Name of a date field that receives the arrival time; '' = off. */
  readonly withTimestamp?: string
  /** Turn \t and \n in pushed text back into TAB and LF. */
  readonly unescapeLine?: boolean
}

export interface RepoSpec {
  readonly schema: readonly Field[]
  /** Default nb. */
  readonly region?: string
  readonly options?: RepoOptions
  readonly group?: string
  readonly workflow?: string
  /** Parse rules for raw text, at most five, applied in order. */
  readonly ruleNames?: readonly string[]
  readonly description?: string
}

/** `schema` is the complete new one: what exists must be listed again, fields can only be added. */
export type RepoUpdate = Partial<Omit<RepoSpec, 'region' | 'group' | 'workflow'>>

export interface RepoItem {
  readonly name: string
  readonly region: string
  /** The transform that feeds it; '' when people push to it. */
  readonly derivedFrom: string
  readonly group: string
  readonly workflow: string
  readonly fromDag: boolean
  readonly ruleNames: readonly string[] | null
  readonly description: string | null
}

/** A repo of another account, and what this one may do with it. */
export interface SharedRepo extends RepoItem {
  readonly owner: string
  readonly perms: readonly Permission[]
}

export interface Repo extends Omit<RepoItem, 'name'> {
  readonly schema: readonly Field[]
  readonly options: Required<RepoOptions>
}

export type Whence = 'oldest' | 'newest'

export interface TransformSpec {
  readonly mode?: 'sql'
  /** A SELECT over `stream`, which is also named as the source repo. */
  readonly code?: string
  readonly plugin?: PluginUse
  /** 5s, 10s, 20s, 30s, 1m, 5m or 10m; default 1m. */
  readonly interval?: string
  readonly container?: Container
  /** Default newest. */
  readonly whence?: Whence
  /** Schema of the destination; default: the columns of the result. */
  readonly destrepo?: readonly Field[]
}

export interface PluginUse {
  readonly name: string
  /** The columns of the table that it makes. Type: string, long, float or date; default string. */
  readonly output: readonly { readonly name: string; readonly type?: string }[]
}

export interface Container {
  /** 1U2G, 1U4G, 2U4G, 4U8G, 4U16G or 8U16G: cores and gigabytes. */
  readonly type: string
  /** How many of them; default 1. */
  readonly count?: number
}

export interface Transform {
  readonly name: string
  /** Destination repo. */
  readonly to: string
  readonly spec: TransformSpec
  readonly workflow: string
}

export interface ExportSpec {
  /** http, kodo, logdb, mongo, tsdb, report … */
  readonly type: string
  /** Default oldest. */
  readonly whence?: Whence
  /** What the type needs. */
  readonly spec: { readonly [option: string]: unknown }
}

export interface Export extends Required<ExportSpec> {
  readonly name: string
  readonly workflow: string
}

/** A JSON Schema, as far as forms and command lines read it. */
export interface OptionSchema {
  readonly type?: string
  readonly description?: string
  readonly default?: unknown
  readonly enum?: readonly unknown[]
  readonly properties?: { readonly [option: string]: OptionSchema }
  readonly required?: readonly string[]
  /** Encrypted at rest, shown as `******`. */
  readonly secret?: boolean
}

/** An export type of the server. */
export interface Exporter {
  readonly type: string
  readonly title: string
  /** Delivering a batch again leaves one copy at the destination. */
  readonly repeatable: boolean
  readonly spec: OptionSchema
  readonly example: { readonly [option: string]: unknown }
  /** Members of the spec by whose values its connection is found, before the one named default. */
  readonly connectionNamedBy: readonly string[]
  /** What delivering without a connection means, for people. */
  readonly withoutConnection: string
  /** Servers that connections of this type lead to. */
  readonly drivers: readonly Driver[]
  /** What the server keeps itself when there is no connection. */
  readonly store?: { readonly query: OptionSchema; readonly example: { readonly [option: string]: unknown } }
}

export interface Driver {
  readonly driver: string
  readonly title: string
  readonly options: OptionSchema
  readonly example: { readonly [option: string]: unknown }
}

/** Where exports of a type deliver to. */
export interface Connection extends ConnectionSpec {
  readonly type: string
  readonly name: string
  /** settings: of every account, from the settings of the server. */
  readonly from: 'account' | 'settings'
}

export interface ConnectionSpec {
  readonly driver: string
  /** Secrets come as `******`; sent like that, or left out, they stay as they are. */
  readonly options: { readonly [option: string]: unknown }
}

export interface Plugin {
  readonly name: string
  readonly createTime: string
}

/** A field that a plugin gives, as its jar declares it. */
export interface PluginField {
  readonly name: string
  readonly type: string
}

/** SQL to be tried on the newest records of a repo, or a plugin and then SQL. */
export interface PreviewSpec {
  readonly code?: string | undefined
  readonly plugin?: PluginUse | undefined
  /** How many of the newest records it runs on, up to 100,000; default 100. */
  readonly n?: number | undefined
  /** Rows at most; default 1000. */
  readonly limit?: number | undefined
  /** A transform of the repo: `difference` says how its rows on the same records differ. */
  readonly compareWith?: string | undefined
}

export interface Preview extends QueryResult {
  /** The records that were read; offsets are decimal text. */
  readonly read: { readonly records: number; readonly from: string; readonly to: string }
  readonly durationMs: number
  readonly difference?: { readonly onlyBefore: PreviewSide; readonly onlyAfter: PreviewSide }
}

export interface PreviewSide {
  /** Of the query's rows: equal rows may differ in their columns' types. */
  readonly schema: readonly Field[]
  /** Rows in all. */
  readonly count: number
  /** At most `limit` of them. */
  readonly records: readonly DataRecord[]
}

/** How a transform or an export is doing. Offsets and counts of records are decimal text: they are 64-bit. */
export interface TaskStatus {
  readonly kind: 'transform' | 'export'
  /** Source repo. */
  readonly repo: string
  readonly name: string
  /** Destination repo of a transform, type of an export. */
  readonly target: string
  readonly state: 'starting' | 'running' | 'retrying' | 'paused' | 'failed' | 'done' | 'stopped'
  /** Offset of the next record it will take. */
  readonly position: string
  readonly end: string
  readonly lagRecords: string
  /** Age of the oldest record not yet taken. */
  readonly lagSeconds: number
  /** Of a transform: how long ago the run under way, or still to come, was to begin. */
  readonly lateSeconds?: number
  readonly lastError?: { readonly message: string; readonly at: string }
  readonly lastRun?: {
    readonly at: string
    readonly durationMs: number
    readonly recordsIn: number
    readonly recordsOut: number
  }
  readonly counters: { readonly [name: string]: number }
  readonly notes: readonly string[]
  readonly detail?: string
}

/** What to send again: offsets (decimal, the end exclusive) or times of arrival (RFC 3339). Default: everything kept. */
export interface ReplayRange {
  readonly fromOffset?: string
  readonly toOffset?: string
  readonly fromTime?: string
  readonly toTime?: string
}

/** A bounded run of an export beside the live one. */
export interface Replay {
  readonly id: string
  /** replay: records of the repo; redrive: the export's dead letters. */
  readonly kind: 'replay' | 'redrive'
  readonly from: string
  readonly until: string
  readonly state: TaskStatus['state']
  /** Everything before it is delivered. */
  readonly position: string
  readonly recordsOut: number
  readonly rejected: number
  readonly lastError?: { readonly message: string; readonly at: string }
  readonly notes: readonly string[]
  readonly createdAt: string
  readonly endedAt?: string
}

export interface QueryResult {
  readonly schema: readonly Field[]
  readonly records: readonly DataRecord[]
  /** There were more rows than `limit`. */
  readonly truncated: boolean
}

export interface Account {
  readonly name: string
  readonly admin: boolean
  /** RFC 3339. */
  readonly createdAt: string
  readonly accessKeys: readonly string[]
}

export interface NewAccount {
  readonly name: string
  readonly accessKey: string
  readonly secretKey: string
}

export type Permission = 'read' | 'write' | 'manage'

/** What another account may do. */
export interface Grant {
  readonly account: string
  readonly perms: readonly Permission[]
}

/** A resource pool. */
export interface GroupSpec {
  /** Default nb. */
  readonly region?: string
  readonly container: Container
  /** Accepted and without effect: what a pool needs is there from the start. */
  readonly allocateOnStart?: boolean
}

export interface GroupItem {
  readonly name: string
  readonly region: string
  readonly container: Container
}

export interface Group {
  readonly region: string
  readonly container: Required<Container> & { readonly status: 'running' | 'stopped' }
  /** RFC 3339. */
  readonly createTime: string
  readonly updateTime: string
}

export interface WorkflowSpec {
  /** Default nb. */
  readonly region?: string
  readonly comment?: string
}

/** `nodes` is the whole graph, by `<name>-<type>`. */
export interface WorkflowUpdate {
  readonly comment?: string
  readonly nodes?: { readonly [key: string]: WorkflowNode }
}

export interface WorkflowNode {
  readonly name: string
  readonly type: 'repo' | 'transform' | 'export'
  /** The body that creates such a thing. */
  readonly data?: unknown
  readonly parents?: readonly WorkflowNodeName[]
  readonly children?: readonly WorkflowNodeName[]
}

export type WorkflowNodeName = Pick<WorkflowNode, 'name' | 'type'>

export interface Workflow {
  readonly name: string
  readonly region: string
  readonly comment: string
  /** RFC 3339. */
  readonly createTime: string
  readonly updateTime: string
  readonly status: 'Ready' | 'Started' | 'Stopped'
  /** It has a transform or an export. */
  readonly canStart: boolean
  readonly isManualWorkflow: boolean
  readonly nodes: { readonly [key: string]: WorkflowNode }
}

export interface WorkflowStatus {
  readonly name: string
  readonly region: string
  readonly status: Workflow['status']
  readonly nodes: readonly {
    readonly name: string
    readonly type: WorkflowNode['type']
    readonly status: 'Starting' | 'Started' | 'Stopped' | 'Unknown'
  }[]
}

/** Which members to tell about; default: all. */
export interface WorkflowSearch {
  readonly type?: 'transform' | 'export'
  readonly name?: string
  /** Source repo. */
  readonly reponame?: string
  /** Text that occurs in what there is to tell. */
  readonly query?: string
  /** Default 100. */
  readonly size?: number
  /** Bounds of the log, ms since 1970. */
  readonly startTime?: number
  readonly endTime?: number
}

export interface WorkflowFindings {
  readonly status: readonly WorkflowFinding<{ status: string; reason: string }>[]
  readonly log: readonly WorkflowFinding<{ log: string }>[]
  readonly recommend: readonly unknown[]
  readonly metric: readonly WorkflowFinding<{
    exporttype: string
    total: number
    success: number
    failed: number
    lag: number
  }>[]
}

export type WorkflowFinding<Facts> = Readonly<Facts> & {
  readonly type: string
  readonly name: string
  readonly timestamp: string
}

export interface VariableSpec {
  readonly type: 'time' | 'string'
  /** The text itself, or of a time `$(now)-5h` (units d, h, m). */
  readonly value: string
  /** Of a time: `yyyy-MM-dd HH:mm:ss` and the like. */
  readonly format?: string
}

export interface Variable extends Required<VariableSpec> {
  readonly name: string
}

export interface ParseRuleSpec {
  readonly type: 'json' | 'csv' | 'kv' | 'grok' | 'regex' | 'nginx' | 'apache'
  /** What the type needs. */
  readonly spec?: { readonly [option: string]: unknown }
}

export interface ParseRule extends Required<ParseRuleSpec> {
  readonly name: string
}

/** The source is `schema`, or a repo that exists. */
export interface TransformVerification {
  readonly schema?: readonly Field[]
  readonly repo?: string
  /** A transform of `repo` that is to be updated: columns may only be added. */
  readonly transform?: string
  /** The destination, which need not exist. */
  readonly to?: string
  readonly spec: TransformSpec
}

export interface VerifiedTransform {
  /** What the destination would have. */
  readonly schema: readonly Field[]
  /** The columns of the result. */
  readonly output: readonly Field[]
  /** Fields of the source that the SQL needs. */
  readonly fields: readonly string[]
}

export interface ExportVerification extends ExportSpec {
  /** Of the source repo. */
  readonly schema: readonly Field[]
}
