import { readdirSync, readFileSync } from 'node:fs'

const intervalMs = 20
const pageBytes = 4096

/** Largest resident sizes while something ran: of all children together, and of them and this process. 0 where the system does
 *  not tell. */
export interface PeakBytes {
  readonly children: number
  readonly all: number
}

export async function peakBytes(work: () => Promise<void>): Promise<PeakBytes> {
  let peak: PeakBytes = { children: 0, all: 0 }
  const timer = setInterval(() => {
    const children = childIds().reduce((sum, pid) => sum + sizeOf(pid), 0)
    peak = {
      children: Math.max(peak.children, children),
      all: Math.max(peak.all, children + sizeOf('self')),
    }
  }, intervalMs)
  try {
    await work()
  } finally {
    clearInterval(timer)
  }
  return peak
}

function childIds(): string[] {
  try {
    return readdirSync('/proc/self/task').flatMap((thread) =>
      readFileSync(`/proc/self/task/${thread}/children`, 'utf8').trim().split(' ').filter(Boolean),
    )
  } catch {
    return []
  }
}

function sizeOf(pid: string): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1]) * pageBytes
  } catch {
    // It has ended meanwhile.
    return 0
  }
}
