import type { RecordLog } from '../queues/record-log.ts'
import type { Logger } from '../runtime/logger.ts'
import type { Catalog } from './catalog.ts'

/** Finishes what a crash interrupted: repos marked as deleting go, queues without a repo go (their repo was never stored,
 *  or its deletion was past the point of no return). Runs before the server takes requests. */
export async function recover(catalog: Catalog, log: RecordLog, logger: Logger): Promise<void> {
  for (const { id, body } of catalog.list('repo')) {
    if (body.state !== 'deleting') continue
    logger.info({ repo: id }, 'finishing the deletion of a repo')
    await log.drop(body.queue)
    await catalog.commit([{ kind: 'repo', id, delete: true }])
  }
  const known = new Set(catalog.list('repo').map(({ body }) => body.queue))
  for (const queue of await log.list()) {
    if (known.has(queue)) continue
    logger.info({ queue }, 'removing a queue that no repo owns')
    await log.drop(queue)
  }
}
