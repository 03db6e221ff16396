import { parseSchema, type Schema, SluiceError, type VerifyTransformBody } from '@sluice/model'
import { connectionOf } from './connections.ts'
import type { PipelineDeps } from './deps.ts'
import { destinationSchema, refuseLostColumns } from './destination-schema.ts'
import { exporterType } from './exports.ts'
import { analyzed, parseTransformSpec } from './transforms.ts'
import { userVariables } from './variables.ts'

export interface TransformVerification {
  /** What the destination would have. */
  readonly schema: Schema
  /** The columns of the result. */
  readonly output: Schema
  /** Keys of the source's fields that the SQL needs. */
  readonly fields: readonly string[]
}

/**
 * What a transform would give its destination, creating nothing. With `repo` its schema is the source, and `transform`
 * names one of its transforms, whose update this is; with `to` the destination is checked as create does it. Errors: those
 * of create and update transform. Source: protocol §7.4; all but schema and spec are Sluice's own.
 */
export async function verifyTransform(
  deps: PipelineDeps,
  account: string,
  { schema, repo, transform, to, spec: body }: VerifyTransformBody,
): Promise<TransformVerification> {
  const ref = { account, repo: repo ?? 'stream' }
  const source = repo === undefined ? parseSchema(schema) : deps.catalog.repo(ref).schema
  const spec = parseTransformSpec(deps, account, body)
  const { output, fields } = await analyzed(deps, ref, source, spec)
  const updated = transform === undefined ? undefined : deps.catalog.transform({ ...ref, name: transform })
  if (updated) refuseLostColumns(updated.output, output)
  const name = to ?? updated?.to
  const destination = name === undefined ? undefined : deps.catalog.findRepo({ account, repo: name })
  return { schema: destinationSchema(name ?? 'destination', destination, spec, output), output, fields }
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
