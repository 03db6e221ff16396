/** Lets callers work one after another, in order of their call. Whoever gives up while it waits leaves the others alone. */
export type Turns = <T>(work: () => Promise<T>, signal: AbortSignal) => Promise<T>

export function createTurns(): Turns {
  const waiting: (() => void)[] = []
  let taken = false

  function enter(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.reject(signal.reason)
    if (!taken) {
      taken = true
      return Promise.resolve()
    }
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        waiting.splice(waiting.indexOf(begin), 1)
        reject(signal.reason)
      }
      const begin = () => {
        signal.removeEventListener('abort', onAbort)
        resolve()
      }
      signal.addEventListener('abort', onAbort, { once: true })
      waiting.push(begin)
    })
  }

  return async (work, signal) => {
    await enter(signal)
    try {
      return await work()
    } finally {
      // Whoever waits longest takes over at once; nobody can come in between.
      const next = waiting.shift()
      if (next) next()
      else taken = false
    }
  }
}
