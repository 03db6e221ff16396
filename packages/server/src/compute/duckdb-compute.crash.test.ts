import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'

const server = `
  import { createCompute } from '${join(import.meta.dirname, 'duckdb-compute.ts')}'
  const compute = await createCompute({ scratchDirectory: process.argv[1], timeZone: 'UTC' })
  const limits = { threads: 1, memoryBytesMax: 2 ** 30, timeoutMs: 600_000 }
  const select = 'select count(*) as n from range(10000000000000) t(i) where i % 7 = 8'
  compute.execute({ select, macros: [] }, [], limits)
`

async function childOf(pid: number): Promise<number> {
  for (;;) {
    const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')
    const child = Number(children.trim().split(' ')[0])
    if (child > 0) return child
    await delay(5)
  }
}

/** Time that a process has computed, in clock ticks. */
async function ticksOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  return Number(stat.slice(stat.lastIndexOf(')')).split(' ')[12])
}

async function alive(pid: number): Promise<boolean> {
  try {
    // A zombie is gone: only its parent has not asked yet.
    return !/\) Z/.test(await readFile(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

test('a query dies with the server that asked for it', { skip: process.platform !== 'linux' }, async () => {
  const scratch = await mkdtemp(join(tmpdir(), 'sluice-crash-'))
  const parent = spawn(process.execPath, ['--input-type=module', '-e', server, scratch], { stdio: 'inherit' })
  try {
    await once(parent, 'spawn')
    const child = await childOf(parent.pid ?? 0)
    // Half a second of computing: it is in the middle of the query.
    while ((await ticksOf(child)) < 50) await delay(5)
    parent.kill('SIGKILL')
    await once(parent, 'exit')
    while (await alive(child)) await delay(5)
    assert.equal(await alive(child), false)
  } finally {
    parent.kill('SIGKILL')
    await rm(scratch, { recursive: true, force: true })
  }
})
