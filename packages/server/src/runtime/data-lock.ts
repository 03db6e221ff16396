import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { SettingsError } from './settings/read-settings.ts'

/**
 * Takes a data directory for this process, so that two servers never write the same files: a file with the owner's process
 * id. One left by a killed server is taken over. Makes the directory when there is none. Returns what gives it back. Errors:
 * SettingsError naming the owner, or why nothing can be kept there.
 */
export function lockDataDirectory(directory: string): () => void {
  const path = join(directory, 'server.pid')
  tellingWhy(directory, () => makeFolder(directory))
  const owner = ownerOf(path)
  if (owner !== undefined && owner !== process.pid && alive(owner))
    throw new SettingsError(
      `${directory} is in use by the Sluice server with process id ${owner}: stop it, or start with --data-dir <another folder>`,
    )
  tellingWhy(directory, () => writeFileSync(path, `${process.pid}\n`))
  return () => rmSync(path, { force: true })
}

/** Node's own way to make the folders above as well never ends where nobody can make any, such as /proc. */
function makeFolder(path: string): void {
  if (existsSync(path)) return
  makeFolder(dirname(path))
  mkdirSync(path, { mode: 0o700 })
}

function tellingWhy(directory: string, work: () => void): void {
  try {
    work()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new SettingsError(
      `no data can be kept in ${directory} (${reason}): start with --data-dir <a folder that can be written>`,
    )
  }
}

function ownerOf(path: string): number | undefined {
  try {
    const pid = Number(readFileSync(path, 'utf8'))
    return Number.isInteger(pid) && pid > 0 ? pid : undefined
  } catch {
    return undefined
  }
}

/** Whether a process with this id runs. After a reboot the id may be another program's: then the person is asked, which is
 *  the safe way to be wrong. */
function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
