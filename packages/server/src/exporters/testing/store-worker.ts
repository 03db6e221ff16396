import { setTimeout as pause } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { SluiceError } from '@sluice/model'
import { Type } from 'typebox'
import type { DestinationStore } from '../exporter.ts'

const { httpType } = await import('../http/index.ts')
const { serveStoreReads } = await import('../store-thread.ts')

/** A store that does what the query says, for tests of whoever reads it. */
const store: DestinationStore = {
  query: Type.Object({ do: Type.String() }),
  example: { do: 'echo' },
  read: async (query, deps, signal) => {
    switch (Object(query).do) {
      case 'refuse':
        throw new SluiceError('E18209', 'no such table')
      case 'fail':
        throw new Error('disk on fire')
      case 'wait':
        await pause(600_000, undefined, { signal })
        return '{}'
      case 'spin':
        for (;;);
      case 'hoard':
        return hoard()
      case 'long':
        return JSON.stringify('x'.repeat(2_000_000))
      case 'exit':
        return process.exit(1)
      default:
        return JSON.stringify({ query, deps })
    }
  },
}

function hoard(): string {
  const kept: string[][] = []
  for (;;) kept.push(Array.from({ length: 1000 }, (_, at) => `${kept.length}-${at}`))
}

if (!parentPort) throw new Error('this file runs as a worker thread')
serveStoreReads(parentPort, workerData, [{ ...httpType, kind: 'test', store }])
