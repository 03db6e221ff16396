import type { Clock } from '../runtime/clock.ts'

/** A call that does not heed its signal is left behind after this time. */
const graceMs = 5_000

/**
 * Calls with a signal that fires after `timeoutMs` or together with `stop`. Waits for the call to end by itself, so that
 * calls do not overlap, but no longer than the grace time after the signal.
 */
export async function withDeadline<T>(
  call: (signal: AbortSignal) => Promise<T>,
  timeoutMs: number,
  clock: Clock,
  stop: AbortSignal = new AbortController().signal,
): Promise<T> {
  const deadline = new AbortController()
  const ended = new AbortController()
  const signal = AbortSignal.any([stop, deadline.signal])
  clock.sleep(timeoutMs, ended.signal).then(
    () => deadline.abort(new Error(`no answer within ${timeoutMs / 1000} s`)),
    () => {},
  )
  try {
    return await Promise.race([call(signal), afterGrace(signal, clock, ended.signal)])
  } catch (error) {
    throw signal.aborted ? signal.reason : error
  } finally {
    ended.abort()
  }
}

function afterGrace(signal: AbortSignal, clock: Clock, ended: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const onAbort = () =>
      clock.sleep(graceMs, ended).then(
        () => reject(signal.reason),
        () => {},
      )
    if (signal.aborted) onAbort()
    else signal.addEventListener('abort', onAbort, { once: true, signal: ended })
  })
}
