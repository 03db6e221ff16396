import { parentPort, workerData } from 'node:worker_threads'
import { exporterTypes } from './index.ts'
import { serveStoreReads } from './store-thread.ts'

/** The composition root of a store thread. */
if (!parentPort) throw new Error('this file runs as a worker thread of the server')
serveStoreReads(parentPort, workerData, exporterTypes)
