import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { type AnalyticStore, openAnalyticStore, type StoreTable, type TableBatch } from './index.ts'

const never = new AbortController().signal
const table: StoreTable = { schema: 's', name: 't', columns: [{ name: 'id', type: 'BIGINT' }], key: ['id'] }

test('a store that is killed again and again while it writes has every row once', {
  skip: process.platform !== 'linux' && 'finds the process in /proc',
}, async (context) => {
  const directory = await mkdtemp(join(tmpdir(), 'sluice-store-'))
  const store = openAnalyticStore(directory, 'UTC')
  context.after(async () => {
    store.close()
    await rm(directory, { recursive: true, force: true })
  })
  let kills = 0
  for (let from = 0; from < 40_000; ) {
    const written = store.write(idsBatch(from, from + 2_000), never).then(
      () => true,
      () => false,
    )
    const pid = kills < 8 ? processOf(directory) : undefined
    // Sometimes while it writes, sometimes just after.
    if (pid !== undefined && from % 4_000 === 0) await written
    if (pid !== undefined) process.kill(pid, 'SIGKILL')
    if (pid !== undefined) kills++
    if (await written) from += 2_000
  }
  assert.equal(kills, 8)
  assert.deepEqual(await counts(store), { n: 40_000, d: 40_000, m: 39_999 })
})

test('a store whose disk is full fails, and has every row once when there is room again', {
  skip: process.platform !== 'linux' && 'bounds files with ulimit',
}, async (context) => {
  const directory = await mkdtemp(join(tmpdir(), 'sluice-store-'))
  const store = openAnalyticStore(directory, 'UTC')
  const script = join(import.meta.dirname, 'store-process.ts')
  // Writing beyond the bound is an error then, as on a full disk. In units of 512 bytes.
  const limited = `trap '' XFSZ; ulimit -f 4096; exec '${process.execPath}' '${script}' '${directory}' UTC`
  const child = spawn('sh', ['-c', limited], { stdio: 'ignore' })
  context.after(async () => {
    store.close()
    child.kill('SIGKILL')
    await rm(directory, { recursive: true, force: true })
  })
  while (!existsSync(join(directory, 'store.sock'))) await new Promise((resolve) => setTimeout(resolve, 10))
  const failures: string[] = []
  for (let from = 0; from < 300_000; ) {
    try {
      await store.write(idsBatch(from, from + 5_000), never)
      from += 5_000
    } catch (error) {
      failures.push(String(error))
      if (failures.length === 1) await once(child, 'close')
    }
  }
  assert.ok(failures.length > 0, 'the bound was never met')
  assert.match(failures[0] ?? '', /File too large|write|IO Error/i)
  assert.deepEqual(await counts(store), { n: 300_000, d: 300_000, m: 299_999 })
})

function idsBatch(from: number, to: number): TableBatch {
  const ids = Array.from({ length: to - from }, (_, i) => BigInt(from + i))
  return { table, run: 'r', values: [ids], offsets: BigInt64Array.from(ids), next: BigInt(to) }
}

async function counts(store: AnalyticStore): Promise<unknown> {
  const query = { sql: 'select count(*) n, count(distinct id) d, max(id) m from s.t', schema: '' }
  return JSON.parse(await store.query({ ...query, rowsMax: 1, timeoutMs: 10_000 }, never)).rows[0]
}

function processOf(directory: string): number | undefined {
  const found = readdirSync('/proc').find((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/cmdline`, 'latin1').includes(directory)
    } catch {
      return false
    }
  })
  return found === undefined ? undefined : Number(found)
}
