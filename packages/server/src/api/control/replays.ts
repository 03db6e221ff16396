import { parseBody, SluiceError } from '@sluice/model'
import { type Static, Type } from 'typebox'
import type { PipelineDeps } from '../../pipelines/deps.ts'
import type { TaskRef } from '../../pipelines/documents.ts'
import {
  cancelReplay,
  type Replay,
  type ReplayRange,
  replay,
  replaysOf,
  startRedrive,
  startReplay,
} from '../../pipelines/replays.ts'
import { type Call, param, type Route } from '../route.ts'
import type { ControlDeps } from './deps.ts'

const offsetShape = { pattern: '^\\d{1,19}$' }
const time = 'RFC 3339, for example 2026-11-23T08:00:00+08:00'

const ReplayBody = Type.Object({
  fromOffset: Type.Optional(
    Type.String({ ...offsetShape, description: 'First offset, decimal; default: the oldest kept record' }),
  ),
  toOffset: Type.Optional(
    Type.String({
      ...offsetShape,
      description: 'Behind the last offset, decimal; default: the newest record',
    }),
  ),
  fromTime: Type.Optional(
    Type.String({
      description: `Instead of fromOffset: records that arrived at or after this time; ${time}`,
    }),
  ),
  toTime: Type.Optional(
    Type.String({ description: `Instead of toOffset: records that arrived before this time; ${time}` }),
  ),
})

const ReplayAnswer = Type.Object(
  {
    id: Type.String(),
    kind: Type.String({ description: 'replay: records of the repo; redrive: dead letters of the export' }),
    from: Type.String({
      description: 'First offset, decimal: in the repo, or for a redrive in the dead-letter repo',
    }),
    until: Type.String({ description: 'Behind the last offset, decimal' }),
    state: Type.String({ description: 'That of the run; done when everything is delivered' }),
    position: Type.String({ description: 'Everything before this offset is delivered, decimal' }),
    recordsOut: Type.Integer({ description: 'Records delivered since it started or the server restarted' }),
    rejected: Type.Integer({ description: 'Records refused: they are in the dead-letter repo' }),
    lastError: Type.Optional(Type.Object({ message: Type.String(), at: Type.String() })),
    notes: Type.Array(Type.String()),
    createdAt: Type.String(),
    endedAt: Type.Optional(Type.String()),
  },
  { component: 'Replay' },
)

/** Sending again what an export has delivered or could not deliver. Sluice's own: the hosted service had no such calls. */
export function replayRoutes({ pipelines, serially }: ControlDeps): Route[] {
  const ref = (call: Call): TaskRef => ({
    account: call.actor.account,
    repo: param(call, 'repo'),
    name: param(call, 'export'),
  })
  const path = '/v2/repos/{repo}/exports/{export}'
  const inTurn = (call: Call, start: () => Promise<Replay>) =>
    serially(call.actor.account, async () => await print(pipelines, ref(call), await start()))
  return [
    {
      method: 'POST',
      path: `${path}/replay`,
      tag: 'Exports',
      summary: 'Send a range of records again',
      description:
        'Runs beside the live export and does not touch its position. Where the destination keeps one copy of a repeat (report, tsdb, logdb, mongo but for $inc) nothing is doubled; kodo makes files of their own.',
      body: ReplayBody,
      bodyCode: 'E18303',
      answer: ReplayAnswer,
      errors: ['E18102', 'E18302', 'E18303'],
      handle: (call) =>
        inTurn(call, () =>
          startReplay(pipelines, ref(call), rangeOf(parseBody(ReplayBody, call.body, 'E18303'))),
        ),
    },
    {
      method: 'POST',
      path: `${path}/redrive`,
      tag: 'Exports',
      summary: 'Send the dead letters of an export again: those since the last redrive',
      description:
        'Records that the destination refuses again come back as new dead letters. With no new letters the answer is a redrive that is done already.',
      answer: ReplayAnswer,
      errors: ['E18102', 'E18302'],
      handle: (call) => inTurn(call, () => startRedrive(pipelines, ref(call))),
    },
    {
      method: 'GET',
      path: `${path}/replays`,
      tag: 'Exports',
      summary: 'Replays and redrives of an export, the newest first',
      answer: Type.Object({ replays: Type.Array(ReplayAnswer) }),
      errors: ['E18102', 'E18302'],
      handle: async (call) => {
        pipelines.catalog.export(ref(call))
        const found = replaysOf(pipelines.catalog, ref(call))
        return { replays: await Promise.all(found.map((one) => print(pipelines, ref(call), one))) }
      },
    },
    {
      method: 'GET',
      path: `${path}/replays/{replay}`,
      tag: 'Exports',
      summary: 'How a replay or redrive is doing',
      answer: ReplayAnswer,
      errors: ['E18102', 'E18302'],
      handle: async (call) =>
        await print(pipelines, ref(call), replay(pipelines.catalog, ref(call), param(call, 'replay'))),
    },
    {
      method: 'DELETE',
      path: `${path}/replays/{replay}`,
      tag: 'Exports',
      summary: 'Stop a replay or redrive and forget it',
      errors: ['E18102', 'E18302'],
      handle: (call) =>
        serially(call.actor.account, () => cancelReplay(pipelines, ref(call), param(call, 'replay'))),
    },
  ]
}

function rangeOf(body: Static<typeof ReplayBody>): ReplayRange {
  const { fromOffset, toOffset, fromTime, toTime } = body
  if (fromOffset !== undefined && fromTime !== undefined)
    throw new SluiceError('E18303', 'give fromOffset or fromTime, not both')
  if (toOffset !== undefined && toTime !== undefined)
    throw new SluiceError('E18303', 'give toOffset or toTime, not both')
  return {
    ...(fromOffset !== undefined && { fromOffset: BigInt(fromOffset) }),
    ...(toOffset !== undefined && { toOffset: BigInt(toOffset) }),
    ...(fromTime !== undefined && { fromTimeMs: timeMs('fromTime', fromTime) }),
    ...(toTime !== undefined && { toTimeMs: timeMs('toTime', toTime) }),
  }
}

function timeMs(name: string, given: string): number {
  const ms = /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(given) ? Date.parse(given) : Number.NaN
  if (Number.isFinite(ms)) return ms
  throw new SluiceError('E18303', `${name} '${given.slice(0, 50)}' is not a time: ${time}`)
}

/** A replay may end between two looks at it: the document knows then. */
async function print(pipelines: PipelineDeps, ref: TaskRef, { id }: Replay) {
  const running = replay(pipelines.catalog, ref, id).state === 'running'
  const status = running ? await pipelines.tasks.replayStatus(ref, id) : undefined
  const { kind, from, until, createdAtMs, endedAtMs, ...done } = replay(pipelines.catalog, ref, id)
  const { lastError, counters, notes = done.notes ?? [] } = status ?? {}
  return {
    id,
    kind,
    from,
    until,
    state: status?.state ?? 'done',
    position: String(status?.position ?? until),
    recordsOut: counters?.['recordsOut'] ?? done.recordsOut ?? 0,
    rejected: counters?.['rejected'] ?? done.rejected ?? 0,
    ...(lastError && {
      lastError: { message: lastError.message, at: new Date(lastError.atMs).toISOString() },
    }),
    notes,
    createdAt: new Date(createdAtMs).toISOString(),
    ...(endedAtMs !== undefined && { endedAt: new Date(endedAtMs).toISOString() }),
  }
}
