import type { TaskStatus } from '@sluice/sdk'
import { countText, secondsText } from '../amounts.ts'
import type { Call, Command } from '../command.ts'
import { type Column, printTable, type Style } from '../table.ts'

export const statusCommand: Command = {
  name: 'status',
  summary: 'how transforms and exports are doing: state, position, lag, last error',
  args: [{ name: 'repo', optional: true, description: 'only those that read this repo' }],
  options: {},
  notes:
    'BEHIND is the number of records not yet taken, LAG the age of the oldest of them. --verbose adds counters and notes.',
  examples: ['sluice status', 'sluice status web --json'],
  run: status,
}

const stateStyles: { readonly [state: string]: Style } = {
  running: 'green',
  starting: 'cyan',
  retrying: 'yellow',
  paused: 'magenta',
  failed: 'red',
  done: 'gray',
  stopped: 'gray',
}

const columns: readonly Column[] = [
  { title: 'REPO' },
  { title: 'TASK' },
  { title: 'TO' },
  { title: 'STATE', style: (state) => stateStyles[state] },
  { title: 'POSITION', align: 'right' },
  { title: 'BEHIND', align: 'right' },
  { title: 'LAG', align: 'right' },
  { title: 'LAST ERROR' },
]

async function status(call: Call): Promise<void> {
  const repo = call.arg('repo')
  const client = await call.client()
  // A repo that does not exist has no tasks either: say which of the two it is.
  if (repo) await client.repos.get(repo)
  const tasks = (await client.status()).filter((task) => !repo || task.repo === repo)
  await call.answer({ tasks }, tasks.length > 0 ? print(call, tasks) : noTasks(repo))
}

function noTasks(repo: string): string {
  return repo ? `no transform or export reads ${repo}` : 'no transforms or exports'
}

function print(call: Call, tasks: readonly TaskStatus[]): string {
  const nowMs = call.shell.nowMs()
  const rows = tasks.map((task) => [
    task.repo,
    `${task.kind} ${task.name}`,
    task.target,
    task.state,
    countText(BigInt(task.position)),
    countText(BigInt(task.lagRecords)),
    task.lagRecords === '0' ? '' : secondsText(task.lagSeconds),
    errorText(task, nowMs),
  ])
  const table = printTable(columns, rows, call.shell.stdout)
  return call.verbose ? `${table}\n${tasks.map(details).join('\n')}` : table
}

function errorText({ lastError }: TaskStatus, nowMs: number): string {
  if (!lastError) return ''
  const ageSeconds = Math.max(0, nowMs - Date.parse(lastError.at)) / 1000
  return `${secondsText(ageSeconds)} ago: ${lastError.message}`
}

function details({ kind, repo, name, counters, notes, detail }: TaskStatus): string {
  const counted = Object.entries(counters).map(([counter, value]) => `${counter} ${countText(value)}`)
  const lines = [counted.join(', '), detail ?? '', ...notes].filter((line) => line !== '')
  return `${repo}, ${kind} ${name}:\n${lines.map((line) => `  ${line}\n`).join('')}`
}
