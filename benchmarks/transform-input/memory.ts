import { readdirSync, readFileSync } from 'node:fs'

const intervalMs = 20

/** Largest resident size that this process and its children had together while `work` ran. 0 where the system does not tell. */
export async function peakBytes(work: () => Promise<void>): Promise<number> {
  let peak = 0
  const timer = setInterval(() => {
    peak = Math.max(peak, residentBytes())
  }, intervalMs)
  try {
    await work()
  } finally {
    clearInterval(timer)
  }
  return peak
}

function residentBytes(): number {
  try {
    const children = readdirSync('/proc/self/task').flatMap((thread) =>
      readFileSync(`/proc/self/task/${thread}/children`, 'utf8').trim().split(' ').filter(Boolean),
    )
    return ['self', ...children].reduce((sum, pid) => sum + sizeOf(pid), 0)
  } catch {
    return 0
  }
}

function sizeOf(pid: string): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1]) * 4096
  } catch {
    // It has ended meanwhile.
    return 0
  }
}
