import { EmbeddedLog } from './embedded/embedded-log.ts'
import { MemoryLog } from './memory/memory-log.ts'

export type { EmbeddedLogOptions } from './embedded/embedded-log.ts'

/** The record logs there are. */
export const recordLogs = {
  /** Durable, in a folder: what a server runs on. */
  embedded: EmbeddedLog.open,
  /** For tests. */
  memory: (options: ConstructorParameters<typeof MemoryLog>[0]) => new MemoryLog(options),
}
