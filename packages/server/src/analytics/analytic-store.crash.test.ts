import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openAnalyticStore, type StoreTable } from './index.ts'

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
    const ids = Array.from({ length: 2_000 }, (_, i) => BigInt(from + i))
    const batch = {
      table,
      run: 'r',
      values: [ids],
      offsets: BigInt64Array.from(ids),
      next: BigInt(from + 2_000),
    }
    const written = store.write(batch, never).then(
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
  const query = { sql: 'select count(*) n, count(distinct id) d, max(id) m from s.t', schema: '' }
  const answer = JSON.parse(await store.query({ ...query, rowsMax: 1, timeoutMs: 10_000 }, never))
  assert.deepEqual(answer.rows, [{ n: 40_000, d: 40_000, m: 39_999 }])
})

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
