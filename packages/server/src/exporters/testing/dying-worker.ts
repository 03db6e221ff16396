import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { workerData } from 'node:worker_threads'

/** The export worker, but for one thing: it dies of an uncaught error when the file `die` is in the scratch folder. */
await import('../worker.ts')
const { scratchDirectory }: { readonly scratchDirectory: string } = workerData
const order = join(scratchDirectory, 'die')
setInterval(() => {
  if (!existsSync(order)) return
  rmSync(order)
  throw new Error('out of memory')
}, 2)
