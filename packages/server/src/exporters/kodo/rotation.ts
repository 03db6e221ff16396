import type { GatheredFile } from './gathered-file.ts'
import { type KodoSpec, rotateBytesMax } from './kodo-spec.ts'

/** A file that waits for its size alone is closed after a day all the same: its records must be stored before the queue
 *  forgets them (two days by default), in case they have to be read again. */
const ageMsMax = 86_400_000

export interface Rotation {
  readonly bytesMax: number
  readonly ageMsMax: number
  due(file: Pick<GatheredFile, 'bytes' | 'openedAtMs'>, nowMs: number): boolean
}

/** When a file is closed. By interval alone it still may not outgrow 1 GiB. */
export function rotationOf({ rotateStrategy, rotateSize, rotateInterval }: KodoSpec): Rotation {
  const bytesMax = rotateStrategy === 'interval' ? rotateBytesMax : rotateSize
  const age = rotateStrategy === 'size' ? ageMsMax : rotateInterval * 1000
  return {
    bytesMax,
    ageMsMax: age,
    // A wall clock that was put back must not keep a file open for as long as it was.
    due: (file, nowMs) => file.bytes > bytesMax || Math.abs(nowMs - file.openedAtMs) >= age,
  }
}
