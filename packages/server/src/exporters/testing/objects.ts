import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { gunzipSync } from 'node:zlib'

/** Key → content of every object in a bucket of the folder store, in order of the keys; .gz inflated. */
export async function readObjects(objectsDirectory: string, bucket: string): Promise<Map<string, Buffer>> {
  const folder = join(objectsDirectory, bucket)
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const objects = new Map<string, Buffer>()
  for (const path of paths.sort()) {
    const content = await readFile(path)
    objects.set(relative(folder, path), path.endsWith('.gz') ? gunzipSync(content) : content)
  }
  return objects
}
