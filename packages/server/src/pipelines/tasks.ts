import { intervalMs, parseContainer } from '@sluice/model'
import type { ExportHost, ExportJob, ExportProbe } from '../exporters/export-host.ts'
import type { MetadataStore } from '../metadata/metadata-store.ts'
import type { RecordLog } from '../queues/record-log.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import { createTurns, type Turns } from '../runtime/turns.ts'
import { createMicroBatchRunner, type MicroBatchRunner } from '../transforms/micro-batch.ts'
import type { SqlEngine } from '../transforms/sql-engine.ts'
import type { Catalog } from './catalog.ts'
import { type ConnectionDeps, type ConnectionRef, connectionOf, wouldUse } from './connections.ts'
import {
  type ExportDocument,
  type RepoDocument,
  type RepoRef,
  repoId,
  type TaskRef,
  taskRefOf,
} from './documents.ts'
import { group } from './groups.ts'
import type { SavedPosition } from './position.ts'
import { replay, replaysOf } from './replays.ts'
import { repoTables, sourceNames } from './repo-tables.ts'
import type { TaskStatus } from './task-status.ts'
import { fillIn, userVariables } from './variables.ts'
import { findWorkflow } from './workflows.ts'

export interface TaskDeps extends ConnectionDeps {
  readonly catalog: Catalog
  readonly log: RecordLog
  readonly engine: SqlEngine
  readonly exportHost: ExportHost
  readonly store: MetadataStore
  readonly clock: Clock
  readonly logger: Logger
  readonly timeZone: string
  random(): number
}

/**
 * Desired state into running tasks: one micro-batch runner per transform, one exporter in the export host per export. A
 * task runs unless its workflow stands still or, for a transform, its resource pool is stopped.
 */
export class Tasks {
  readonly #deps: TaskDeps
  readonly #transforms = new Map<string, RunningTransform>()
  readonly #pools = new Map<string, Turns>()
  /** By export: the live run, whose name is the export's id, and its replays. */
  readonly #exports = new Map<string, Set<string>>()

  constructor(deps: TaskDeps) {
    this.#deps = deps
  }

