import { parseSchema, type Schema, SluiceError, type TransformBody } from '@sluice/model'
import { connectionOf } from './connections.ts'
import type { PipelineDeps } from './deps.ts'
import { exporterType } from './exports.ts'
import { outputOf, parseTransformSpec } from './transforms.ts'
import { userVariables } from './variables.ts'

/** The schema that a transform would give its destination, creating nothing. Errors: those of create transform.
 *  Source: protocol §7.4. */
export async function verifyTransform(
  deps: PipelineDeps,
  account: string,
  source: unknown,
  body: TransformBody,
): Promise<Schema> {
  const spec = parseTransformSpec(deps, account, body)
  return await outputOf(deps, { account, repo: 'stream' }, parseSchema(source), spec)
}

/** Checks an export's spec against a schema and knocks at the destination. Errors: those of create export; E18303 when
 *  the destination does not answer as it should. Source: protocol §7.4, §11.1 (the creation check). */
export async function verifyExport(
  deps: PipelineDeps,
  account: string,
  source: unknown,
  type: string,
  spec: unknown,
): Promise<void> {
  const schema = parseSchema(source)
  const variables = userVariables(deps, account)
  const parsed = exporterType(deps, type).parseSpec(spec, schema, variables)
  const finding = await deps.tasks.checkExport({
    account,
    kind: type,
    spec: parsed,
    schema,
    variables,
    connection: connectionOf(deps, account, type, parsed),
  })
  if (finding !== undefined) throw new SluiceError('E18303', `the destination is not ready: ${finding}`)
}
