import type { Bounds, QueueId, RecordLog } from '../queues/record-log.ts'
import type { PipelineDeps, TaskControl } from './deps.ts'

/**
 * The same pipelines on a sheet of paper: operations check and change a copy of the catalog, and nothing else. What would be
 * refused in the middle of several operations is found here, before the first of them is done for real.
 */
export function draftOf(deps: PipelineDeps): PipelineDeps {
  return {
    ...deps,
    catalog: deps.catalog.draft(),
    log: draftLog(deps.log),
    tasks: draftTasks(deps.tasks),
  }
}

const nothing = async (): Promise<void> => {}
const never = async (): Promise<never> => {
  throw new Error('a draft has no records')
}
const empty: Bounds = { firstOffset: 0n, nextOffset: 0n, bytes: 0 }

/** Queues made in the draft are empty; the others are as they are. */
function draftLog(log: RecordLog): RecordLog {
  const made = new Set<QueueId>()
  return {
    create: async (queue) => {
      made.add(queue)
    },
    alter: nothing,
    drop: nothing,
    bounds: async (queue) => (made.has(queue) ? empty : await log.bounds(queue)),
    append: never,
    lastTo: never,
    arrivedAtMs: never,
    read: never,
    waitFor: never,
    scan: never,
    trim: never,
    list: never,
    close: nothing,
  }
}

/** Tasks run on undisturbed. */
function draftTasks(tasks: TaskControl): TaskControl {
  return {
    startTransform: () => {},
    startExport: nothing,
    stop: nothing,
    reconcile: nothing,
    schemaChanged: nothing,
    variableChanged: nothing,
    connectionChanged: nothing,
    transformStatus: (ref) => tasks.transformStatus(ref),
    startReplay: nothing,
    stopReplay: nothing,
    replayStatus: (ref, run) => tasks.replayStatus(ref, run),
    exportStatus: (ref) => tasks.exportStatus(ref),
    checkExport: (probe) => tasks.checkExport(probe),
  }
}
