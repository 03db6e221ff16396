import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** Replaces the file whole or not at all, durably, readable by its owner only: for keys and small state at start-up. */
export function writeOwnerFile(path: string, content: string | Uint8Array): void {
  const temporary = `${path}.new`
  // Opened anew with 'w': a left-over of a crash is truncated, and is ours with the same mode.
  const file = openSync(temporary, 'w', 0o600)
  try {
    const bytes = Buffer.from(content)
    for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(temporary, path)
  syncFolder(dirname(path))
}

/** Makes a created or renamed name survive a power cut. */
function syncFolder(path: string): void {
  const folder = openSync(path, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}
