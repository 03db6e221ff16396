import { PreviewBody, parseBody, printSchema, SchemaBody } from '@sluice/model'
import { Type } from 'typebox'
import { type Preview, preview } from '../../pipelines/preview.ts'
import type { DifferenceSide } from '../../transforms/sql-engine.ts'
import { param, Reply, type Route } from '../route.ts'
import type { ControlDeps } from './deps.ts'
import { linesJson } from './lines-json.ts'

const Rows = Type.Array(Type.Record(Type.String(), Type.Unknown()))
const Side = Type.Object({
  schema: SchemaBody,
  count: Type.Integer({ description: 'Rows in all' }),
  records: Rows,
})

const PreviewAnswer = Type.Object({
  schema: SchemaBody,
  records: Rows,
  truncated: Type.Boolean({ description: 'There are more rows than `limit`' }),
  read: Type.Object({
    records: Type.Integer({ description: 'How many records the query ran on' }),
    from: Type.String({ description: 'Offset of the first, decimal' }),
    to: Type.String({ description: 'Offset after the last, decimal' }),
  }),
  durationMs: Type.Number(),
  difference: Type.Optional(
    Type.Object(
      { onlyBefore: Side, onlyAfter: Side },
      {
        description:
          'Rows that only the transform gives as it is, and rows that only the new code gives, each as often as it occurs; at most `limit` of each are listed',
      },
    ),
  ),
})

/** Trying SQL on stored records. Sluice's own: the hosted service had no such call. */
export function previewRoutes({ pipelines }: ControlDeps): Route[] {
  return [
    {
      method: 'POST',
      path: '/v2/repos/{repo}/preview',
      tag: 'Transforms',
      summary: 'Run SQL on the newest records of a repo, storing nothing',
      body: PreviewBody,
      bodyCode: 'E18207',
      answer: PreviewAnswer,
      errors: ['E9001', 'E18102', 'E18108', 'E18202', 'E18207', 'E18209', 'E18228', 'E18657'],
      permission: 'read',
      handle: async (call) => {
        const ref = { account: call.actor.account, repo: param(call, 'repo') }
        const body = parseBody(PreviewBody, call.body, 'E18207')
        return new Reply(printPreview(await preview(pipelines, ref, body, call.signal)))
      },
    },
  ]
}

function printPreview({ result, from, to, durationMs, difference }: Preview): string {
  const parts = [
    `"schema":${JSON.stringify(printSchema(result.schema))}`,
    `"records":[${linesJson([result])}]`,
    `"truncated":${result.truncated}`,
    `"read":{"records":${to - from},"from":"${from}","to":"${to}"}`,
    `"durationMs":${Math.round(durationMs)}`,
  ]
  if (difference) {
    const { onlyBefore, onlyAfter } = difference
    parts.push(`"difference":{"onlyBefore":${printSide(onlyBefore)},"onlyAfter":${printSide(onlyAfter)}}`)
  }
  return `{${parts.join(',')}}`
}

const printSide = (side: DifferenceSide): string =>
  `{"schema":${JSON.stringify(printSchema(side.schema))},"count":${side.count},"records":[${linesJson([side])}]}`
