/** Where time comes from. Tests advance their own. */
export interface Clock {
  /** Wall clock, ms since epoch; may jump. */
  nowMs(): number
  /** For durations; never goes back. */
  monotonicMs(): number
  /** Resolves after durationMs; rejects with the signal's reason when it fires first. Does not keep the process alive. */
  sleep(durationMs: number, signal?: AbortSignal): Promise<void>
}

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  sleep: (durationMs, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      const onAbort = () => {
        clearTimeout(timer)
        reject(signal?.reason)
      }
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', onAbort)
        resolve()
      }, durationMs)
      timer.unref()
      signal?.addEventListener('abort', onAbort, { once: true })
    }),
}
