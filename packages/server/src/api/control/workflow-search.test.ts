import assert from 'node:assert/strict'
import { test } from 'node:test'
import { searchTasks } from './workflow-search.ts'

const task = {
  kind: 'export',
  repo: 'web',
  name: 'out',
  target: 'http',
  state: 'running',
  position: '7',
  end: '9',
  lagRecords: '2',
  lagSeconds: 1,
  counters: { recordsOut: 5, rejected: 2 },
  notes: [],
} as const
const failing = { message: 'no answer from shop.example', at: '2026-01-02T03:04:05.000Z' }
const tasks = [
  task,
  { ...task, repo: 'api', state: 'failed', lastError: failing } as const,
  { ...task, kind: 'transform', name: 'sums', target: 'totals', state: 'stopped' } as const,
]
const search = (asked: Parameters<typeof searchTasks>[1]) => searchTasks(tasks, asked, 0)
const names = (asked: Parameters<typeof searchTasks>[1]) => search(asked).status.map(({ name }) => name)

test('a search without conditions, or with empty ones, tells about every task', () => {
  assert.deepEqual(names({}), ['out', 'out', 'sums'])
  const empty = { type: '', name: '', reponame: '', query: '', size: 0, startTime: 0, endTime: 0 }
  assert.deepEqual(search(empty), search({}))
})

test('type, name, repo and text narrow it down, size bounds it', () => {
  assert.deepEqual(names({ type: 'transform' }), ['sums'])
  assert.deepEqual(names({ name: 'out' }), ['out', 'out'])
  assert.equal(search({ name: 'out', reponame: 'api' }).status[0]?.status, 'Unknown')
  assert.deepEqual(names({ reponame: 'absent' }), [])
  assert.equal(search({ query: 'shop.example' }).status[0]?.reason, failing.message)
  assert.deepEqual(names({ size: 1 }), ['out'])
})

test('the log has the errors of the time that is asked for, in ms or in seconds', () => {
  const atMs = Date.parse(failing.at)
  const log = (asked: { startTime?: number; endTime?: number }) => search(asked).log.map((line) => line.log)
  assert.deepEqual(log({ startTime: atMs, endTime: atMs }), [failing.message])
  assert.deepEqual(log({ startTime: atMs + 1 }), [])
  assert.deepEqual(log({ endTime: atMs - 1 }), [])
  assert.deepEqual(log({ startTime: atMs / 1000, endTime: atMs / 1000 + 1 }), [failing.message])
  assert.deepEqual(log({ endTime: atMs / 1000 - 1 }), [])
})

test('the metric has what went out, what was refused and what waits', () => {
  assert.deepEqual(search({ size: 1 }).metric, [
    {
      ...{ type: 'export', name: 'out', timestamp: '1970-01-01T00:00:00.000Z', exporttype: 'http' },
      ...{ total: 7, success: 5, failed: 2, lag: 2 },
    },
  ])
})
