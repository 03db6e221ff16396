import { randomUUID } from 'node:crypto'
import { copyFile, mkdir, open, rename, rm, rmdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ObjectStore } from '../exporter.ts'
import { createExpiryIndex, type ExpiryIndex } from './expiry-index.ts'

/**
 * Objects as plain files: `<root>/<bucket>/<key>`, with a folder for each `/` of the key. Names in the root that begin with
 * a dot are the store's own: `.incoming` (copies from another file system) and `.expiry.sqlite` (what is to be deleted
 * when). A key that is also the beginning of another one (`a` and `a/b`) is refused: one of them would have to be a file
 * and a folder.
 */
export function createFolderObjectStore(root: string): ObjectStore {
  let index: Promise<ExpiryIndex> | undefined
  const expiries = () => {
    index ??= mkdir(root, { recursive: true }).then(() => createExpiryIndex(join(root, '.expiry.sqlite')))
    return index
  }
  return {
    async put(bucket, key, path, { expiresAtMs } = {}) {
      const target = objectPath(root, bucket, key)
      await syncFile(path)
      await makeFolders(dirname(target), key)
      ;(await expiries()).set(bucket, key, expiresAtMs)
      await move(path, target, join(root, '.incoming')).catch((error: unknown) => {
        throw clash(error, key)
      })
      await syncFolder(dirname(target))
    },
    async deleteExpired(nowMs) {
      const index = await expiries()
      const due = index.due(nowMs)
      for (const { bucket, key } of due) {
        const path = objectPath(root, bucket, key)
        await rm(path, { force: true })
        await removeEmptyFolders(dirname(path), join(root, bucket))
        index.set(bucket, key, undefined)
      }
      return due.length
    },
  }
}

function objectPath(root: string, bucket: string, key: string): string {
  const segments = key.split('/')
  if (!/^[a-zA-Z0-9_-][a-zA-Z0-9._-]*$/.test(bucket)) throw new Error(`'${bucket}' cannot name a bucket`)
  if (segments.some((segment) => segment === '' || segment === '.' || segment === '..'))
    throw new Error(`object key '${key}' has an empty, '.' or '..' part`)
  return join(root, bucket, ...segments)
}

/** Renames; a file from another file system is copied beside the target first, so that it appears there whole. */
async function move(path: string, target: string, incoming: string): Promise<void> {
  try {
    await rename(path, target)
  } catch (error) {
    if (codeOf(error) !== 'EXDEV') throw error
    await mkdir(incoming, { recursive: true })
    const copy = join(incoming, randomUUID())
    try {
      await copyFile(path, copy)
      await syncFile(copy)
      await rename(copy, target)
    } catch (error) {
      // Half a copy on a disk that is full would keep it full.
      await rm(copy, { force: true })
      throw error
    }
    await rm(path)
  }
}

async function makeFolders(folder: string, key: string): Promise<void> {
  const made = await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw clash(error, key)
  })
  if (made === undefined) return
  for (let at = folder; at.length >= made.length; at = dirname(at)) await syncFolder(dirname(at))
}

function clash(error: unknown, key: string): unknown {
  const code = codeOf(error)
  if (code === 'ENOTDIR' || code === 'EEXIST' || code === 'EISDIR')
    return new Error(
      `object '${key}' clashes with a stored one: a key cannot be the folder of another; change keyPrefix`,
    )
  return error
}

/** A folder that a put has just made may vanish under it; the put then fails and is repeated. */
async function removeEmptyFolders(folder: string, bucketFolder: string): Promise<void> {
  for (let at = folder; at.length >= bucketFolder.length; at = dirname(at)) {
    const removed = await rmdir(at).then(
      () => true,
      () => false,
    )
    if (!removed) return
  }
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
