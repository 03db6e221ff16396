import { recordLogConformance } from '../record-log.conformance.ts'
import { MemoryLog } from './memory-log.ts'

recordLogConformance('memory', async (clock) => {
  const log = new MemoryLog({ clock })
  return { log, dispose: () => log.close() }
})
