import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import type { ObjectStore } from './exporter.ts'

/** Retention is given in days; an hour more does not matter. */
const sweepEveryMs = 3_600_000

/** Deletes expired objects now and every hour from now on. Never resolves unless the clock's sleep is aborted. */
export async function sweepObjects(
  objects: ObjectStore,
  clock: Clock,
  logger: Logger,
  signal?: AbortSignal,
): Promise<void> {
  while (!signal?.aborted) {
    try {
      const deleted = await objects.deleteExpired(clock.nowMs())
      if (deleted > 0) logger.info({ deleted }, 'expired objects deleted')
    } catch (error) {
      logger.warn(
        { error: String(error) },
        'expired objects could not be deleted; the next try is in an hour',
      )
    }
    await clock.sleep(sweepEveryMs, signal).catch(() => {})
  }
}
