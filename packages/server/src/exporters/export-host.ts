import { mkdirSync, rmSync } from 'node:fs'
import type { Schema, Variable } from '@sluice/model'
import type { Compute } from '../compute/compute.ts'
import type { TaskStatus } from '../pipelines/task-status.ts'
import type { QueueId, RecordLog } from '../queues/record-log.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import type { DeadLetter } from './dead-letter.ts'
import { ExportMemory } from './export-memory.ts'
import type { ExportReport } from './export-report.ts'
import { ExportWorker } from './export-worker.ts'
import type { Connection, ExporterState } from './exporter.ts'
import { HostedExport } from './hosted-export.ts'
import { withDeadline } from './with-deadline.ts'

/**
 * Runs exports in worker threads, so that mapping, serialising, compressing and sending never hold up the server's thread.
 * Each export has one runner (export-runner.ts) in one worker; what a runner needs of the server (records, saving its
 * position, Parquet) goes through the host. A worker that dies is started again after a while, and its exports go on from
 * their saved positions. Workers come into being with the first export they host.
 */
export interface ExportHost {
  /** Starts an export. Resolves as soon as its worker was told; how it fares is its status. Rejects when `run` runs already
   *  or the host is closed. An unknown kind or a spec its type cannot use shows as state `failed`. */
  start(job: ExportJob): Promise<void>
  /** Stops an export and resolves when it writes no more and saves no more. Idempotent. */
  stop(run: string): Promise<void>
  /** Lag is that of what is delivered for good: for an export that gathers files, records in the open file are behind.
   *  Counters: batches, recordsOut, bytesOut (as canonical lines), failures, rejected,
   *  omitted, skipped. Rejects when `run` was not
   *  started. */
  status(run: string): Promise<TaskStatus>
  /** Knocks at a destination, in a worker; nothing need run there yet. Undefined: all is well, else what a person should
   *  know. Takes 10 s at most, and an embedded store's time to start (`startMsMax`). */
  check(job: ExportProbe): Promise<string | undefined>
  /** Stops every export and every worker. */
  close(): Promise<void>
}

export interface ExportProbe {
  readonly account: string
  /** The `type` of the export API. */
  readonly kind: string
  /** As its type's parseSpec returned it. */
  readonly spec: unknown
  readonly schema: Schema
  /** The account's own variables. */
  readonly variables: readonly Variable[]
  /** undefined: what is embedded. */
  readonly connection: Connection | undefined
}

export interface ExportJob extends ExportProbe {
  /** Unique for ever: a deleted and re-created export has another one. Path-safe. */
  readonly id: string
  /** Unique for ever, path-safe: `id` for the live run of an export, another for each replay. Positions are saved under it. */
  readonly run: string
  readonly repo: string
  readonly name: string
  readonly queue: QueueId
  /** First offset not yet delivered. */
  readonly position: bigint
  /** What was last saved with the position. */
  readonly state: ExporterState | undefined
  /** A bounded run: ends, as `done`, when everything before this offset is delivered. */
  readonly until?: bigint
  /** The queue holds dead letters, which are unwrapped. */
  readonly letters?: boolean
}

export interface ExportHostDeps {
  readonly log: RecordLog
  readonly compute: Pick<Compute, 'parquet'>
  /** Where file-shaped exports put their objects: a folder per bucket. */
  readonly objectsDirectory: string
  /** Embedded stores of destinations: a folder per type, in it one per account. */
  readonly storesDirectory: string
  /** For files being gathered; one folder per export in it. Emptied when the host is made: nothing in it outlives the
   *  process. Best on the same file system as objectsDirectory. */
  readonly scratchDirectory: string
  /** IANA name, for magic variables. */
  readonly timeZone: string
  readonly workersMax: number
  readonly clock: Clock
  readonly logger: Logger
  /** 0 <= n < 1, spreads retries. */
  random(): number
  /** Durable when it resolves. Called one at a time per export; a rejection makes the export retry. */
  savePosition(run: string, position: bigint, state: ExporterState | undefined): Promise<void>
  /** Puts records that the destination can never take into the export's dead-letter repo. Durable when it resolves;
   *  repeats (by `at`) are kept once. A rejection makes the export retry. */
  keepRejected(job: ExportJob, letters: readonly DeadLetter[]): Promise<void>
  /** A bounded run is done. Its status is kept until this resolves. */
  onDone(job: ExportJob, report: ExportReport): Promise<void>
  /** Bound of the records that all exports together hold while they move them, bytes. */
  readonly memoryMax: number
}

