import { parseBody, printSchema, SchemaBody, SluiceError } from '@sluice/model'
import { Type } from 'typebox'
import { queryRepos, queryRowsMax } from '../../pipelines/query-repos.ts'
import { OffsetOutOfRange, type QueueId } from '../../queues/record-log.ts'
import { type Call, param, Reply, type Route } from '../route.ts'
import type { ControlDeps } from './deps.ts'
import { linesJson } from './lines-json.ts'

const sampleRecordsMax = 1000
const pageRecordsMax = 10_000
const pageBytesMax = 8 * 1024 * 1024
const waitSecondsMax = 30

const StoredRecord = Type.Record(Type.String(), Type.Unknown())

const QueryBody = Type.Object({
  sql: Type.String({ description: 'One SELECT; every repo of the account is a table' }),
  limit: Type.Optional(
    Type.Integer({ description: 'Rows at most', minimum: 1, maximum: queryRowsMax, default: 1000 }),
  ),
})

/** Looking at stored records: the newest ones, a page from an offset on, or any SELECT over them. */
export function recordRoutes({ pipelines }: ControlDeps): Route[] {
  const { catalog, log } = pipelines
  const repoOf = (call: Call) => catalog.repo({ account: call.actor.account, repo: param(call, 'repo') })

  /** Reads [from, …) and prints the records as JSON text: digits of 64-bit numbers stay as they are. */
  async function page(queue: QueueId, from: bigint, count: number, signal: AbortSignal) {
    const batches = await log.read(queue, from, { recordsMax: count, bytesMax: pageBytesMax }, signal)
    return { json: linesJson(batches), next: batches.at(-1)?.nextOffset ?? from }
  }

  return [
    {
      method: 'GET',
      path: '/v2/repos/{repo}/data',
      tag: 'Records',
      summary: 'The newest records',
      query: { count: `How many, 1 to ${sampleRecordsMax}; default 10` },
      answer: Type.Object({ records: Type.Array(StoredRecord) }),
      errors: ['E18102'],
      handle: async (call) => {
        const { queue } = repoOf(call)
        const count = wholeNumber(call, 'count', 10, sampleRecordsMax)
        const { firstOffset, nextOffset } = await log.bounds(queue)
        const wanted = nextOffset - BigInt(count)
        const from = wanted > firstOffset ? wanted : firstOffset
        const parts: string[] = []
        for (let at = from; at < nextOffset; ) {
          const { json, next } = await page(queue, at, count, call.signal)
          if (json) parts.push(json)
          if (next === at) break
          at = next
        }
        return new Reply(`{"records":[${parts.join(',')}]}`)
      },
    },
    {
      method: 'GET',
      path: '/v2/repos/{repo}/records',
      tag: 'Records',
      summary: 'Records from an offset on, waiting for new ones if asked to',
      query: {
        from: 'oldest, newest or a decimal offset; default oldest',
        count: `How many at most, 1 to ${pageRecordsMax}; default 1000`,
        wait: `Seconds to wait for a record when there is none, 0 to ${waitSecondsMax}; default 0`,
      },
      answer: Type.Object({
        records: Type.Array(StoredRecord),
        from: Type.String({ description: 'Offset of the first record, decimal' }),
        next: Type.String({ description: 'Where to go on, decimal' }),
      }),
      errors: ['E18102'],
      handle: async (call) => {
        const { queue } = repoOf(call)
        const count = wholeNumber(call, 'count', 1000, pageRecordsMax)
        const wait = wholeNumber(call, 'wait', 0, waitSecondsMax)
        const bounds = await log.bounds(queue)
        const given = call.query['from'] || 'oldest'
        const asked =
          given === 'oldest' ? bounds.firstOffset : given === 'newest' ? bounds.nextOffset : offset(given)
        // Retention may have passed the offset that a slow reader holds: it goes on at the oldest kept, and `from` says so.
        const from = asked < bounds.firstOffset ? bounds.firstOffset : asked
        if (wait > 0 && from >= bounds.nextOffset) await untilRecords(queue, from, wait, call)
        try {
          const { json, next } = await page(queue, from, count, call.signal)
          return new Reply(`{"records":[${json}],"from":"${from}","next":"${next}"}`)
        } catch (error) {
          if (error instanceof OffsetOutOfRange)
            throw new SluiceError(
              'E18007',
              `from=${given} is outside ${error.bounds.firstOffset}…${error.bounds.nextOffset}`,
            )
          throw error
        }
      },
    },
    {
      method: 'POST',
      path: '/v2/query',
      tag: 'Records',
      summary: 'Run a SELECT over the stored records of any repos',
      body: QueryBody,
      answer: Type.Object({
        schema: SchemaBody,
        records: Type.Array(StoredRecord),
        truncated: Type.Boolean({ description: 'There are more rows than `limit`' }),
      }),
      errors: ['E18108', 'E18209', 'E18228'],
      handle: async (call) => {
        const { sql, limit = 1000 } = parseBody(QueryBody, call.body)
        const result = await queryRepos(pipelines, call.actor.account, sql, limit, call.signal)
        const schema = JSON.stringify(printSchema(result.schema))
        const records = linesJson([result])
        return new Reply(`{"schema":${schema},"records":[${records}],"truncated":${result.truncated}}`)
      },
    },
  ]

  /** Waits for a record at `from`. A caller that went away, or a server that stops, ends the wait like its time does. */
  async function untilRecords(queue: QueueId, from: bigint, seconds: number, call: Call) {
    const signal = AbortSignal.any([call.signal, call.stopping])
    try {
      await log.waitFor(queue, from, seconds * 1000, signal)
    } catch (error) {
      if (!signal.aborted) throw error
    }
  }
}

function wholeNumber(call: Call, name: string, byDefault: number, max: number): number {
  const given = call.query[name]
  if (given === undefined || given === '') return byDefault
  const number = Number(given)
  if (Number.isInteger(number) && number >= 0 && number <= max) return number
  throw new SluiceError('E18007', `${name}=${given} is not a whole number from 0 to ${max}`)
}

function offset(given: string): bigint {
  if (/^\d{1,19}$/.test(given)) return BigInt(given)
  throw new SluiceError('E18007', `from=${given} is not oldest, newest or an offset`)
}
