import { parseBody, printSchema, SchemaBody, VerifyTransformBody } from '@sluice/model'
import { Type } from 'typebox'
import { pluginOutputFields } from '../../pipelines/plugins.ts'
import { verifyExport, verifyTransform } from '../../pipelines/verify.ts'
import { param, type Route } from '../route.ts'
import type { ControlDeps } from './deps.ts'
import { exportSpecCodes, schemaCodes, transformSpecCodes } from './error-codes.ts'
import { exportSpecShape } from './export-spec-shape.ts'

/** Trying a spec without creating anything. Source: protocol §7.4. */
export function verifyRoutes({ pipelines, serially }: ControlDeps): Route[] {
  const VerifyExportBody = Type.Object({
    schema: Type.Unknown({ description: 'Schema of the source repo', documented: SchemaBody }),
    type: Type.String(),
    spec: exportSpecShape(pipelines.exporterTypes),
    whence: Type.Optional(Type.String()),
  })
  return [
    {
      method: 'POST',
      path: '/v2/verify/plugins/{plugin}',
      tag: 'Verify',
      summary: 'The fields that an uploaded plugin gives, as the output bean in its jar declares them',
      answer: Type.Object({
        outputFields: Type.Array(Type.Object({ name: Type.String(), type: Type.String() })),
      }),
      errors: ['E18106', 'E18207', 'E18211', 'E18216'],
      // In turn with deleting it, which takes the jar away.
      handle: (call) =>
        serially(call.actor.account, async () => {
          const ref = { account: call.actor.account, plugin: param(call, 'plugin') }
          return { outputFields: await pluginOutputFields(pipelines, ref) }
        }),
    },
    {
      method: 'POST',
      path: '/v2/verify/transforms',
      tag: 'Verify',
      summary: 'What a transform would give its destination, and which fields it needs; nothing is created',
      body: VerifyTransformBody,
      bodyCode: 'E18207',
      answer: Type.Object({
        schema: SchemaBody,
        output: SchemaBody,
        fields: Type.Array(Type.String(), { description: 'Fields of the source that the SQL needs' }),
      }),
      errors: ['E18102', 'E18113', 'E18202', ...schemaCodes, ...transformSpecCodes],
      handle: async (call) => {
        const body = parseBody(VerifyTransformBody, call.body, 'E18207')
        const { schema, output, fields } = await verifyTransform(pipelines, call.actor.account, body)
        return { schema: printSchema(schema), output: printSchema(output), fields }
      },
    },
    {
      method: 'POST',
      path: '/v2/verify/exports',
      tag: 'Verify',
      summary: 'Whether an export spec is right and its destination answers',
      body: VerifyExportBody,
      bodyCode: 'E18303',
      errors: ['E18322', ...schemaCodes, ...exportSpecCodes],
      handle: async (call) => {
        const { schema, type, spec } = parseBody(VerifyExportBody, call.body, 'E18303')
        await verifyExport(pipelines, call.actor.account, schema, type, spec)
      },
    },
  ]
}
