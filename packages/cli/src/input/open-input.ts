import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createGunzip } from 'node:zlib'
import { UsageError } from '../command.ts'
import type { Shell } from '../shell.ts'

/** A file or standard input, being read. */
export interface Input {
  /** '-' for standard input. */
  readonly name: string
  readonly chunks: AsyncIterable<Uint8Array>
  /** How much of the file has been read, 0 to 1; undefined when its end is not known. */
  fraction(): number | undefined
}

/** `path` '' or '-' is standard input; `.gz` is inflated. Rejects with the system's error when there is no such file. */
export async function openInput(shell: Shell, path: string): Promise<Input> {
  if (path === '' || path === '-') return { name: '-', chunks: shell.stdin, fraction: () => undefined }
  const absolute = path.startsWith('/') ? path : join(shell.directory, path)
  const file = await stat(absolute)
  if (file.isDirectory()) throw new UsageError(`${path} is a folder`, 'name a file')
  const stream = createReadStream(absolute, { highWaterMark: 256 * 1024 })
  const inflated = path.endsWith('.gz') ? stream.pipe(createGunzip()) : stream
  // pipe() does not hand on errors of its source.
  stream.on('error', (error) => inflated.destroy(error))
  return {
    name: path,
    chunks: inflated,
    fraction: () => (file.size === 0 ? 1 : Math.min(1, stream.bytesRead / file.size)),
  }
}
