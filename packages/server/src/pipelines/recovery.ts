import type { RecordLog } from '../queues/record-log.ts'
import type { Logger } from '../runtime/logger.ts'
import type { Catalog } from './catalog.ts'

/**
 * Finishes what a crash interrupted: repos marked as deleting go; an empty queue without a repo goes (its repo was never
 * stored). A queue with records that no repo owns is never touched: metadata may have been restored from an older copy.
 * Runs before the server takes requests.
 */
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
    const { nextOffset } = await log.bounds(queue)
    if (nextOffset === 0n) await log.drop(queue)
    else
      logger.warn(
        { queue, records: String(nextOffset) },
        'a queue with records belongs to no repo; it is left alone',
      )
  }
}
