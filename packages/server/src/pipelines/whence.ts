import { type ErrorCode, SluiceError } from '@sluice/model'
import type { QueueId, RecordLog } from '../queues/record-log.ts'
import type { Whence } from './documents.ts'

export function whence(given: string | undefined, byDefault: Whence, code: ErrorCode): Whence {
  if (given === undefined || given === '') return byDefault
  if (given === 'oldest' || given === 'newest') return given
  throw new SluiceError(code, `whence '${given}' is unknown: use oldest or newest`)
}

/** Where a new task starts, decimal. Fixed at creation, so that `newest` means the moment of the request. */
export async function startOffset(log: RecordLog, queue: QueueId, from: Whence): Promise<string> {
  const { firstOffset, nextOffset } = await log.bounds(queue)
  return String(from === 'oldest' ? firstOffset : nextOffset)
}
