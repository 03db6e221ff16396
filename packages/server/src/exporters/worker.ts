import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { systemClock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import { checkDestination } from './check-destination.ts'
import { concealInLogs, concealSecrets } from './conceal-secrets.ts'
import type { ExportJob, ExportProbe } from './export-host.ts'
import { firstReport, withState } from './export-report.ts'
import { runExport } from './export-runner.ts'
import type { Exporter, ExporterDeps, ExporterType, ObjectStore } from './exporter.ts'
import { HostCalls } from './host-calls.ts'
import { exporterTypes, openObjectStore } from './index.ts'
import { letterReader } from './letter-reader.ts'
import { secretsIn } from './secret-options.ts'
import { sweepObjects } from './sweep-objects.ts'
import type { ToHost, ToWorker, WorkerSettings } from './worker-messages.ts'

/** An export worker: the composition root of one thread. Driven by export-host.ts through messages. */
const port = parentPort
if (!port) throw new Error('this file runs as a worker thread of the server')
const settings: WorkerSettings = workerData
const post = (message: ToHost) => port.postMessage(message)
const calls = new HostCalls(post)
const objects: ObjectStore = openObjectStore(settings.objectsDirectory)
const running = new Map<string, AbortController>()
const logger = forwardingLogger({})

port.on('message', (message: ToWorker) => {
  if (message.kind === 'start') void start(message.job)
  else if (message.kind === 'stop') running.get(message.run)?.abort(new Error('the export was stopped'))
  else if (message.kind === 'check') void check(message)
  else calls.answer(message.call, message)
})
void sweepObjects(objects, systemClock, logger)

async function start(job: ExportJob): Promise<void> {
  const stop = new AbortController()
  running.set(job.run, stop)
  try {
    await run(job, stop.signal)
  } catch (error) {
    await fail(job, error, stop.signal)
  } finally {
    running.delete(job.run)
    post({ kind: 'stopped', run: job.run })
  }
}

async function run(job: ExportJob, signal: AbortSignal): Promise<void> {
  const type = typeOf(job)
  const log = concealInLogs(
    forwardingLogger({ account: job.account, repo: job.repo, export: job.name }),
    secretsIn(type, job.connection),
  )
  const exporter = createExporter(job, job, log)
  const { position, state } = job
  const queue = calls.queueReader(job.run)
  const limits = { recordsMax: type.batchRecordsMax, bytesMax: type.batchBytesMax }
  const onReport = (report: ReturnType<typeof firstReport>) => post({ kind: 'report', run: job.run, report })
  await runExport(
    {
      exporter,
      queue: job.letters ? letterReader(queue, job) : queue,
      limits,
      lingerMs: type.lingerMs,
      until: job.until,
      callTimeoutMs: type.callTimeoutMs,
      position,
      state,
      savePosition: (to, next) => calls.savePosition(job.run, to, next),
      keepRejected: (letters) => calls.keepRejected(job.run, letters),
      onReport,
      clock: systemClock,
      logger: log,
      random: Math.random,
    },
    signal,
  )
}

async function check({ check, probe }: Extract<ToWorker, { kind: 'check' }>): Promise<void> {
  post({ kind: 'checked', check, problem: await problemOf(probe, `check-${check}`) })
}

async function problemOf(probe: ExportProbe, id: string): Promise<string | undefined> {
  try {
    const log = concealInLogs(logger, secretsIn(typeOf(probe), probe.connection))
    const exporter = createExporter(probe, { id, run: id, repo: '', name: '' }, log)
    try {
      return await checkDestination(exporter, systemClock)
    } finally {
      await exporter.close()
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function createExporter(
  probe: ExportProbe,
  run: Pick<ExportJob, 'id' | 'run' | 'repo' | 'name'>,
  logger: Logger,
): Exporter {
  const type = typeOf(probe)
  const create = () => type.create(probe.spec, depsOf(probe, run, logger))
  return concealSecrets(create, secretsIn(type, probe.connection))
}

function typeOf({ kind }: ExportProbe): ExporterType {
  const type = exporterTypes.find((candidate) => candidate.kind === kind)
  if (!type) throw new Error(`this server has no export type '${kind}'`)
  return type
}

function depsOf(
  { kind, account, schema, variables, connection }: ExportProbe,
  { id, run, repo, name }: Pick<ExportJob, 'id' | 'run' | 'repo' | 'name'>,
  logger: Logger,
): ExporterDeps {
  return {
    id,
    run,
    schema,
    account,
    repo,
    export: name,
    connection,
    storeDirectory: join(settings.storesDirectory, kind, account),
    clock: systemClock,
    logger,
    objects,
    scratchDirectory: join(settings.scratchDirectory, run),
    variables,
    timeZone: settings.timeZone,
    parquet: (lines, to, target, signal) => calls.parquet(run, lines, to, target, signal),
  }
}

/** The export cannot run at all. It stays, so that its status says why, until it is stopped. */
async function fail(job: ExportJob, error: unknown, signal: AbortSignal): Promise<void> {
  const message = error instanceof Error ? error.message : String(error)
  const report = withState(firstReport(job.position), 'failed')
  const lastError = { message, atMs: systemClock.nowMs() }
  post({ kind: 'report', run: job.run, report: { ...report, lastError } })
  if (signal.aborted) return
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
}

function forwardingLogger(own: object): Logger {
  const log = (level: 'debug' | 'info' | 'warn' | 'error') => (fields: object, message: string) =>
    post({ kind: 'log', level, fields: { ...own, ...fields }, message })
  return {
    debug: log('debug'),
    info: log('info'),
    warn: log('warn'),
    error: log('error'),
    child: (fields) => forwardingLogger({ ...own, ...fields }),
  }
}