interface Running {
  readonly hosted: HostedExport
  readonly worker: ExportWorker
  /** Resolves when it has ended and what follows is done. */
  readonly finished: Promise<void>
}

/** How long `close` waits for exports to end by themselves. */
const closeWaitMs = 15_000

export function createExportHost(deps: ExportHostDeps): ExportHost {
  const running = new Map<string, Running>()
  const workers: ExportWorker[] = []
  let closed = false
  rmSync(deps.scratchDirectory, { recursive: true, force: true })
  mkdirSync(deps.scratchDirectory, { recursive: true })

  const memory = new ExportMemory(deps.memoryMax)
  const finish = async (hosted: HostedExport) => {
    await hosted.ended
    if (hosted.report.state !== 'done') return
    try {
      await deps.onDone(hosted.job, hosted.report)
    } catch (error) {
      deps.logger.error({ run: hosted.run, error: String(error) }, 'the end of a replay could not be stored')
    }
    running.delete(hosted.run)
  }
  const stop = async (run: string) => {
    const found = running.get(run)
    if (!found) return
    if (!found.hosted.stopping) found.worker.stop(found.hosted)
    await found.finished
    running.delete(run)
  }
  return {
    async start(job) {
      if (closed) throw new Error('the export host is closed')
      if (running.has(job.run)) throw new Error(`export ${job.run} runs already`)
      const hosted = new HostedExport(job, { ...deps, memory })
      const worker = workerFor(workers, deps)
      running.set(job.run, { hosted, worker, finished: finish(hosted) })
      worker.start(hosted)
    },
    stop,
    async status(run) {
      const found = running.get(run)
      if (!found) throw new Error(`export ${run} was not started`)
      return await statusOf(found.hosted, deps)
    },
    async check({ account, kind, spec, schema, variables, connection }) {
      if (closed) throw new Error('the export host is closed')
      return await workerFor(workers, deps).check({ account, kind, spec, schema, variables, connection })
    },
    async close() {
      closed = true
      const stopped = Promise.all([...running.keys()].map(stop))
      await withDeadline(() => stopped, closeWaitMs, deps.clock).catch((error: unknown) =>
        deps.logger.warn({ error: String(error) }, 'some exports did not stop; their workers are ended'),
      )
      await Promise.all(workers.map((worker) => worker.close()))
    },
  }
}

/** The least busy worker; another one while there may be more and none is idle. */
function workerFor(workers: ExportWorker[], deps: ExportHostDeps): ExportWorker {
  const [idlest] = workers.toSorted((a, b) => a.exportCount - b.exportCount)
  if (idlest && (idlest.exportCount === 0 || workers.length >= deps.workersMax)) return idlest
  const { objectsDirectory, storesDirectory, scratchDirectory, timeZone } = deps
  const script = new URL('./worker.ts', import.meta.url)
  const worker = new ExportWorker({
    ...deps,
    script,
    settings: { objectsDirectory, storesDirectory, scratchDirectory, timeZone },
  })
  workers.push(worker)
  return worker
}

async function statusOf({ job, report }: HostedExport, { log, clock }: ExportHostDeps): Promise<TaskStatus> {
  const { position } = report
  const end = job.until ?? (await log.bounds(job.queue)).nextOffset
  const waitingSinceMs = await log.arrivedAtMs(job.queue, position)
  return {
    ...report,
    end,
    lagRecords: end > position ? end - position : 0n,
    lagSeconds: waitingSinceMs === undefined ? 0 : Math.max(0, clock.nowMs() - waitingSinceMs) / 1000,
  }
}
