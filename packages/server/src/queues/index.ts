import { EmbeddedLog } from './embedded/embedded-log.ts'
import { MemoryLog } from './memory/memory-log.ts'

/** The record logs there are. */
export const recordLogs = {
  embedded: EmbeddedLog.open,
  memory: (options: ConstructorParameters<typeof MemoryLog>[0]) => new MemoryLog(options),
}
