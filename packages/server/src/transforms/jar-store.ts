import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** Uploaded jars: one file each, named by the plugin's unique id. */
export interface JarStore {
  /** Durable when it resolves. */
  put(id: string, bytes: Uint8Array): Promise<void>
  /** Idempotent. */
  remove(id: string): Promise<void>
  /** Opens the jar, and closes it when `use` is done. */
  read<T>(id: string, use: (jar: JarBytes) => Promise<T>): Promise<T>
}

/** A jar may have 100 MB: what is needed of it is read, and no more. */
export interface JarBytes {
  readonly bytes: number
  /** Fewer bytes only at the end. */
  read(at: number, length: number): Promise<Buffer>
}

export function createJarStore(directory: string): JarStore {
  const path = (id: string) => join(directory, `${id}.jar`)
  return {
    async read(id, use) {
      const file = await open(path(id))
      try {
        const { size } = await file.stat()
        return await use({ bytes: size, read: (at, length) => readAt(file, at, length) })
      } finally {
        await file.close()
      }
    },
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

async function readAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, at)
  return buffer.subarray(0, bytesRead)
}
