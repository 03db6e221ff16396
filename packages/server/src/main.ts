// The composition root: settings → stores → services → listen. Wired by hand; read it from top to bottom.
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { Accounts } from './access/accounts.ts'
import { createAuthenticator } from './access/authenticate.ts'
import { writeCredentials } from './access/credentials-file.ts'
import { ensureFirstAccount, type FirstAccount } from './access/first-account.ts'
import { openSecretBox } from './access/secret-box.ts'
import { controlRoutes } from './api/control/routes.ts'
import { serverRoutes } from './api/control/server-routes.ts'
import { dataOperations } from './api/data/operations.ts'
import { createPushHandler } from './api/data/push.ts'
import { openApiDocument } from './api/openapi.ts'
import { createReqids } from './api/reqid.ts'
import type { Route } from './api/route.ts'
import { createApi } from './api/server.ts'
import { banner } from './banner.ts'
import { createCompute } from './compute/duckdb-compute.ts'
import { createExportHost } from './exporters/export-host.ts'
import { exporterTypes } from './exporters/index.ts'
import { createStoreReader } from './exporters/store-reader.ts'
import { metadataStores } from './metadata/index.ts'
import { Catalog } from './pipelines/catalog.ts'
import { keepDeadLetters } from './pipelines/dead-letters.ts'
import { createActingFor } from './pipelines/grants.ts'
import { positionChange } from './pipelines/position.ts'
import { recover } from './pipelines/recovery.ts'
import { finishReplay } from './pipelines/replays.ts'
import { retentionService } from './pipelines/retention.ts'
import { createSerially } from './pipelines/serially.ts'
import { readSharedConnections, type SharedConnections } from './pipelines/shared-connections.ts'
import { taskSamples } from './pipelines/task-samples.ts'
import { Tasks } from './pipelines/tasks.ts'
import { recordLogs } from './queues/index.ts'
import { systemClock } from './runtime/clock.ts'
import { lockDataDirectory } from './runtime/data-lock.ts'
import { createJsonLogger } from './runtime/json-logger.ts'
import { createBytesInFlight } from './runtime/limits.ts'
import { createMetrics } from './runtime/metrics.ts'
import { keepCompiled } from './runtime/own-process.ts'
import { createSupervisor } from './runtime/supervisor.ts'
import { parseStart, type Settings, SettingsError } from './settings.ts'
import { sqlEngines } from './transforms/index.ts'
import { createJarStore } from './transforms/jar-store.ts'

const version: string = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')).version

try {
  const start = parseStart(
    {
      flags: process.argv.slice(2),
      environment: process.env,
      readFile: (path) => readFileSync(path, 'utf8'),
    },
    version,
  )
  if (start.kind === 'print') process.stdout.write(start.text)
  else await serve(start.settings)
} catch (error) {
  const told = error instanceof SettingsError || (error instanceof Error && 'told' in error)
  process.stderr.write(`sluice: ${told ? error.message : error instanceof Error ? error.stack : error}\n`)
  process.exit(1)
}

