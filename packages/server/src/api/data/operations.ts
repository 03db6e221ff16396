import { Type } from 'typebox'
import type { Operation } from '../route.ts'

const bodyCodes = ['E18003', 'E18004', 'E18005', 'E18006', 'E18125'] as const
const recordCodes = ['E18008', 'E18110', 'E18111', 'E18123', 'E18138'] as const

/** What the handlers of this folder answer to: they stand outside of the control API, so that the hot path is short. */
export const dataOperations: readonly Operation[] = [
  {
    method: 'POST',
    path: '/v2/repos/{repo}/data',
    tag: 'Records',
    summary: 'Push records: all of the body is stored, or nothing',
    description:
      'As text, a record a line, `field=value` with TAB between fields; as `application/json`, a list of objects, an ' +
      'object, or an object a line. The answer comes when the records are on disk.',
    query: {
      tags: 'URL-safe base64 of one record in the text form, whose fields join every record of the body',
    },
    headers: { 'Content-Encoding': 'gzip, or none' },
    bodyTypes: ['text/plain', 'application/json', 'application/x-ndjson'],
    answer: Type.Object({}),
    errors: ['E18102', 'E18113', 'E18223', 'E9002', ...bodyCodes, ...recordCodes],
    permission: 'write',
  },
  ...['stream', 'streams'].map(
    (folder): Operation => ({
      method: 'POST',
      path: `/v2/${folder}/{repo}/data`,
      tag: 'Records',
      summary: 'Push lines of raw text, which parse rules turn into records: all of them are stored, or none',
      query: {
        tags: 'URL-safe base64 of one record in the text form, whose fields join every record of the body',
        rules: 'Names of parse rules, joined by commas; default: those of the repo',
      },
      headers: { 'Content-Encoding': 'gzip, or none' },
      bodyTypes: ['text/plain'],
      answer: Type.Object({ code: Type.Integer(), message: Type.String() }),
      errors: ['E18102', 'E18113', 'E18223', 'E9002', 'E9003', ...bodyCodes, ...recordCodes],
      permission: 'write',
    }),
  ),
]
