import type { RecordLog } from '../queues/record-log.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import type { Service } from '../runtime/supervisor.ts'
import type { Catalog } from './catalog.ts'

/** How often old segments are looked for. Retention is a promise to keep at least that long, not to delete on the dot. */
const sweepIntervalMs = 60_000

export interface RetentionDeps {
  readonly catalog: Catalog
  readonly log: RecordLog
  readonly clock: Clock
  readonly logger: Logger
  readonly retentionMs: number
}

/** Deletes whole segments that are older than repos keep records. */
export function retentionService(deps: RetentionDeps): Service {
  return { name: 'retention', run: (signal) => run(deps, signal), status: () => '' }
}

async function run(deps: RetentionDeps, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await sweep(deps, signal)
    await deps.clock.sleep(sweepIntervalMs, signal).catch(() => undefined)
  }
}

async function sweep(
  { catalog, log, clock, logger, retentionMs }: RetentionDeps,
  signal: AbortSignal,
): Promise<void> {
  for (const { id, body } of catalog.list('repo')) {
    if (signal.aborted || body.state !== 'ready') continue
    try {
      const before = (await log.bounds(body.queue)).firstOffset
      const after = await log.trim(body.queue, clock.nowMs() - retentionMs)
      if (after > before)
        logger.info({ repo: id, records: String(after - before) }, 'records past retention deleted')
    } catch (error) {
      logger.warn({ repo: id, err: error }, 'retention could not trim the repo; trying again in a minute')
    }
  }
}