async function serve(settings: Settings): Promise<void> {
  const clock = systemClock
  const logger = createJsonLogger({ level: settings.logLevel, clock })
  const random = Math.random
  const randomHex = (digits: number) => randomBytes(digits / 2).toString('hex')
  const dataDirectory = resolve(settings.dataDir)
  const sharedConnections = sharedConnectionsOf(settings)
  const unlock = lockDataDirectory(dataDirectory)

  // Stores.
  const metrics = createMetrics()
  const store = metadataStores.embedded({ path: join(dataDirectory, 'metadata.db') })
  const compute = await createCompute({
    scratchDirectory: join(dataDirectory, 'scratch/compute'),
    timeZone: settings.timeZone,
    processes: settings.computeProcesses,
  })
  const log = await recordLogs.embedded({
    directory: join(dataDirectory, 'repos'),
    clock,
    logger,
    compute,
    limits: {
      segmentBytesMax: settings.segmentBytesMax,
      segmentAgeMsMax: settings.segmentAgeMsMax,
      sealBytesMin: settings.sealBytesMin,
      sealAgeMsMax: settings.sealAgeMsMax,
    },
    onAppended: metrics.appended,
  })
  const secretBox = openSecretBox({ path: join(dataDirectory, 'master.key'), randomBytes })
  const accounts = await Accounts.load({ store, secretBox, clock, randomBytes })
  const { accessKey, secretKey } = settings
  const account = await ensureFirstAccount(
    accounts,
    accessKey && secretKey ? { accessKey, secretKey } : undefined,
    logger,
  )
  const catalog = await Catalog.load(store)
  await recover(catalog, log, logger)

  // Services.
  const engine = sqlEngines.duckdb({ compute, timeZone: settings.timeZone })
  const exportHost = createExportHost({
    log,
    compute,
    objectsDirectory: join(dataDirectory, 'objects'),
    storesDirectory: join(dataDirectory, 'stores'),
    scratchDirectory: join(dataDirectory, 'scratch/exports'),
    timeZone: settings.timeZone,
    workersMax: settings.exportWorkers,
    clock,
    logger,
    random,
    savePosition: (run, position, state) => store.commit([positionChange(run, position, state)]),
    keepRejected: (job, letters) =>
      keepDeadLetters({ catalog, log, clock, region: settings.region, randomHex }, job, letters),
    onDone: (job, report) => finishReplay(catalog, job, report, clock.nowMs()),
    memoryMax: settings.exportMemoryMax,
  })
  const storeReader = createStoreReader({
    storesDirectory: join(dataDirectory, 'stores'),
    timeZone: settings.timeZone,
    clock,
  })
  const connections = { exporterTypes, secrets: secretBox, sharedConnections }
  const tasks = new Tasks({
    ...connections,
    catalog,
    log,
    engine,
    exportHost,
    store,
    clock,
    logger,
    timeZone: settings.timeZone,
    random,
  })
  metrics.watchTasks(() => taskSamples(catalog, tasks))
  const supervisor = createSupervisor({ clock, logger, random })
  supervisor.start(retentionService({ catalog, log, clock, logger, retentionMs: settings.retentionMs }))

  // The API.
  let ready = false
  const stopping = new AbortController()
  const newReqid = createReqids(randomBytes)
  const authenticate = createAuthenticator({
    findCredential: (key) => accounts.findCredential(key),
    clock,
    skewMsMax: settings.clockSkewMsMax,
  })
  const actingFor = createActingFor(catalog, (name) => accounts.exists(name))
  const pipelines = {
    ...connections,
    catalog,
    log,
    engine,
    tasks,
    storeReader,
    jars: createJarStore(join(dataDirectory, 'plugins')),
    clock,
    region: settings.region,
    timeZone: settings.timeZone,
    transformsPerRepoMax: settings.transformsPerRepoMax,
    exportsPerRepoMax: settings.exportsPerRepoMax,
    randomHex,
  }
  const inFlight = createBytesInFlight(settings.inFlightBytesMax)
  const bodyBytesMax = settings.bodyBytesMax
  const routes: readonly Route[] = [
    ...controlRoutes({
      pipelines,
      accounts,
      pluginBytesMax: settings.pluginBytesMax,
      serially: createSerially(),
      version,
    }),
    ...serverRoutes({ ready: () => ready, metrics, version, openApi: () => openApi }),
  ]
  const openApi: string = JSON.stringify(openApiDocument([...dataOperations, ...routes], version))
  const pushDeps = {
    authenticate,
    actingFor,
    catalog,
    log,
    inFlight,
    clock,
    logger,
    metrics,
    bodyBytesMax,
    timeZone: settings.timeZone,
    newReqid,
  }
  const server = await createApi({
    routes,
    push: createPushHandler(pushDeps),
    pushRaw: createPushHandler(pushDeps, 'raw'),
    authenticate,
    actingFor,
    logger,
    stopping: stopping.signal,
    newReqid,
  })
  const url = await listen(server, settings)
  writeCredentials(join(dataDirectory, 'credentials.json'), url, account)
  await tasks.startAll()
  ready = true
  keepCompiled()
  announce(url, dataDirectory, account)

  await stopSignal()
  logger.info({}, 'stopping: finishing requests, then tasks')
  ready = false
  stopping.abort()
  await closeServer(server, settings.stopTimeoutMs)
  await tasks.stopAll()
  await supervisor.stop(settings.stopTimeoutMs)
  await exportHost.close()
  await storeReader.close()
  await log.close()
  await compute.close()
  await store.close()
  unlock()
  logger.info({}, 'stopped')
  process.exit(0)
}

/** Before anything is opened: a file that cannot be used is told at once. */
function sharedConnectionsOf({ connections: path }: Settings): SharedConnections {
  if (path === undefined) return new Map()
  try {
    return readSharedConnections(path, readFileSync(path, 'utf8'), exporterTypes)
  } catch (error) {
    throw new SettingsError(`setting connections: ${error instanceof Error ? error.message : error}`)
  }
}

function listen(server: Server, { host, port }: Settings): Promise<string> {
  return new Promise((done, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new SettingsError(
              `port ${port} is in use: stop the other program, or start with --port <another>`,
            )
          : error.code === 'ENOTFOUND' || error.code === 'EADDRNOTAVAIL' || error.code === 'EACCES'
            ? new SettingsError(
                `cannot listen on ${host}, port ${port} (${error.code}): start with --host <an address of this machine> and --port <one that you may take>`,
              )
            : error,
      ),
    )
    server.listen(port, host, () => {
      const { address, family, port: bound } = server.address() as AddressInfo
      done(`http://${family === 'IPv6' ? `[${address}]` : address}:${bound}`)
    })
  })
}

function announce(url: string, dataDirectory: string, account: FirstAccount): void {
  process.stdout.write(banner({ version, url, dataDirectory, account }))
}

function stopSignal(): Promise<void> {
  return new Promise((done) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => done())
  })
}

/** Takes no new connection, lets requests under way finish, cuts those that take too long. */
function closeServer(server: Server, timeoutMs: number): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(() => server.closeAllConnections(), timeoutMs)
    server.close(() => {
      clearTimeout(timer)
      done()
    })
    server.closeIdleConnections()
  })
}
