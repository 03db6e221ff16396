import { setTimeout as pause } from 'node:timers/promises'
import type { Replay, ReplayRange } from '@sluice/sdk'
import { counted, countText } from '../amounts.ts'
import { type Argument, type Call, type Command, type Options, UsageError } from '../command.ts'
import { printTable } from '../table.ts'

const args: readonly Argument[] = [
  { name: 'repo', description: 'repo whose records are exported' },
  { name: 'export', description: 'name of the export' },
]
const wait = {
  wait: { description: 'stay until it is done, and say how far it is' },
} as const satisfies Options

const pollMs = 500

export const replayCommands: readonly Command[] = [
  {
    name: 'export replay',
    summary: 'send a range of records again, beside the live export',
    args,
    options: {
      from: {
        value: 'where',
        description: 'offset or time of arrival to begin at; default: the oldest kept record',
      },
      to: { value: 'where', description: 'offset or time to end before; default: now' },
      ...wait,
    },
    notes:
      'Times are RFC 3339: 2026-11-23T08:00:00+08:00. The live export goes on undisturbed. Destinations that know a record\nby its offset (report, tsdb, logdb, mongo but for $inc) keep one copy of what is sent twice;\nkodo makes files of their own.',
    examples: ['sluice export replay web copy --from 120000 --to 130000 --wait'],
    run: async (call) => {
      const range = rangeOf(call)
      const client = await call.client()
      await started(call, await client.exports.replay(call.arg('repo'), call.arg('export'), range))
    },
  },
  {
    name: 'export redrive',
    summary: 'send the dead letters of an export again: those since the last time',
    args,
    options: wait,
    notes:
      'Records that a destination can never take are kept in the repo <export>__rejected, with the reason: see them with\nsluice tail <export>__rejected. What is refused again comes back there.',
    examples: ['sluice export redrive web copy --wait'],
    run: async (call) => {
      const client = await call.client()
      await started(call, await client.exports.redrive(call.arg('repo'), call.arg('export')))
    },
  },
  {
    name: 'export replays',
    summary: 'list the replays and redrives of an export',
    args,
    options: {},
    examples: [],
    run: listReplays,
  },
  {
    name: 'export stop-replay',
    summary: 'stop a replay or redrive and forget it; what it delivered stays',
    args: [...args, { name: 'id', description: 'as export replays lists it' }],
    options: {},
    examples: [],
    run: async (call) => {
      const id = call.arg('id')
      await (await call.client()).exports.cancelReplay(call.arg('repo'), call.arg('export'), id)
      await call.answer({ stopped: id }, `${id} stopped`)
    },
  },
]

async function started(call: Call, replay: Replay): Promise<void> {
  if (replay.state === 'done' && replay.from === replay.until)
    return await call.answer(
      replay,
      replay.kind === 'redrive' ? 'no new dead letters' : 'no records in this range',
    )
  if (call.given('wait')) return await untilDone(call, replay)
  const { id, kind, from, until } = replay
  const what = counted(BigInt(until) - BigInt(from), kind === 'redrive' ? 'dead letter' : 'record')
  const hint = `see: sluice export replays ${call.arg('repo')} ${call.arg('export')}`
  await call.answer(replay, `${kind} ${id} sends ${what}; ${hint}`)
}

async function untilDone(call: Call, begun: Replay): Promise<void> {
  const client = await call.client({})
  let shown = ''
  for (;;) {
    const replay = await client.exports.getReplay(call.arg('repo'), call.arg('export'), begun.id)
    if (replay.state === 'done') return await call.answer(replay, `${replay.kind} done: ${outcome(replay)}`)
    const line = progressLine(replay)
    if (line !== shown && !call.json) await call.shell.stderr.write(`${line}\n`)
    shown = line
    await pause(pollMs)
  }
}

function outcome({ recordsOut, rejected }: Replay): string {
  return `${counted(recordsOut, 'record')} delivered, ${countText(rejected)} refused`
}

function progressLine({ state, position, from, until, lastError }: Replay): string {
  const done = countText(BigInt(position) - BigInt(from))
  const error = state === 'running' || !lastError ? '' : `: ${lastError.message}`
  return `${state}: ${done} of ${countText(BigInt(until) - BigInt(from))}${error}`
}

async function listReplays(call: Call): Promise<void> {
  const replays = await (await call.client()).exports.replays(call.arg('repo'), call.arg('export'))
  const columns = [
    { title: 'ID' },
    { title: 'KIND' },
    { title: 'STATE' },
    { title: 'FROM', align: 'right' as const },
    { title: 'POSITION', align: 'right' as const },
    { title: 'UNTIL', align: 'right' as const },
    { title: 'STARTED' },
    { title: 'RESULT' },
  ]
  const rows = replays.map((replay) => [
    replay.id,
    replay.kind,
    replay.state,
    countText(BigInt(replay.from)),
    countText(BigInt(replay.position)),
    countText(BigInt(replay.until)),
    replay.createdAt,
    replay.lastError && replay.state !== 'done' ? replay.lastError.message : outcome(replay),
  ])
  const none = `export ${call.arg('export')} has no replays`
  await call.answer({ replays }, replays.length > 0 ? printTable(columns, rows, call.shell.stdout) : none)
}

function rangeOf(call: Call): ReplayRange {
  return { ...boundOf(call, 'from'), ...boundOf(call, 'to') }
}

function boundOf(call: Call, name: 'from' | 'to'): ReplayRange {
  const given = call.text(name)
  if (given === undefined) return {}
  if (/^\d{1,19}$/.test(given)) return { [`${name}Offset`]: given }
  if (/^\d{4}-\d\d-\d\dT/.test(given)) return { [`${name}Time`]: given }
  throw new UsageError(`--${name} ${given} is neither an offset nor an RFC 3339 time`)
}
