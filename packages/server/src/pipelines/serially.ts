/** Runs operations with the same key one after another, in order of their call; different keys do not wait. */
export function createSerially(): <T>(key: string, operation: () => Promise<T>) => Promise<T> {
  const tails = new Map<string, Promise<unknown>>()
  return async (key, operation) => {
    const before = tails.get(key) ?? Promise.resolve()
    const turn = before.then(operation, operation)
    const tail = turn.catch(() => undefined)
    tails.set(key, tail)
    try {
      return await turn
    } finally {
      if (tails.get(key) === tail) tails.delete(key)
    }
  }
}
