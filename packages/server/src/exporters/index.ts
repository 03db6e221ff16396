import { blackholeType } from './blackhole/index.ts'
import type { ExporterType, ObjectStore } from './exporter.ts'
import { httpType } from './http/index.ts'
import { createFolderObjectStore } from './kodo/folder-object-store.ts'
import { kodoType } from './kodo/index.ts'
import { logdbType } from './logdb/index.ts'
import { mongoType } from './mongo/index.ts'
import { reportType } from './report/index.ts'
import { tsdbType } from './tsdb/index.ts'

/** The export types this server has. A new one is its folder and a line here. */
export const exporterTypes: readonly ExporterType[] = [
  blackholeType,
  httpType,
  kodoType,
  logdbType,
  mongoType,
  reportType,
  tsdbType,
]

/** Where file-shaped exports put their objects. */
export function openObjectStore(directory: string): ObjectStore {
  return createFolderObjectStore(directory)
}