  /** Starts everything the catalog holds; called once, when the server starts. */
  async startAll(): Promise<void> {
    for (const { id } of this.#deps.catalog.list('transform')) this.startTransform(taskRefOf(id))
    for (const { id } of this.#deps.catalog.list('export')) await this.startExport(taskRefOf(id))
  }

  startTransform(ref: TaskRef): void {
    const { catalog, log, engine, clock, logger, random } = this.#deps
    const { id, to, spec, startOffset } = catalog.transform(ref)
    const source = catalog.repo(ref)
    const pool = source.group ? group(this.#deps, { account: ref.account, group: source.group }) : undefined
    if (this.#standsStill(ref, source) || pool?.state === 'stopped') return
    const runner = createMicroBatchRunner({
      code: () => spec.code && fillIn(this.#deps, ref.account, spec.code),
      plugin: spec.plugin?.name,
      intervalMs: intervalMs(spec.interval),
      container: parseContainer(pool?.container ?? spec.container),
      names: sourceNames(ref),
      joined: (sql) => repoTables(this.#deps, ref.account, sql, sourceNames(ref)),
      source: source.queue,
      destination: catalog.repo({ account: ref.account, repo: to }).queue,
      schema: () => catalog.repo(ref).schema,
      output: () => catalog.repo({ account: ref.account, repo: to }).schema,
      writer: writerOf(id),
      ...(pool ? { turns: this.#turnsOf(`${ref.account}/${source.group}`) } : {}),
      startOffset: BigInt(startOffset),
      log,
      engine,
      clock,
      random,
      logger: logger.child({ ...ref, task: 'transform' }),
    })
    const stop = new AbortController()
    this.#transforms.set(id, { runner, stop, ended: runner.run(stop.signal) })
  }

  /** A pool is one container that its transforms share: they run in it one after another. */
  #turnsOf(pool: string): Turns {
    const turns = this.#pools.get(pool) ?? createTurns()
    this.#pools.set(pool, turns)
    return turns
  }

  /** With its unfinished replays. */
  async startExport(ref: TaskRef): Promise<void> {
    const { catalog, exportHost } = this.#deps
    const document = catalog.export(ref)
    if (this.#standsStill(ref, catalog.repo(ref))) return
    this.#exports.set(document.id, new Set([document.id]))
    await exportHost.start(await this.#exportJob(ref, document))
    for (const { id, state } of replaysOf(catalog, ref))
      if (state === 'running') await this.startReplay(ref, id)
  }

  /** Nothing happens while its export stands still: it starts with that. */
  async startReplay(ref: TaskRef, id: string): Promise<void> {
    const { catalog, exportHost } = this.#deps
    const document = catalog.export(ref)
    const runs = this.#exports.get(document.id)
    if (!runs) return
    const { kind, queue, from, until } = replay(catalog, ref, id)
    runs.add(id)
    await exportHost.start({
      ...(await this.#exportJob(ref, document)),
      run: id,
      queue,
      letters: kind === 'redrive',
      until: BigInt(until),
      ...(await this.#savedPosition(id, from)),
    })
  }

  async stopReplay(ref: TaskRef, id: string): Promise<void> {
    const runs = this.#exports.get(this.#deps.catalog.export(ref).id)
    if (runs?.delete(id)) await this.#deps.exportHost.stop(id)
  }

  /** Of a replay that is not done. */
  async replayStatus(ref: TaskRef, id: string): Promise<TaskStatus> {
    const runs = this.#exports.get(this.#deps.catalog.export(ref).id)
    if (runs?.has(id)) return await this.#deps.exportHost.status(id)
    const { from } = replay(this.#deps.catalog, ref, id)
    return await this.#stopped(ref, (await this.#savedPosition(id, from)).position)
  }

  async #exportJob(ref: TaskRef, document: ExportDocument): Promise<ExportJob> {
    const repo = this.#deps.catalog.repo(ref)
    return {
      id: document.id,
      run: document.id,
      kind: document.type,
      spec: document.spec,
      account: ref.account,
      repo: ref.repo,
      name: ref.name,
      queue: repo.queue,
      schema: repo.schema,
      variables: userVariables(this.#deps, ref.account),
      connection: connectionOf(this.#deps, ref.account, document.type, document.spec),
      ...(await this.#savedPosition(document.id, document.startOffset)),
    }
  }

  #standsStill({ account }: RepoRef, { workflow }: RepoDocument): boolean {
    return workflow !== '' && findWorkflow(this.#deps, { account, workflow }).state !== 'started'
  }

  async #savedPosition(run: string, startOffset: string) {
    const saved = await this.#deps.store.get<SavedPosition>('position', run)
    return { position: BigInt(saved?.body.position ?? startOffset), state: saved?.body.state }
  }

  /** Resolves when the task has stopped and will write no more. */
  async stop(id: string): Promise<void> {
    const transform = this.#transforms.get(id)
    if (transform) {
      this.#transforms.delete(id)
      transform.stop.abort()
      await transform.ended
    }
    const runs = this.#exports.get(id)
    this.#exports.delete(id)
    for (const run of runs ?? []) await this.#deps.exportHost.stop(run)
  }

  /** Something that decides how a repo's tasks run has changed (workflow, pool): they start again, or not. */
  async reconcile(ref: RepoRef): Promise<void> {
    for (const { id, body } of this.#deps.catalog.list('transform', `${repoId(ref)}/`)) {
      await this.stop(body.id)
      this.startTransform(taskRefOf(id))
    }
    await this.schemaChanged(ref)
  }

  /** Exports see a repo's schema as it was when they started: they start again. Transforms ask before every run. */
  async schemaChanged(ref: RepoRef): Promise<void> {
    for (const { id, body } of this.#deps.catalog.list('export', `${repoId(ref)}/`)) {
      await this.stop(body.id)
      await this.startExport(taskRefOf(id))
    }
  }

  async transformStatus(ref: TaskRef): Promise<TaskStatus> {
    const { catalog, log } = this.#deps
    const { id, to, startOffset } = catalog.transform(ref)
    const running = this.#transforms.get(id)
    if (running) return await running.runner.status()
    const destination = catalog.repo({ account: ref.account, repo: to })
    const position = (await log.lastTo(destination.queue, writerOf(id))) ?? BigInt(startOffset)
    return await this.#stopped(ref, position)
  }

  async exportStatus(ref: TaskRef): Promise<TaskStatus> {
    const document = this.#deps.catalog.export(ref)
    if (this.#exports.has(document.id)) return await this.#deps.exportHost.status(document.id)
    return await this.#stopped(ref, (await this.#savedPosition(document.id, document.startOffset)).position)
  }

  async #stopped(ref: RepoRef, position: bigint): Promise<TaskStatus> {
    const { catalog, log, clock } = this.#deps
    const { queue } = catalog.repo(ref)
    const end = (await log.bounds(queue)).nextOffset
    const waitingSinceMs = await log.arrivedAtMs(queue, position)
    return {
      state: 'stopped',
      position,
      end,
      lagRecords: end > position ? end - position : 0n,
      lagSeconds: waitingSinceMs === undefined ? 0 : Math.max(0, clock.nowMs() - waitingSinceMs) / 1000,
      counters: {},
      notes: ['stopped with its workflow or resource pool'],
    }
  }

  /** Knocks at the destination of an export that need not exist. undefined: all is well. */
  async checkExport(probe: ExportProbe): Promise<string | undefined> {
    return await this.#deps.exportHost.check(probe)
  }

  /** Exports see the account's variables as they were when they started: those that use one of this name start again.
   *  Transforms ask before every run. */
  async variableChanged(account: string, name: string): Promise<void> {
    for (const { id, body } of this.#deps.catalog.list('export', `${account}/`)) {
      if (!JSON.stringify(body.spec).includes(`$(${name})`)) continue
      await this.stop(body.id)
      await this.startExport(taskRefOf(id))
    }
  }

  /** A connection was made, changed or deleted: the exports that it is for start again. */
  async connectionChanged(connection: ConnectionRef): Promise<void> {
    const users = this.#deps.catalog
      .list('export', `${connection.account}/`)
      .filter(({ body }) => body.type === connection.type && wouldUse(this.#deps, connection, body.spec))
    const restart = async ({ id, body }: (typeof users)[number]) => {
      await this.stop(body.id)
      await this.startExport(taskRefOf(id))
    }
    await Promise.all(users.map(restart))
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.#transforms.keys(), ...this.#exports.keys()].map((id) => this.stop(id)))
  }
}

interface RunningTransform {
  readonly runner: MicroBatchRunner
  readonly stop: AbortController
  readonly ended: Promise<void>
}

const writerOf = (id: string): string => `transform:${id}`
