import type { ExporterType } from '../exporters/exporter.ts'
import type { StoreReader } from '../exporters/store-reader.ts'
import type { RecordLog } from '../queues/record-log.ts'
import type { Clock } from '../runtime/clock.ts'
import type { JarStore } from '../transforms/jar-store.ts'
import type { SqlEngine } from '../transforms/sql-engine.ts'
import type { Catalog } from './catalog.ts'
import type { ConnectionDeps } from './connections.ts'
import type { Tasks } from './tasks.ts'

/** What the operations on repos, transforms and exports work with. */
export interface PipelineDeps extends ConnectionDeps {
  readonly catalog: Catalog
  readonly log: RecordLog
  readonly engine: SqlEngine
  readonly exporterTypes: readonly ExporterType[]
  readonly tasks: TaskControl
  readonly storeReader: Omit<StoreReader, 'close'>
  readonly jars: JarStore
  readonly clock: Clock
  readonly region: string
  /** IANA name: what `$(now)` and its like are printed in. */
  readonly timeZone: string
  readonly transformsPerRepoMax: number
  readonly exportsPerRepoMax: number
  /** That many random hexadecimal digits. */
  randomHex(digits: number): string
}

/** What operations do with the running tasks. */
export type TaskControl = Omit<Tasks, 'startAll' | 'stopAll'>
