import { parseBody, printSchema, SchemaBody, VerifyTransformBody } from '@sluice/model'
import { Type } from 'typebox'
import { pluginOutputFields } from '../../pipelines/plugins.ts'
import { verifyExport, verifyTransform } from '../../pipelines/verify.ts'
import { param, type Route } from '../route.ts'
import type { ControlDeps } from './deps.ts'
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
      errors: [
        ...(['E18102', 'E18128', 'E18202', 'E18203', 'E18207', 'E18208', 'E18209', 'E18211'] as const),
        ...(['E18213', 'E18214', 'E18216', 'E18228', 'E18229', 'E18230', 'E18657', 'E18660'] as const),
      ],
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
      errors: ['E18303', 'E18305', 'E18322'],
      handle: async (call) => {
        const { schema, type, spec } = parseBody(VerifyExportBody, call.body, 'E18303')
        await verifyExport(pipelines, call.actor.account, schema, type, spec)
      },
    },
  ]
}
