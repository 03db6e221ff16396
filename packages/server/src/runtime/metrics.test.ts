import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMetrics, type Metrics, type TaskSample } from './metrics.ts'

const sample: TaskSample = {
  account: 'a',
  repo: 'r',
  task: 't',
  kind: 'export',
  state: 'running',
  position: 12n,
  lagRecords: 3n,
  lagSeconds: 1.5,
  counters: { recordsOut: 12, failures: 0 },
}

const shown = async (metrics: Metrics, prefix: string) =>
  (await metrics.print()).text.split('\n').filter((line) => line.startsWith(prefix))

test('pushes are counted by code, and what was stored by repo', async () => {
  const metrics = createMetrics({ processMetrics: false })
  metrics.pushed('ok', 0.002)
  metrics.pushed('E18110', 0.001)
  metrics.stored('a', 'r', 100, 13_000)
  metrics.stored('a', 'r', 1, 130)
  assert.deepEqual(await shown(metrics, 'sluice_push_re'), [
    'sluice_push_requests_total{code="ok"} 1',
    'sluice_push_requests_total{code="E18110"} 1',
    'sluice_push_records_total{account="a",repo="r"} 101',
  ])
  assert.deepEqual(await shown(metrics, 'sluice_push_bytes'), [
    'sluice_push_bytes_total{account="a",repo="r"} 13130',
  ])
  assert.deepEqual(await shown(metrics, 'sluice_push_duration_seconds_count'), [
    'sluice_push_duration_seconds_count 2',
  ])
})

test('one sync of the log counts the appends that shared it', async () => {
  const metrics = createMetrics({ processMetrics: false })
  metrics.appended(32, 4096)
  assert.deepEqual(await shown(metrics, 'sluice_log'), [
    'sluice_log_appends_total 32',
    'sluice_log_appended_bytes_total 4096',
    'sluice_log_syncs_total 1',
  ])
})

test('tasks are shown as they are at the scrape, and a removed one not at all', async () => {
  const metrics = createMetrics({ processMetrics: false })
  let samples: TaskSample[] = [sample]
  metrics.watchTasks(async () => samples)
  const labels = 'account="a",repo="r",task="t",kind="export"'
  const expected = [
    `sluice_task_state{${labels},state="running"} 1`,
    `sluice_task_position{${labels}} 12`,
    `sluice_task_lag_records{${labels}} 3`,
    `sluice_task_lag_seconds{${labels}} 1.5`,
    `sluice_task_records_out_total{${labels}} 12`,
    `sluice_task_failures_total{${labels}} 0`,
  ]
  assert.deepEqual(await shown(metrics, 'sluice_task'), expected)
  assert.deepEqual(await shown(metrics, 'sluice_task'), expected)
  samples = []
  assert.deepEqual(await shown(metrics, 'sluice_task'), [])
})

test('the answer is the Prometheus text format with metrics of the process', async () => {
  const { text, contentType } = await createMetrics().print()
  assert.match(contentType, /^text\/plain; version=0\.0\.4/)
  assert.match(text, /^process_resident_memory_bytes \d+$/m)
  assert.match(text, /^# TYPE sluice_push_requests_total counter$/m)
})
