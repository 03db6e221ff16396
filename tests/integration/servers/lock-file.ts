import { readFile, rm, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

const pollMs = 500

/** Runs `body` while no other process on this machine holds the lock. The lock of a process that died is taken over. */
export async function whileLocked(path: string, body: () => Promise<void>): Promise<void> {
  while (!(await take(path))) await sleep(pollMs)
  try {
    await body()
  } finally {
    await rm(path, { force: true })
  }
}

async function take(path: string): Promise<boolean> {
  try {
    await writeFile(path, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    const holder = Number(await readFile(path, 'utf8').catch(() => ''))
    if (holder > 0 && !isRunning(holder)) await rm(path, { force: true })
    return false
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
