import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { StoreTable } from '../analytics/index.ts'
import { checkDestination } from './check-destination.ts'
import { storedTable } from './stored-table.ts'
import { testDeps } from './testing/exporter-deps.ts'

const never = new AbortController().signal
const table: StoreTable = { schema: 's', name: 't', columns: [{ name: 'id', type: 'BIGINT' }], key: ['id'] }

test('a store of our own that is slow to come is not taken for a destination that does not answer', {
  skip: process.platform !== 'linux' && 'finds the process in /proc',
}, async (context) => {
  const deps = await testDeps(context)
  const stored = storedTable(table, deps)
  await stored.open(undefined, never)
  const [pid = 0] = processesOf(deps.storeDirectory)
  context.after(async () => {
    await stored.close()
    process.kill(pid, 'SIGKILL')
  })
  process.kill(pid, 'SIGSTOP')
  const exporter = { ...stored, write: async () => ({ delivered: 0n }) }
  const problem = checkDestination(exporter, deps.clock)
  await deps.clock.advance(30_000)
  process.kill(pid, 'SIGCONT')
  assert.equal(await problem, undefined)
})

function processesOf(directory: string): number[] {
  const has = (name: string) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/cmdline`, 'latin1').includes(directory)
    } catch {
      return false
    }
  }
  return readdirSync('/proc').filter(has).map(Number)
}
