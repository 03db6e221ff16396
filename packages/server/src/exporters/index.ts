import type { ExporterType, ObjectStore } from './exporter.ts'
import { httpType } from './http/index.ts'
import { createFolderObjectStore } from './kodo/folder-object-store.ts'
import { kodoType } from './kodo/index.ts'

/** The export types this server has. A new one is its folder and a line here. */
export const exporterTypes: readonly ExporterType[] = [httpType, kodoType]

/** Where file-shaped exports put their objects. */
export function openObjectStore(directory: string): ObjectStore {
  return createFolderObjectStore(directory)
}
