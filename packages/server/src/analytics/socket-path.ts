import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Unix sockets have paths of at most 104 bytes (macOS) or 108 (Linux), the final NUL included. */
const socketPathBytesMax = 103

/**
 * Where the process that has the store in `directory` listens: beside its file, or, when that path is too long for a
 * socket, in a folder of the temporary directory that only this user can enter. On Windows a pipe.
 */
export function socketPath(directory: string): string {
  const beside = join(directory, 'store.sock')
  const name = `sluice-${createHash('sha256').update(directory).digest('hex').slice(0, 24)}`
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`
  if (Buffer.byteLength(beside) <= socketPathBytesMax) return beside
  const folder = join(tmpdir(), name)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const { uid, mode } = lstatSync(folder)
  if (uid !== process.getuid?.() || (mode & 0o077) !== 0)
    throw new Error(`${folder} belongs to somebody else: remove it`)
  return join(folder, 's')
}
