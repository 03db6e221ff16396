import { availableParallelism, totalmem } from 'node:os'

/** What this process may use: of the machine, or of the container that the system has put it in. */
export interface Machine {
  readonly cores: number
  readonly memoryBytes: number
}

export function machine(): Machine {
  const allowed = process.constrainedMemory()
  // 0, or more than there is: nobody has set a bound.
  const memoryBytes = allowed > 0 ? Math.min(allowed, totalmem()) : totalmem()
  return { cores: availableParallelism(), memoryBytes }
}
