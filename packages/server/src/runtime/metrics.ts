import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** What the server counts, under one name each. Labels: account, repo and task at most, so that series stay as few as the
 *  things people made. */
export interface Metrics {
  /** A push was answered; code is 'ok', an error code or '401'. */
  pushed(code: string, seconds: number): void
  /** A push was stored; bytes of its inflated body. */
  stored(account: string, repo: string, records: number, bytes: number): void
  /** The log made appends durable that shared one fsync. */
  appended(appends: number, bytes: number): void
  /** How the tasks are doing is asked at every scrape. */
  watchTasks(samples: () => Promise<readonly TaskSample[]>): void
  /** The Prometheus text format. */
  print(): Promise<{ readonly text: string; readonly contentType: string }>
}

/** One transform or export, now. */
export interface TaskSample {
  readonly account: string
  readonly repo: string
  readonly task: string
  readonly kind: 'transform' | 'export'
  readonly state: string
  readonly position: bigint
  readonly lagRecords: bigint
  readonly lagSeconds: number
  readonly lateSeconds?: number
  /** Since the task started, in camelCase: `recordsOut` becomes sluice_task_records_out_total. */
  readonly counters: { readonly [name: string]: number }
}

const taskLabels = ['account', 'repo', 'task', 'kind'] as const
/** From one memory copy to a slow disk: 0.1 ms to 10 s. */
const secondsBuckets = [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10]

/** `processMetrics`: also CPU, memory, event loop and garbage collection of this process. */
export function createMetrics({ processMetrics = true }: { processMetrics?: boolean } = {}): Metrics {
  const registry = new Registry()
  if (processMetrics) collectDefaultMetrics({ register: registry })
  const push = pushMetrics(registry)
  const log = logMetrics(registry)
  const tasks = taskMetrics(registry)
  let samples: () => Promise<readonly TaskSample[]> = async () => []
  return {
    pushed: (code, seconds) => {
      push.requests.inc({ code })
      push.duration.observe(seconds)
    },
    stored: (account, repo, records, bytes) => {
      push.records.inc({ account, repo }, records)
      push.bytes.inc({ account, repo }, bytes)
    },
    appended: (appends, bytes) => {
      log.appends.inc(appends)
      log.bytes.inc(bytes)
      log.syncs.inc()
    },
    watchTasks: (source) => {
      samples = source
    },
    print: async () => {
      tasks.show(await samples())
      return { text: await registry.metrics(), contentType: registry.contentType }
    },
  }
}

function pushMetrics(registry: Registry) {
  const registers = [registry]
  const labelNames = ['account', 'repo']
  return {
    requests: new Counter({
      name: 'sluice_push_requests_total',
      help: 'Pushes answered, by code: ok, an error code, or 401',
      labelNames: ['code'],
      registers,
    }),
    duration: new Histogram({
      name: 'sluice_push_duration_seconds',
      help: 'From the first byte of a push to its answer, durable',
      buckets: secondsBuckets,
      registers,
    }),
    records: new Counter({
      name: 'sluice_push_records_total',
      help: 'Records stored from pushes',
      labelNames,
      registers,
    }),
    bytes: new Counter({
      name: 'sluice_push_bytes_total',
      help: 'Bytes of stored pushes, inflated',
      labelNames,
      registers,
    }),
  }
}

function logMetrics(registry: Registry) {
  const registers = [registry]
  return {
    appends: new Counter({
      name: 'sluice_log_appends_total',
      help: 'Batches appended to the log',
      registers,
    }),
    bytes: new Counter({
      name: 'sluice_log_appended_bytes_total',
      help: 'Bytes appended to the log',
      registers,
    }),
    syncs: new Counter({
      name: 'sluice_log_syncs_total',
      help: 'Durable writes of the log; appends that come together share one',
      registers,
    }),
  }
}

function taskMetrics(registry: Registry) {
  const registers = [registry]
  const labelNames = [...taskLabels]
  const state = new Gauge({
    name: 'sluice_task_state',
    help: 'State of a transform or export: 1 for the state it is in',
    labelNames: [...labelNames, 'state'],
    registers,
  })
  const position = new Gauge({
    name: 'sluice_task_position',
    help: 'Offset of the next source record the task will take',
    labelNames,
    registers,
  })
  const lagRecords = new Gauge({
    name: 'sluice_task_lag_records',
    help: 'Source records not yet taken',
    labelNames,
    registers,
  })
  const lagSeconds = new Gauge({
    name: 'sluice_task_lag_seconds',
    help: 'Age of the oldest source record not yet taken, 0 when there is none',
    labelNames,
    registers,
  })
  const lateSeconds = new Gauge({
    name: 'sluice_task_late_seconds',
    help: 'How long ago the run of a transform that is under way, or still to come, was to begin',
    labelNames,
    registers,
  })
  const counters = new Map<string, Counter>()
  const counter = (name: string): Counter => {
    const known = counters.get(name) ?? newTaskCounter(name, registry)
    counters.set(name, known)
    return known
  }

  return {
    /** Replaces what was shown: a removed task leaves no series behind. */
    show: (samples: readonly TaskSample[]) => {
      for (const metric of [state, position, lagRecords, lagSeconds, lateSeconds, ...counters.values()])
        metric.reset()
      for (const { account, repo, task, kind, ...sample } of samples) {
        const labels = { account, repo, task, kind }
        state.set({ ...labels, state: sample.state }, 1)
        position.set(labels, Number(sample.position))
        lagRecords.set(labels, Number(sample.lagRecords))
        lagSeconds.set(labels, sample.lagSeconds)
        if (sample.lateSeconds !== undefined) lateSeconds.set(labels, sample.lateSeconds)
        for (const [name, count] of Object.entries(sample.counters)) counter(name).inc(labels, count)
      }
    },
  }
}

function newTaskCounter(name: string, registry: Registry): Counter {
  const words = name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  return new Counter({
    name: `sluice_task_${words.replaceAll(' ', '_')}_total`,
    help: `Of a transform or export since it started: ${words}`,
    labelNames: [...taskLabels],
    registers: [registry],
  })
}
