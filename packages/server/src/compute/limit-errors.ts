import { SqlError } from '../transforms/sql-engine.ts'

/** What a query is told that was stopped: which limit it met, how large that is, and what to do. */

export function memoryError(memoryBytesMax: number): SqlError {
  return new SqlError(
    'limit',
    `the query needs more memory than the ${size(memoryBytesMax)} it may use: let it hold less at once, or give the transform a larger container`,
  )
}

export function timeError(timeoutMs: number): SqlError {
  return new SqlError(
    'limit',
    `the query ran longer than the ${timeoutMs / 1000} s it may take: let it read, join or produce less`,
  )
}

export function outputError(outputBytesMax: number): SqlError {
  return new SqlError(
    'limit',
    `the result is larger than the ${size(outputBytesMax)} it may have: let the query give fewer or shorter records`,
  )
}

/** No smaller batch helps, and no larger container. */
export function lineTooLongError(lineBytesMax: number): SqlError {
  const message = `a record is longer than the ${size(lineBytesMax)} that a query can read: push, or let the transform before give, shorter ones`
  return new SqlError('diagnostics', message, [{ message }])
}

const MiB = 1024 ** 2

function size(bytes: number): string {
  const mebibytes = bytes / MiB
  return mebibytes >= 1024
    ? `${Math.round((mebibytes / 1024) * 10) / 10} GiB`
    : `${Math.max(1, Math.round(mebibytes))} MiB`
}
