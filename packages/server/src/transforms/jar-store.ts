import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** Uploaded jars: one file each, named by the plugin's unique id. */
export interface JarStore {
  /** Durable when it resolves. */
  put(id: string, bytes: Uint8Array): Promise<void>
  /** Idempotent. */
  remove(id: string): Promise<void>
  get(id: string): Promise<Buffer>
}

export function createJarStore(directory: string): JarStore {
  const path = (id: string) => join(directory, `${id}.jar`)
  return {
    get: (id) => readFile(path(id)),
    async put(id, bytes) {
      await mkdir(directory, { recursive: true })
      const unfinished = `${path(id)}.part`
      const file = await open(unfinished, 'w')
      try {
        await file.writeFile(bytes)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(unfinished, path(id))
    },
    async remove(id) {
      await rm(path(id), { force: true })
    },
  }
}
